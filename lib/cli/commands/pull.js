'use strict';
/** db:pull: models from an existing database. Its words become literals, never code. */

const fs = require('fs');
const path = require('path');
const words = require('../../utils/words');
const { identifier, key, print } = require('../code');
const { CliError } = require('../errors');
const { columnDefinition } = require('../schema/definitions');
const { readSchema } = require('../schema/read');
const templates = require('../templates');
const { journalTables } = require('./diff');

/** Names that the generated files use themselves. */
const TAKEN = new Set(['model', 'datatypes', 'index', 'sequelize']);

/** A class name for each table, all different, also as file names where case does not count. */
function classNames(schema) {
  const names = new Map();
  const used = new Set();
  for (const table of schema.keys()) {
    const plain = identifier(words.singularize(table));
    const base = TAKEN.has(plain.toLowerCase()) ? `${plain}Record` : plain;
    names.set(table, free(base, used));
  }
  return names;
}

const lower = name => name[0].toLowerCase() + name.slice(1);

/** A name that nobody has yet, whatever its case. */
function free(wanted, taken) {
  let name = wanted;
  for (let i = 2; taken.has(name.toLowerCase()); i++) name = `${wanted}${i}`;
  taken.add(name.toLowerCase());
  return name;
}

/** The associations that foreign keys of one column tell: belongsTo here, hasMany or hasOne there. */
function associations(schema, names) {
  const lines = new Map([...schema.keys()].map(name => [name, []]));
  const taken = new Map([...schema].map(([name, table]) => [name, new Set([...table.columns.keys()].map(column => column.toLowerCase()))]));
  for (const [name, table] of schema) {
    for (const foreign of table.foreignKeys.filter(one => one.fields.length === 1 && schema.has(one.table))) {
      const [field] = foreign.fields;
      const model = other => `models[${print(names.get(other))}]`;
      const target = foreign.references[0];
      const { onDelete, onUpdate } = foreign;
      const as = free(lower(identifier(field.replace(/_?id$/i, '') || names.get(foreign.table))), taken.get(name));
      lines.get(name).push(`this.belongsTo(${model(foreign.table)}, ${print({ as, foreignKey: field, targetKey: target, onDelete, onUpdate })});`);
      const one = table.indexes.some(index => index.unique && index.fields.length === 1 && index.fields[0] === field) || soleKey(table, field);
      const many = free(lower(one ? names.get(name) : words.pluralize(names.get(name))), taken.get(foreign.table));
      lines.get(foreign.table).push(`this.${one ? 'hasOne' : 'hasMany'}(${model(name)}, ${print({ as: many, foreignKey: field, sourceKey: target, onDelete, onUpdate })});`);
    }
  }
  return lines;
}

function soleKey(table, field) {
  const keys = [...table.columns.values()].filter(column => column.primaryKey);
  return keys.length === 1 && keys[0].name === field;
}

function modelText(table, name, lines) {
  const columns = [...table.columns.values()];
  const timestamps = ['createdAt', 'updatedAt'].every(one => table.columns.has(one));
  const shown = columns.filter(column => !timestamps || !['createdAt', 'updatedAt'].includes(column.name));
  const fields = shown.map(column => `    ${key(column.name)}: ${print(attribute(table, column), 2)}`).join(',\n');
  const indexes = table.indexes.filter(index => !index.own && !index.definition && index.kind === 'index')
    .map(index => ({ name: index.name, unique: index.unique || undefined, fields: index.fields }));
  const options = [['modelName', name], ['tableName', table.name], ['timestamps', timestamps], ...indexes.length ? [['indexes', indexes]] : []]
    .map(([option, value]) => `    ${option}: ${print(value, 2)}`).join(',\n');
  return `'use strict';

const { Model } = require('sequelize');

module.exports = (sequelize, DataTypes) => {
  class ${name} extends Model {
    static associate(models) {
${lines.map(line => `      ${line}`).join('\n')}
    }
  }

  ${name}.init({
${fields}
  }, {
    sequelize,
${options}
  });

  ${columns.some(column => column.primaryKey) ? '' : `// The table has no primary key.\n  ${name}.removeAttribute('id');\n\n  `}return ${name};
};
`;
}

function attribute(table, column) {
  const definition = columnDefinition(column, 'DataTypes', { inline: table });
  const unique = table.indexes.find(index => index.kind === 'unique' && index.fields.includes(column.name));
  if (unique) definition.unique = unique.fields.length === 1 ? true : unique.name;
  return definition;
}

async function pull(session) {
  const { options, output } = session;
  const sequelize = await session.connect();
  const schema = await readSchema(sequelize, { ignore: await journalTables(session) });
  const wanted = options.table === undefined ? undefined : [options.table].flat();
  for (const name of wanted ?? []) if (!schema.has(name)) throw new CliError(`There is no table "${name}".`);
  const names = classNames(schema);
  const lines = associations(schema, names);
  const folder = session.folder('models');
  const files = [...schema.values()].filter(table => !wanted || wanted.includes(table.name))
    .map(table => ({ file: path.join(folder, `${names.get(table.name).toLowerCase()}.js`), text: modelText(table, names.get(table.name), lines.get(table.name)) }));
  const index = path.join(folder, 'index.js');
  if (!fs.existsSync(index)) {
    const relative = path.relative(folder, session.configFile).split(path.sep).join('/');
    files.push({ file: index, text: templates.modelsIndex(relative) });
  }
  const existing = files.find(({ file }) => fs.existsSync(file));
  if (existing && !options.force) throw new CliError(`The file ${session.shown(existing.file)} already exists. Run command with --force to overwrite it.`);
  fs.mkdirSync(folder, { recursive: true });
  for (const { file, text } of files) {
    fs.writeFileSync(file, text);
    output.line(`Created "${session.shown(file)}"`);
  }
  output.set({ files: files.map(({ file }) => session.shown(file)) });
}

module.exports = { pull };
