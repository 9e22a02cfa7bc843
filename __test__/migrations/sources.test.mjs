// Where migrations come from, how files become functions, and Umzug's options, events and storages.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { journal, makeProject, tables } from '../support/projects.mjs';

const require = createRequire(import.meta.url);
const Sequelize = require('../../lib');
const { Migrator } = Sequelize;
const { JSONStorage, memoryStorage, SequelizeStorage, Umzug } = require('umzug');

const names = list => list.map(({ name }) => name);
let project;
let sequelize;
before(async () => {
  project = await makeProject('sqlite');
  sequelize = project.connect();
});
after(() => project.remove());

let folders = 0;
/** A folder of files, and a migrator on it with a journal of its own. */
function folder(files, options = {}) {
  const name = `m${++folders}`;
  for (const [file, text] of Object.entries(files)) project.write(`${name}/${file}`, text);
  const migrations = { path: project.file(name), ...options.migrations };
  return { at: project.file(name), table: name, migrator: new Migrator({ sequelize, storage: { tableName: `Meta${folders}` }, ...options, migrations }) };
}

test('the class is exported everywhere', async () => {
  assert.equal(require('../../lib/migrator'), Migrator);
  assert.equal((await import('../../lib/index.mjs')).Migrator, Migrator);
  assert.equal(Migrator.Migrator, Migrator);
});

test('modules of every kind, with both kinds of parameters', async () => {
  globalThis.seen = [];
  const { migrator } = folder({
    '1.js': 'module.exports = { async up(queryInterface, Sequelize) { seen.push([1, typeof queryInterface.createTable, typeof Sequelize.STRING]); } };',
    '2.cjs': 'exports.up = async ({ name, path, context }) => { seen.push([2, name, typeof path, typeof context.createTable]); };',
    '3.mjs': 'export const up = async queryInterface => { seen.push([3, typeof queryInterface.sequelize.query, queryInterface.name]); };',
    '4.mjs': 'export default { async up({ context: { sequelize } }) { seen.push([4, typeof sequelize.query]); }, async down() {} };',
    'package.json': '{}', 'notes.txt': ''
  });
  assert.deepEqual(names(await migrator.up()), ['1.js', '2.cjs', '3.mjs', '4.mjs']);
  assert.deepEqual(globalThis.seen, [
    [1, 'function', 'function'], [2, '2.cjs', 'string', 'function'], [3, 'function', '3.mjs'], [4, 'function']
  ]);
});

test('a .js file is what its package says', async () => {
  globalThis.seen = [];
  const { migrator } = folder({ 'package.json': '{ "type": "module" }', '1.js': 'export const up = async () => { seen.push(1); };' });
  await migrator.up();
  assert.deepEqual(globalThis.seen, [1]);
});

test('TypeScript: by Node.js itself, by tsx, or a clear error', async () => {
  globalThis.seen = [];
  const files = { 'x.ts': 'export async function up(queryInterface: object, sequelize: unknown): Promise<void> { (globalThis as any).seen.push(typeof queryInterface); }\n', 'x.d.ts': '' };
  const { migrator, at } = folder(files);
  if (process.features.typescript) {
    assert.deepEqual(names(await migrator.up()), ['x.ts']);
    assert.deepEqual(globalThis.seen, ['object']);
    return;
  }
  await assert.rejects(migrator.up(), /x\.ts is TypeScript: Node\.js v\S+ does not read it by itself\. Use Node\.js 22\.18 or newer, or add tsx/);
  project.write(path.join(path.basename(at), 'node_modules/tsx/package.json'), '{ "exports": { "./package.json": "./package.json", "./esm/api": { "import": { "default": "./api.mjs" } } } }');
  project.write(path.join(path.basename(at), 'node_modules/tsx/api.mjs'), 'export const tsImport = async url => ({ up: async () => { seen.push(url); } });');
  // Nothing was started.
  assert.equal((await migrator.status())[0].state, 'pending');
  assert.deepEqual(names(await migrator.up()), ['x.ts']);
  assert.match(globalThis.seen[0], /^file:.*x\.ts$/);
});

