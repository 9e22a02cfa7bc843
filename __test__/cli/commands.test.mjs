// The command line: words, help, configuration, what each command does, and its exit code.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';
import { databases, journal, makeProject, tables } from '../support/projects.mjs';

const require = createRequire(import.meta.url);
const { commands } = require('../../lib/cli/commands');
const { parse } = require('../../lib/cli/arguments');
const { readAttributes } = require('../../lib/cli/attributes');
const { readsOnly } = require('../../lib/migrator/recorder');
const { print, comment } = require('../../lib/cli/code');
const { DataTypes } = require('../../lib');

const create = (table, extra = '') => `module.exports = {
  up: (queryInterface, Sequelize) => queryInterface.createTable('${table}', { id: { type: Sequelize.INTEGER, primaryKey: true }${extra} }),
  down: queryInterface => queryInterface.dropTable('${table}')
};`;

async function within(t, dialect, options) {
  const project = await makeProject(dialect, options);
  t.after(() => project.remove());
  project.cli = (...args) => project.run('ours', args);
  project.ok = async (...args) => {
    const result = await project.cli(...args);
    assert.equal(result.code, 0, `${args.join(' ')}: ${result.all}`);
    return args.includes('--json') ? JSON.parse(result.stdout) : result.stdout;
  };
  return project;
}

describe('words', () => {
  const read = (...words) => parse(words, commands);

  test('options in both spellings, with = and without', () => {
    assert.deepEqual(read('db:migrate', '--migrationsPath', 'm', '--to=x.js', '--debug').options, { migrationsPath: 'm', to: 'x.js', debug: true });
    assert.deepEqual(read('--env', 'test', 'db:migrate').command.name, 'db:migrate');
  });

  test('several seeders behind one option', () => {
    assert.deepEqual(read('db:seed', '--seed', 'a.js', 'b.js', '--seed', 'c.js').options.seed.sort(), ['a.js', 'b.js', 'c.js']);
  });

  test('aliases', () => {
    assert.equal(read('migration:create', '--name', 'x').command.name, 'migration:generate');
    assert.equal(read('help', 'seed:create').command.name, 'seed:generate');
  });

  for (const [words, message] of [
    [['db:migrat'], /Unknown command "db:migrat"\. Did you mean "db:migrate"\?/],
    [['db:migrate', '--form', 'x'], /Unknown option --form for db:migrate\. Did you mean "--from"\?/],
    [['db:migrate', '--to'], /--to needs a value/],
    [['db:migrate', '--to', '--from', 'x'], /--to needs a value/],
    [['db:migrate', '--name', 'a', '--to', 'b'], /--name and --to exclude each other/],
    [['db:migrate', 'now'], /Unexpected word "now"/],
    [['migration:generate'], /migration:generate needs --name/],
    [['db:migrate', '--debug=maybe'], /true or false/]
  ]) test(`${words.join(' ')} is refused`, () => assert.throws(() => read(...words), { name: 'UsageError', message }));

  test('attributes of a model', () => {
    assert.deepEqual(readAttributes('first:string, role:enum:{Admin, "Guest User"} tags:array:text', DataTypes), [
      { field: 'first', type: 'STRING' }, { field: 'role', type: 'ENUM', values: ['Admin', 'Guest User'] }, { field: 'tags', type: 'ARRAY', of: 'TEXT' }
    ]);
    assert.throws(() => readAttributes('a:strng', DataTypes), /Unknown type 'strng'\. Did you mean "string"\?/);
    assert.throws(() => readAttributes('a', DataTypes), /cannot be parsed/);
  });

  test('reads and writes are told apart', () => {
    for (const sql of ['SELECT 1', "select 'insert into x'; SELECT 2;", 'WITH a AS (SELECT 1) SELECT * FROM a', 'PRAGMA table_info(`x`)', 'EXPLAIN SELECT 1']) assert.ok(readsOnly(sql), sql);
    for (const sql of ['INSERT INTO x VALUES (1)', 'SELECT 1; DROP TABLE x', 'SELECT 1 INTO x', 'WITH a AS (DELETE FROM x RETURNING *) SELECT * FROM a', 'PRAGMA foreign_keys = OFF', 'EXPLAIN ANALYZE DELETE FROM x', 'DO $$ begin end $$']) assert.ok(!readsOnly(sql), sql);
  });

  test('values become literals, whatever they hold', () => {
    for (const value of ["it's", '`${process.exit(1)}`', '\\', "\\'; throw 1; //", '\u2028\u2029\n\r\0', '</script>', '__proto__', '*/ throw 1 /*']) {
      assert.equal(Function(`return ${print(value)}`)(), value);
      assert.deepEqual(Object.entries(Function(`return ${print({ [value]: [value] })}`)()), [[value, [value]]]);
      assert.equal(comment(value).split(/[\n\r\u2028\u2029]/).length, 1);
    }
  });
});

