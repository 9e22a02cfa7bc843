'use strict';
/** Writes a new migration file, with Umzug's options and its guard against confusing order. */

const fs = require('fs');
const path = require('path');

const EXTENSIONS = ['.js', '.cjs', '.mjs', '.ts', '.cts', '.mts', '.sql'];

const commonjs = `'use strict';

/** @type {{ up(queryInterface: any, Sequelize: any): Promise<void>, down(queryInterface: any, Sequelize: any): Promise<void> }} */
module.exports = {
  async up(queryInterface, Sequelize) {
  },

  async down(queryInterface, Sequelize) {
  }
};
`;

const esm = `export async function up(queryInterface, Sequelize) {
}

export async function down(queryInterface, Sequelize) {
}
`;

const typescript = `import type { QueryInterface, Sequelize } from 'sequelize-native';

export async function up(queryInterface: QueryInterface, sequelize: typeof Sequelize): Promise<void> {
}

export async function down(queryInterface: QueryInterface, sequelize: typeof Sequelize): Promise<void> {
}
`;

const sql = `-- up

-- down
`;

/** The default content of a new file: `[[path, text]]`. */
function template(file) {
  const texts = { '.js': commonjs, '.cjs': commonjs, '.mjs': esm, '.ts': typescript, '.mts': typescript, '.cts': typescript, '.sql': sql };
  return [[file, texts[path.extname(file)] ?? '']];
}

function prefixOf(kind = 'TIMESTAMP') {
  const now = new Date().toISOString();
  switch (kind) {
    case 'TIMESTAMP': return now.slice(0, 19).replace(/\W/g, '.');
    case 'DATE': return now.slice(0, 10).replace(/\W/g, '.');
    case 'NONE': return '';
    default: throw new TypeError(`prefix is TIMESTAMP, DATE or NONE, not ${kind}`);
  }
}

async function create(migrator, options, context) {
  const existing = await migrator.migrations(context);
  const name = [prefixOf(options.prefix), options.name].filter(Boolean).join('.');
  const settings = migrator.options.create ?? {};
  const last = existing.at(-1)?.path;
  const folder = options.folder ?? settings.folder ?? (last && path.dirname(last));
  if (!folder) throw new Error("Couldn't infer a directory to generate migration file in. Pass folder explicitly");
  const file = path.resolve(folder, name);
  const after = options.allowConfusingOrdering ? undefined : existing.find(one => one.path && one.path >= file);
  if (after) {
    throw new Error(`Can't create ${name}, since it's unclear if it should run before or after existing migration ${after.name}. Use allowConfusingOrdering to bypass this error.`);
  }
  const make = typeof options.content === 'string' ? () => [[file, options.content]] : options.template ?? settings.template ?? template;
  const pairs = await make(file);
  const written = pairs.length ? pairs : [[file, '']];
  const allowed = options.allowExtension ? [options.allowExtension] : EXTENSIONS;
  for (const pair of written) {
    if (!Array.isArray(pair) || pair.length !== 2) throw new Error('Expected [filepath, content] pair. Check that the file template function returns an array of pairs.');
    const extension = path.extname(pair[0]);
    if (!allowed.includes(extension)) throw new Error(`Extension ${extension} not allowed. Allowed extensions are ${allowed.join(', ')}. See help for allowExtension to avoid this error.`);
  }
  for (const [target, content] of written) {
    fs.mkdirSync(path.dirname(target), { recursive: true });
    // An existing file is never written over.
    fs.writeFileSync(target, content, { flag: 'wx' });
    migrator.logging({ event: 'created', path: target });
  }
  if (!options.skipVerify) {
    const executed = await migrator.executedNames(context);
    const found = (await migrator.migrations(context)).filter(one => !executed.has(one.name));
    if (!found.some(one => one.path && path.resolve(one.path) === path.resolve(written[0][0]))) {
      throw new Error(`Expected ${written[0][0]} to be a pending migration but it wasn't! Pending migration paths: ${found.map(one => one.path).join(', ')}. Use skipVerify to bypass this error.`);
    }
  }
  return written.map(([target]) => target);
}

module.exports = { create, template };
