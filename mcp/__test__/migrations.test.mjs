// Profile migrate: the SQL is shown before, a plan carries it out, and a file that was changed since does not run.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { dialects, makeDatabase } from '../../__test__/support/databases.mjs';
import { createMcpServer } from '../src/index.js';
import { call, overStdio, root, serve } from './support.mjs';

const { Sequelize } = createRequire(path.join(root, 'index.js'))('sequelize-native');

/** @param {string} dialect MySQL and MariaDB name the table of an index that goes */
const filesOf = dialect => ({
  '20260101000000-books.js': `module.exports = {
    async up(queryInterface, { INTEGER, STRING }) {
      await queryInterface.createTable('books', { id: { type: INTEGER, primaryKey: true }, title: STRING });
      await queryInterface.bulkInsert('books', [{ id: 1, title: 'Notes' }]);
    },
    async down(queryInterface) { await queryInterface.dropTable('books'); }
  };`,
  '20260102000000-index.sql': `-- up\nCREATE INDEX books_title ON books (title);\n-- down\n${dropIndex(dialect)};\n`
});
const dropIndex = dialect => `DROP INDEX books_title${['mariadb', 'mysql'].includes(dialect) ? ' ON books' : ''}`;
const [BOOKS, INDEX] = Object.keys(filesOf('sqlite'));

for (const dialect of dialects) {
  describe(`migrations on ${dialect}`, () => {
    let folder;
    let database;
    let sequelize;
    let server;
    beforeEach(async () => {
      folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mcp-migrations-'));
      for (const [name, text] of Object.entries(filesOf(dialect))) fs.writeFileSync(path.join(folder, name), text);
      database = await makeDatabase(dialect);
      sequelize = new Sequelize(database.url, { logging: false });
      server = await serve(sequelize, { profile: ['migrate'], migrations: { path: folder } });
    });
    afterEach(async () => {
      await server?.close();
      await sequelize?.close();
      await database?.remove();
      fs.rmSync(folder, { recursive: true, force: true });
    });
    const run = (name, args) => call(server.client, name, args);
    const states = async () => (await run('migrations', { action: 'status' })).migrations.map(({ state }) => state);
    const hasBooks = async () => (await run('inspect_schema', {})).tables.includes('books');

    test('nothing is changed by looking', async () => {
      assert.deepEqual(await states(), ['pending', 'pending']);
      const { steps } = await run('migrations', { action: 'plan' });
      assert.deepEqual(steps.map(step => [step.name, step.kind, step.previewable]), [[BOOKS, 'js', true], [INDEX, 'sql', true]]);
      assert.match(steps[0].statements[0], /^CREATE TABLE .*books/);
      assert.match(steps[0].statements[1], /^INSERT INTO .*Notes/);
      assert.match(steps[0].rollback[0], /^DROP TABLE .*books/);
      assert.deepEqual(steps[1].rollback, [dropIndex(dialect)]);
      assert.equal(await hasBooks(), false);
      const { text } = (await server.client.readResource({ uri: 'sequelize://migrations' })).contents[0];
      assert.deepEqual(JSON.parse(text).map(one => [one.name, one.state]), [[BOOKS, 'pending'], [INDEX, 'pending']]);
      await assert.rejects(run('migrations', { action: 'status', to: BOOKS }), /to goes with plan/);
    });

    test('the database refuses what a step would write by a SELECT while it is looked at', { skip: dialect === 'sqlite' && 'has no functions that write' }, async () => {
      await sequelize.query('CREATE TABLE seen (id INT)');
      await sequelize.query(dialect === 'postgres'
        ? 'CREATE FUNCTION write_it() RETURNS INT LANGUAGE SQL AS \'INSERT INTO seen VALUES (1) RETURNING 1\''
        : 'CREATE FUNCTION write_it() RETURNS INT BEGIN INSERT INTO seen VALUES (1); RETURN 1; END');
      fs.writeFileSync(path.join(folder, '20260103000000-writes.js'), 'exports.up = ({ sequelize }) => sequelize.query(\'SELECT write_it()\');');
      const { steps } = await run('migrations', { action: 'plan' });
      assert.deepEqual(steps[2].statements, ['SELECT write_it()']);
      assert.equal((await sequelize.query('SELECT id FROM seen'))[0].length, 0);
    });

    test('up and down by plan, telling of each step', async () => {
      const dry = await run('migrate', { direction: 'up' });
      assert.equal(dry.done, false);
      assert.equal(dry.steps.length, 2);
      const told = [];
      const done = await server.client.callTool({ name: 'migrate', arguments: { direction: 'up', plan: dry.plan } }, { onprogress: ({ progress, total, message }) => told.push([progress, total, message]) });
      assert.deepEqual(done.structuredContent, { done: true, steps: [{ name: BOOKS }, { name: INDEX }] });
      assert.deepEqual(told, [[0.5, 2, `migrating ${BOOKS}`], [1, 2, `migrated ${BOOKS}`], [1.5, 2, `migrating ${INDEX}`], [2, 2, `migrated ${INDEX}`]]);
      assert.deepEqual(await states(), ['applied', 'applied']);
      assert.equal(await hasBooks(), true);
      assert.deepEqual(await run('migrate', { direction: 'up' }), { done: false, steps: [] });
      const one = await run('migrate', { direction: 'down' });
      assert.deepEqual(one.steps.map(step => [step.name, step.statements]), [[INDEX, [dropIndex(dialect)]]]);
      await run('migrate', { direction: 'down', plan: one.plan });
      assert.deepEqual(await states(), ['applied', 'pending']);
    });

    test('a plan is for its direction, its files, its state, and once', async () => {
      const { plan } = await run('migrate', { direction: 'up', steps: 1 });
      await assert.rejects(run('migrate', { direction: 'up', plan }), /other arguments/);
      await assert.rejects(run('migrate', { direction: 'down', steps: 1, plan }), /other arguments/);
      await assert.rejects(run('migrate', { direction: 'up', steps: 1, plan: `x${plan}` }), /not given by this server/);
      fs.appendFileSync(path.join(folder, BOOKS), '\n// changed');
      await assert.rejects(run('migrate', { direction: 'up', steps: 1, plan }), /have changed since/);
      assert.deepEqual(await states(), ['pending', 'pending']);
      const again = await run('migrate', { direction: 'up', steps: 1 });
      await run('migrate', { direction: 'up', steps: 1, plan: again.plan });
      await assert.rejects(run('migrate', { direction: 'up', steps: 1, plan: again.plan }), /tried already/);
      assert.deepEqual(await states(), ['applied', 'pending']);
    });

    test('a user who declines keeps the database as it is', async () => {
      const client = await server.connect({ capabilities: { elicitation: { form: {} } } });
      const asked = [];
      client.setRequestHandler('elicitation/create', async ({ params }) => {
        asked.push(params.message);
        return { action: 'decline' };
      });
      const { plan } = await call(client, 'migrate', { direction: 'up' });
      await assert.rejects(call(client, 'migrate', { direction: 'up', plan }), /did not agree/);
      assert.deepEqual(asked, [`Apply 2 migrations: ${BOOKS}, ${INDEX}`]);
      assert.equal(await hasBooks(), false);
    });

    test('a step that fails says what and where, and what stands', async () => {
      fs.writeFileSync(path.join(folder, '20260103000000-bad.sql'), '-- up\nCREATE INDEX nope ON no_such_table (x);\n');
      const { plan } = await run('migrate', { direction: 'up' });
      await assert.rejects(run('migrate', { direction: 'up', plan }), /20260103000000-bad\.sql.*no_such_table/s);
      assert.deepEqual((await states()).slice(0, 2), ['applied', 'applied']);
    });
  });
}