test('globs, patterns and ignored files', async () => {
  const up = 'exports.up = async () => {};';
  const { at } = folder({ '1-a.js': up, '2-b.cjs': up, '3-c.txt': up, 'sub/4-d.js': up, 'x.d.ts': '' });
  const pending = async migrations => names(await new Migrator({ sequelize, migrations }).pending());
  assert.deepEqual(await pending({ glob: ['*.js', { cwd: at }] }), ['1-a.js']);
  assert.deepEqual(await pending({ glob: `${at}/**/*.{js,cjs}` }), ['1-a.js', '2-b.cjs', '4-d.js']);
  assert.deepEqual(await pending({ glob: ['**/*.{js,cjs}', { cwd: at, ignore: '**/sub/**' }] }), ['1-a.js', '2-b.cjs']);
  assert.deepEqual(await pending({ path: at, pattern: /\.cjs$/ }), ['2-b.cjs']);
  assert.deepEqual(await pending({ path: at, pattern: '\\.(txt|js)$' }), ['1-a.js', '3-c.txt']);
  assert.deepEqual(await pending({ pattern: `${at}/*.js` }), ['1-a.js']);
  assert.deepEqual(await pending({ path: at, pattern: '*.cjs' }), ['2-b.cjs']);
  await assert.rejects(pending({ path: `${at}/none` }), /The folder of migrations .*none cannot be read/);
});

test('params, lists, functions and resolvers', async () => {
  globalThis.seen = [];
  const { migrator } = folder({ '1.js': 'exports.up = async (...all) => { seen.push(all); };' }, { migrations: { params: () => [1, 2, 3] } });
  await migrator.up();
  assert.deepEqual(globalThis.seen, [[1, 2, 3]]);
  const calls = [];
  const list = new Migrator({
    sequelize, storage: 'none', context: async () => ({ my: 'context' }),
    migrations: context => [{ name: 'one', up: async params => { calls.push([params.name, params.context, context]); } }]
  });
  await list.up();
  await list.up();
  assert.deepEqual(calls, [['one', { my: 'context' }, { my: 'context' }], ['one', { my: 'context' }, { my: 'context' }]]);
  const renamed = folder({ '1.js': 'exports.up = async () => {};' }, {
    migrations: { resolve: params => ({ ...Migrator.defaultResolver(params), name: params.name.replace('.js', '') }) }
  });
  assert.deepEqual(names(await renamed.migrator.up()), ['1']);
  assert.deepEqual(names(await renamed.migrator.executed()), ['1']);
});

test('.sql files: sections, strings, routines and a folder for down', async () => {
  const { migrator } = folder({
    '1.sql': `-- A remark; with a semicolon.
-- up
CREATE TABLE s1 (word TEXT DEFAULT '-- down; no');
CREATE TABLE s1log (word TEXT);
CREATE TRIGGER s1t AFTER INSERT ON s1 BEGIN
  INSERT INTO s1log VALUES (CASE WHEN NEW.word = ';' THEN 'semicolon' ELSE 'other' END);
  INSERT INTO s1log VALUES ('second');
END;
/* -- down */
INSERT INTO s1 VALUES (';');
-- down
DROP TABLE s1; DROP TABLE s1log
`,
    '2.sql': 'CREATE TABLE s2 (id INTEGER);', 'down/2.sql': 'DROP TABLE s2;',
    '3.sql': 'CREATE TABLE s3 (id INTEGER);'
  });
  const plan = await migrator.plan('up');
  assert.deepEqual(plan.map(step => step.statements.length), [4, 1, 1]);
  await migrator.up();
  const rows = await sequelize.getQueryInterface().select(null, 's1log', { raw: true, type: 'SELECT' });
  assert.deepEqual(rows.map(({ word }) => word), ['semicolon', 'second']);
  await assert.rejects(migrator.down(), /3\.sql has no section `-- down`/);
  await migrator.resolve('3.sql', 'rolled-back');
  await migrator.down({ to: 0 });
  assert.deepEqual((await tables(sequelize)).filter(name => /^s[12]/.test(name)), []);
});

test('preview tells the SQL of a run and of the way back, and writes nothing', async () => {
  const { migrator } = folder({
    '1.js': 'exports.up = (q, { INTEGER }) => q.createTable(\'p1\', { id: { type: INTEGER, primaryKey: true } }); exports.down = q => q.dropTable(\'p1\');',
    '2.js': 'exports.up = q => q.removeColumn(\'p1\', \'id\');',
    '3.sql': '-- up\nCREATE TABLE p3 (id INTEGER);\n-- down\nDROP TABLE p3;'
  });
  const [first, second, third] = await migrator.preview('up');
  assert.deepEqual([first.previewable, first.statements], [true, ['CREATE TABLE IF NOT EXISTS `p1` (`id` INTEGER PRIMARY KEY)']]);
  assert.deepEqual(first.undo.statements, ['DROP TABLE IF EXISTS `p1`']);
  assert.equal(second.previewable, false);
  assert.match(second.reason, /it reads "p1", which a step before has not really written/);
  assert.deepEqual([third.statements, third.undo.statements], [['CREATE TABLE p3 (id INTEGER)'], ['DROP TABLE p3']]);
  assert.deepEqual((await tables(sequelize)).filter(name => /^p\d/.test(name)), []);
  assert.equal((await migrator.preview('up', { step: 1 })).length, 1);
});