describe('help and exit codes', () => {
  test('every command has its help', async t => {
    const project = await within(t, 'sqlite');
    const all = await project.ok('--help');
    for (const { name, options = {} } of commands) {
      assert.ok(all.includes(name));
      const help = await project.ok(name, '--help');
      for (const option of Object.keys(options)) assert.ok(help.includes(`--${option}`), `${name}: --${option}`);
    }
    assert.match(await project.ok('--version'), /^sequelize-native \d/);
  });

  test('0 done, 1 failed, 2 not understood', async t => {
    const project = await within(t, 'sqlite');
    assert.equal((await project.cli()).code, 2);
    assert.equal((await project.cli('db:nothing')).code, 2);
    const missing = await project.cli('db:migrate');
    assert.equal(missing.code, 1);
    assert.match(missing.stderr, /Cannot find "config\/config\.json"/);
    project.writeConfig();
    project.write('migrations/1-bad.js', "module.exports = { up: q => q.sequelize.query('SELECT * FROM nowhere') };");
    const failed = await project.cli('db:migrate', '--json');
    assert.equal(failed.code, 1);
    assert.match(JSON.parse(failed.stdout).error.message, /1-bad\.js.*no such table: nowhere/s);
    assert.match(failed.stderr, /STATEMENT: SELECT \* FROM nowhere/);
  });
});

describe('configuration', () => {
  test('.sequelizerc, js, mjs, functions, environments, variables', async t => {
    const project = await within(t, 'sqlite');
    project.write('.sequelizerc', "const path = require('path'); module.exports = { config: path.resolve('settings', 'db.js'), 'migrations-path': 'changes', seedersPath: 'seeds' };");
    project.write('settings/db.js', `module.exports = async () => ({ test: { dialect: 'sqlite', storage: 'test.sqlite' }, live: { use_env_variable: 'LIVE_URL', dialect: 'sqlite' } });`);
    project.write('changes/1-a.js', create('a'));
    const none = await project.cli('db:migrate');
    assert.equal(none.code, 1);
    assert.match(none.stderr, /has no environment "development": it has test, live/);
    await project.ok('db:migrate', '--env', 'test');
    assert.ok(fs.existsSync(project.file('test.sqlite')));
    const unset = await project.cli('db:migrate', '--env', 'live');
    assert.match(unset.stderr, /LIVE_URL is not set/);
    const live = await project.run('ours', ['db:migrate'], { NODE_ENV: 'live', LIVE_URL: 'sqlite:live.sqlite' });
    assert.equal(live.code, 0, live.all);
    assert.ok(fs.existsSync(project.file('live.sqlite')));
    project.write('other.mjs', "export default { development: { dialect: 'sqlite', storage: 'other.sqlite' } };");
    await project.ok('db:migrate', '--config', 'other.mjs');
    assert.ok(fs.existsSync(project.file('other.sqlite')));
    await project.ok('db:migrate', '--url', 'sqlite:by-url.sqlite');
    assert.ok(fs.existsSync(project.file('by-url.sqlite')));
  });

  test('config.ts: by Node.js itself, by the project\'s tsx, or a clear error', async t => {
    const project = await within(t, 'sqlite');
    project.write('migrations/1-a.js', create('a'));
    project.write('config/config.ts', `type Environments = Record<string, { dialect: string, storage: string }>;
export default { development: { dialect: 'sqlite', storage: 'typed.sqlite' } } satisfies Environments;\n`);
    if (!process.features.typescript) {
      const refused = await project.cli('db:migrate');
      assert.equal(refused.code, 1);
      assert.match(refused.stderr, /"config\/config\.ts" is TypeScript, .*Use Node\.js 22\.18 or newer, or add tsx to the project/);
      // A stand-in for tsx: it takes the types out of this one file.
      project.write('node_modules/tsx/package.json', '{ "exports": { "./esm/api": "./api.js" } }');
      project.write('node_modules/tsx/api.js', `exports.tsImport = async url => {
  const text = require('fs').readFileSync(new URL(url), 'utf8').replace(/^type.*$/m, '').replace(/ satisfies \\w+/, '');
  return import('data:text/javascript,' + encodeURIComponent(text));
};`);
    }
    await project.ok('db:migrate');
    assert.ok(fs.existsSync(project.file('typed.sqlite')));
  });

  test('a password is not shown', async t => {
    const project = await within(t, 'sqlite');
    const result = await project.cli('db:migrate', '--url', 'postgres://user:s3cret@127.0.0.1:1/x');
    assert.equal(result.code, 1);
    assert.ok(!result.all.includes('s3cret'), result.all);
  });
});