describe('migration files', () => {
  let folder;
  let sequelize;
  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mcp-migrations-'));
    sequelize = new Sequelize('sqlite::memory:', { logging: false });
  });
  after(async () => {
    await sequelize.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  test('generate_migration names a file as those beside it, and stays in the folder', async () => {
    const { client, close } = await serve(sequelize, { profile: 'migrate', migrations: folder });
    try {
      const { file } = await call(client, 'generate_migration', { name: 'add-books' });
      assert.match(path.basename(file), /^\d{14}-add-books\.js$/);
      assert.equal(path.resolve(path.dirname(file)), fs.realpathSync(folder));
      assert.deepEqual((await call(client, 'migrations', { action: 'status' })).migrations.map(({ state }) => state), ['pending']);
      for (const name of ['../x', 'a/b', '', '.hidden', 'a.js']) await assert.rejects(call(client, 'generate_migration', { name }), /name/);
      assert.equal(fs.readdirSync(folder).length, 1);
    } finally {
      await close();
    }
  });

  test('the profile needs the folder, and a role that sees a part only does not get it', async () => {
    assert.throws(() => createMcpServer({ sequelize, profile: 'migrate' }), /needs migrations/);
    assert.throws(() => createMcpServer({ sequelize, profile: 'migrate', migrations: { path: '/no/such/folder' } }), /no folder/);
    assert.throws(() => createMcpServer({ sequelize, profile: 'migrate', migrations: { path: folder, patern: /x/ } }), /no option "patern"/);
    const roles = { clerk: { profiles: ['read', 'migrate'], models: { '*': 'read' } } };
    const { client, close } = await serve(sequelize, { profile: 'migrate', migrations: folder, roles, role: 'clerk' });
    try {
      assert.ok(!(await client.listTools()).tools.some(tool => /migrat/.test(tool.name)));
      assert.ok(!(await client.listResources()).resources.some(({ uri }) => /migrat/.test(uri)));
      assert.ok(!(await client.listPrompts()).prompts.some(({ name }) => /migrat/.test(name)));
    } finally {
      await close();
    }
  });

  test('--migrations, and the prompt', async () => {
    const { client, close } = await overStdio(['--profile', 'migrate', '--migrations', folder]);
    try {
      const hints = Object.fromEntries((await client.listTools()).tools.map(({ name, annotations }) => [name, Object.values(annotations)]));
      assert.deepEqual([hints.migrations, hints.generate_migration, hints.migrate], [[true, false, true, false], [false, false, false, false], [false, true, false, false]]);
      assert.match((await client.getPrompt({ name: 'review-migration' })).messages[0].content.text, /Do not call migrate/);
    } finally {
      await close();
    }
  });
});