test('events, and what the logger hears', async () => {
  const heard = [];
  const { migrator } = folder({ '1.js': 'exports.up = async () => {}; exports.down = async () => {};' }, { logger: { info: message => heard.push(message.event) } });
  for (const event of ['beforeCommand', 'migrating', 'migrated', 'reverting', 'reverted', 'afterCommand']) {
    migrator.on(event, payload => { heard.push(`${event} ${payload.command ?? payload.name}`); });
  }
  await migrator.up();
  await migrator.down();
  assert.deepEqual(heard, [
    'beforeCommand up', 'migrating', 'migrating 1.js', 'migrated', 'migrated 1.js', 'afterCommand up',
    'beforeCommand down', 'reverting', 'reverting 1.js', 'reverted', 'reverted 1.js', 'afterCommand down'
  ]);
});

test('rerun', async () => {
  globalThis.seen = [];
  const { migrator } = folder({ '1.js': 'exports.up = async () => { seen.push(1); };', '2.js': 'exports.up = async () => { seen.push(2); };' });
  await migrator.up();
  await assert.rejects(migrator.up({ migrations: ['1.js'] }), /Couldn't find migration to apply with name "1.js"/);
  assert.deepEqual(await migrator.up({ migrations: ['1.js'], rerun: 'SKIP' }), []);
  assert.deepEqual(names(await migrator.up({ migrations: ['2.js', '1.js'], rerun: 'ALLOW' })), ['2.js', '1.js']);
  assert.deepEqual(globalThis.seen, [1, 2, 2, 1]);
  assert.deepEqual((await migrator.status()).map(({ state }) => state), ['applied', 'applied']);
  await assert.rejects(migrator.up({ rerun: 'MAYBE' }), /rerun is THROW, SKIP or ALLOW/);
});

test('storages of Umzug that are no table', async () => {
  const file = project.file('umzug.json');
  for (const storage of [memoryStorage(), new JSONStorage({ path: file })]) {
    const calls = [];
    const migrations = ['a', 'b'].map(name => ({ name, up: async () => { calls.push(name); }, down: async () => { calls.push(`-${name}`); } }));
    // Without sequelize, as Umzug allows.
    const migrator = new Migrator({ migrations, storage });
    await migrator.up({ to: 'a' });
    await new Umzug({ migrations, storage, logger: undefined }).up();
    assert.deepEqual(names(await migrator.executed()), ['a', 'b']);
    await migrator.down();
    assert.deepEqual(calls, ['a', 'b', '-b']);
    assert.deepEqual((await migrator.status()).map(({ state }) => state), ['applied', 'pending']);
  }
  assert.deepEqual(JSON.parse(fs.readFileSync(file, 'utf8')), ['a']);
});

test('a storage\'s own model, table and column', async () => {
  const model = sequelize.define('Done', { label: { type: Sequelize.STRING(100), primaryKey: true, field: 'the_label' } }, { tableName: 'done_things', timestamps: true });
  const migrations = [{ name: 'x', up: async () => {}, down: async () => {} }];
  const storage = new SequelizeStorage({ model, columnName: 'label' });
  await new Migrator({ migrations, storage }).up();
  assert.deepEqual((await model.findAll()).map(row => [row.label, row.createdAt instanceof Date]), [['x', true]]);
  assert.deepEqual(names(await new Umzug({ migrations, storage, logger: undefined }).executed()), ['x']);
  // The journal's model is not left among the application's.
  assert.ok(!sequelize.isDefined('SequelizeMeta'));
});

test('create', async () => {
  const { migrator, at } = folder({ '1.js': 'exports.up = async () => {};' });
  const [js] = await migrator.create({ name: 'next.js' });
  assert.match(path.basename(js), /^\d{4}\.\d\d\.\d\dT\d\d\.\d\d\.\d\d\.next\.js$/);
  const written = await migrator.create({ name: '9.sql', prefix: 'NONE', folder: at });
  assert.deepEqual(written, [path.join(at, '9.sql')]);
  await assert.rejects(migrator.create({ name: '0.js', prefix: 'NONE' }), /it's unclear if it should run before or after existing migration 1\.js/);
  await assert.rejects(migrator.create({ name: '9.sql', prefix: 'NONE', allowConfusingOrdering: true }), /EEXIST/);
  await assert.rejects(migrator.create({ name: 'a.exe', prefix: 'NONE' }), /Extension \.exe not allowed/);
  assert.equal((await migrator.up()).length, 3);
  assert.ok((await journal(sequelize, `Meta${folders}`)).includes('9.sql'));
});