for (const dialect of databases) {
  describe(`commands on ${dialect}`, () => {
    test('--to, --from, --name, status and undo', async t => {
      const project = await within(t, dialect);
      project.writeConfig();
      for (const name of ['1-a', '2-b', '3-c', '4-d']) project.write(`migrations/${name}.js`, create(name));
      assert.deepEqual((await project.ok('db:migrate', '--to', '2-b.js', '--json')).steps.map(step => step.name), ['1-a.js', '2-b.js']);
      const unknown = await project.cli('db:migrate', '--to', '3-d.js');
      assert.equal(unknown.code, 1);
      assert.match(unknown.stderr, /There is no migration "3-d\.js"\. Did you mean/);
      assert.match(await project.ok('db:migrate', '--to', '1-a.js'), /already up to date/);
      assert.deepEqual((await project.ok('db:migrate', '--from', '3-c.js', '--json', '--allow-drift')).steps.map(step => step.name), ['4-d.js']);
      const status = await project.ok('db:migrate:status', '--json');
      assert.deepEqual(status.migrations.map(row => [row.name, row.status]), [['1-a.js', 'up'], ['2-b.js', 'up'], ['3-c.js', 'down'], ['4-d.js', 'up']]);
      const lines = (await project.ok('db:migrate', '--name', '3-c', '--allow-drift')).split('\n').filter(line => line.startsWith('=='));
      assert.match(lines[0], /^== 3-c\.js: migrating =======$/);
      assert.match(lines[1], /^== 3-c\.js: migrated \(\d+\.\d{3}s\)$/);
      assert.deepEqual((await project.ok('db:migrate:undo:all', '--to', '3-c.js', '--json')).steps.map(step => step.name), ['4-d.js', '3-c.js']);
      await project.ok('db:migrate:undo', '--name', '1-a.js', '--allow-drift');
      assert.deepEqual(await journal(project.connect()), ['2-b.js']);
    });

    test('an out-of-order file and an edited one are reported and refused', async t => {
      const project = await within(t, dialect);
      project.writeConfig();
      project.write('migrations/2-b.js', create('b'));
      await project.ok('db:migrate');
      project.write('migrations/1-a.js', `${create('a').replace(/,\s*down:.*$/m, '')}`);
      const refused = await project.cli('db:migrate');
      assert.equal(refused.code, 1);
      assert.match(refused.stderr, /1-a\.js/);
      project.write('migrations/2-b.js', `${create('b')}// edited`);
      const check = await project.cli('db:migrate:check', '--json');
      assert.equal(check.code, 1);
      const found = JSON.parse(check.stdout).problems.map(one => `${one.name} ${one.problem}`);
      assert.deepEqual(found.sort(), ['1-a.js no-down', '1-a.js out-of-order', '2-b.js changed']);
      await project.ok('db:migrate', '--allow-drift');
      assert.deepEqual(await journal(project.connect()), ['1-a.js', '2-b.js']);
    });

    test('locks on large tables are reported before they are taken', async t => {
      const project = await within(t, dialect);
      project.writeConfig();
      project.write('migrations/1-a.js', create('a', ', n: Sequelize.INTEGER'));
      await project.ok('db:migrate');
      await project.connect().getQueryInterface().bulkInsert('a', Array.from({ length: 50 }, (_, id) => ({ id })));
      project.write('migrations/2-b.js', "module.exports = { up: q => q.addIndex('a', ['n']), down: q => q.removeIndex('a', ['n']) };");
      assert.equal((await project.cli('db:migrate:check')).code, 0);
      const check = await project.cli('db:migrate:check', '--large-table', '20');
      assert.equal(check.code, 1);
      assert.match(check.stdout, /2-b\.js: (blocks writes|reads the whole table) while the index is built.*a has 50 rows/);
    });

    test('--dry-run prints the statements and changes nothing', async t => {
      const project = await within(t, dialect);
      project.writeConfig();
      project.write('migrations/1-a.js', create('a'));
      project.write('migrations/2-b.js', `module.exports = {
        async up(queryInterface, Sequelize) {
          await queryInterface.sequelize.transaction(async transaction => {
            await queryInterface.bulkInsert('a', [{ id: 1 }], { transaction });
          });
          if ((await queryInterface.showAllTables()).includes('b')) throw new Error('b is there');
        },
        down: async () => {}
      };`);
      project.write('migrations/3-c.js', "module.exports = { up: async q => { await q.addColumn('a', 'x', 'INTEGER'); await q.describeTable('a'); }, down: async () => {} };");
      project.write('migrations/4-d.sql', '-- up\nCREATE TABLE d (id INTEGER);\n-- down\nDROP TABLE d;\n');
      const { steps, dryRun } = await project.ok('db:migrate', '--dry-run', '--json');
      assert.equal(dryRun, true);
      assert.deepEqual(steps.map(step => [step.name, step.previewable]), [['1-a.js', true], ['2-b.js', true], ['3-c.js', false], ['4-d.sql', true]]);
      assert.match(steps[0].statements[0], /^CREATE TABLE/);
      assert.deepEqual(steps[1].statements.map(one => one.split(' ')[0]), ['BEGIN', 'INSERT', 'COMMIT']);
      assert.match(steps[2].reason, /it reads "a"/);
      assert.match(steps[3].statements[0], /CREATE TABLE d/);
      assert.deepEqual(await tables(project.connect()), []);
    });

    test('seeders are recorded where the configuration says so', async t => {
      const project = await within(t, dialect);
      project.write('migrations/1-a.js', create('a'));
      for (const id of [1, 2]) {
        project.write(`seeders/${id}-s.js`, `module.exports = { up: q => q.bulkInsert('a', [{ id: ${id} }]), down: q => q.bulkDelete('a', { id: ${id} }) };`);
      }
      project.writeConfig({ seederStorage: 'sequelize', seederStorageTableName: 'Seeds' });
      await project.ok('db:migrate');
      await project.ok('db:seed', '--seed', 'seeders/1-s.js');
      assert.deepEqual((await project.ok('db:seed:all', '--json')).steps.map(step => step.name), ['2-s.js']);
      assert.match(await project.ok('db:seed:all'), /No seeders found/);
      assert.deepEqual(await journal(project.connect(), 'Seeds'), ['1-s.js', '2-s.js']);
      await project.ok('db:seed:undo');
      assert.deepEqual(await journal(project.connect(), 'Seeds'), ['1-s.js']);
      await project.ok('db:seed:undo:all');
      project.writeConfig({ seederStorage: 'json', seederStoragePath: 'seeds.json' });
      await project.ok('db:seed:all');
      assert.deepEqual(JSON.parse(project.read('seeds.json')), ['1-s.js', '2-s.js']);
      await project.ok('db:seed:undo', '--seed', '1-s.js');
      assert.deepEqual(JSON.parse(project.read('seeds.json')), ['2-s.js']);
    });

    test('db:pull: hostile names, comments and defaults stay data', async t => {
      const project = await within(t, dialect);
      project.writeConfig();
      const sequelize = project.connect();
      const queryInterface = sequelize.getQueryInterface();
      const hostile = "'); require('fs').writeFileSync('owned', ''); ('*/ ${process.exit(9)} `\u2028";
      await queryInterface.createTable('authors', {
        id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true }, mail: { type: DataTypes.STRING(80), unique: true, allowNull: false },
        mood: { type: DataTypes.ENUM('fine', "it's"), defaultValue: "it's" }, score: { type: DataTypes.DECIMAL(6, 2), defaultValue: 1.5 },
        createdAt: { type: DataTypes.DATE, allowNull: false }, updatedAt: { type: DataTypes.DATE, allowNull: false }
      });
      await queryInterface.createTable('books', {
        id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
        author_id: { type: DataTypes.INTEGER, references: { model: 'authors', key: 'id' }, onDelete: 'CASCADE' },
        "o'clock": { type: DataTypes.STRING, defaultValue: hostile.replace('\u2028', ''), comment: hostile }
      });
      await project.ok('db:pull');
      assert.deepEqual(project.list('models'), ['author.js', 'book.js', 'index.js']);
      assert.equal((await project.cli('db:pull')).code, 1);
      assert.ok(!fs.existsSync(project.file('owned')));
      const db = createRequire(project.file('x.js'))('./models');
      t.after(() => db.sequelize.close());
      assert.ok(!fs.existsSync(project.file('owned')));
      db.sequelize.options.logging = false;
      const author = await db.Author.create({ mail: 'a@b.c' });
      await db.Book.create({ author_id: author.id });
      const [found] = await db.Author.findAll({ include: [{ association: 'books', include: ['author'] }] });
      assert.equal(found.books[0].author.mail, 'a@b.c');
      assert.equal((await db.Author.findOne()).mood, "it's");
      assert.equal(db.Book.rawAttributes["o'clock"].defaultValue, hostile.replace('\u2028', ''));
      if (dialect === 'postgres') assert.equal(db.Book.rawAttributes["o'clock"].comment, hostile);
      // What was pulled differs in nothing from the database.
      assert.deepEqual((await project.ok('db:migrate:diff', '--dry-run', '--json')).steps, []);
    });

    test('db:pull: names that the files need themselves', async t => {
      const project = await within(t, dialect);
      project.writeConfig();
      const queryInterface = project.connect().getQueryInterface();
      const id = { type: DataTypes.INTEGER, primaryKey: true };
      for (const name of ['models', 'indices', 'class', '1; throw 1', 'Ünïcode "x"']) await queryInterface.createTable(name, { id, model: { type: DataTypes.STRING } });
      await project.ok('db:pull');
      const db = createRequire(project.file('x.js'))('./models');
      t.after(() => db.sequelize.close());
      db.sequelize.options.logging = false;
      const models = Object.values(db.sequelize.models);
      assert.equal(models.length, 5);
      for (const model of models) assert.deepEqual(await model.findAll(), []);
    });

    test('another primary key', async t => {
      const project = await within(t, dialect);
      project.writeConfig();
      const attributes = key => `(sequelize, DataTypes) => sequelize.define('Thing', { a: { type: DataTypes.INTEGER, allowNull: false, primaryKey: ${key === 'a'} },
        ${key === 'b' ? 'b: { type: DataTypes.STRING, allowNull: false, primaryKey: true }' : 'c: DataTypes.TEXT'} }, { timestamps: false });`;
      project.write('models/thing.js', `module.exports = ${attributes('a')}`);
      await project.ok('db:migrate:diff', '--name', 'first');
      await project.ok('db:migrate');
      project.write('models/thing.js', `module.exports = ${attributes('b')}`);
      await project.ok('db:migrate:diff', '--name', 'second');
      await project.ok('db:migrate');
      assert.deepEqual((await project.ok('db:migrate:diff', '--dry-run', '--json')).steps, []);
      await project.ok('db:migrate:undo');
      project.write('models/thing.js', `module.exports = ${attributes('a')}`);
      assert.deepEqual((await project.ok('db:migrate:diff', '--dry-run', '--json')).steps, []);
    });

    test('a migration that leaves things open and talks does no harm', async t => {
      const project = await within(t, dialect);
      project.writeConfig();
      project.write('migrations/1-a.js', "module.exports = { up: async () => { console.log('hello'); setInterval(() => {}, 1000); }, down: async () => {} };");
      assert.equal((await project.ok('db:migrate', '--json')).steps.length, 1);
    });

    test('db:migrate:squash keeps the schema and the journal', async t => {
      const project = await within(t, dialect);
      project.writeConfig();
      project.write('migrations/1-a.js', create('a'));
      project.write('migrations/2-b.js', create('b', ", aId: { type: Sequelize.INTEGER, references: { model: 'a', key: 'id' } }"));
      await project.ok('db:migrate');
      await project.ok('db:migrate:squash');
      assert.deepEqual(project.list('migrations'), ['2-b.js']);
      assert.deepEqual(project.list('migrations.squashed'), ['1-a.js', '2-b.js']);
      assert.deepEqual(await journal(project.connect()), ['2-b.js']);
      assert.equal((await project.cli('db:migrate:check')).code, 0);
      assert.match(await project.ok('db:migrate'), /already up to date/);
      await project.ok('db:migrate:undo');
      assert.deepEqual(await tables(project.connect()), ['SequelizeMeta']);
      await project.ok('db:migrate');
      assert.deepEqual(await tables(project.connect()), ['SequelizeMeta', 'a', 'b']);
    });
  });
}
