// One journal for both command lines: either goes on where the other stopped.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { databases, journal, makeProject, tables } from '../support/projects.mjs';

const create = table => `'use strict'; module.exports = {
  up: (queryInterface, Sequelize) => queryInterface.createTable('${table}', { id: { type: Sequelize.INTEGER, primaryKey: true } }),
  down: queryInterface => queryInterface.dropTable('${table}')
};`;

for (const dialect of databases) {
  describe(`one journal on ${dialect}`, () => {
    async function within(t, config) {
      const project = await makeProject(dialect);
      t.after(() => project.remove());
      project.writeConfig(config);
      for (const name of ['a', 'b', 'c']) project.write(`migrations/2026010100000${name.charCodeAt(0) - 97}-${name}.js`, create(name));
      project.ok = async (program, ...args) => {
        const result = await project.run(program, args);
        assert.equal(result.code, 0, `${program} ${args.join(' ')}: ${result.all}`);
        return result.stdout;
      };
      return project;
    }

    for (const [first, second] of [['theirs', 'ours'], ['ours', 'theirs']]) {
      test(`${first}, then ${second}`, async t => {
        const project = await within(t);
        await project.ok(first, 'db:migrate', '--to', '20260101000001-b.js');
        assert.deepEqual((await project.ok(second, 'db:migrate:status')).match(/^(up|down) /gm), ['up ', 'up ', 'down ']);
        await project.ok(second, 'db:migrate');
        assert.deepEqual(await tables(project.connect()), ['SequelizeMeta', 'a', 'b', 'c']);
        await project.ok(first, 'db:migrate:undo');
        assert.equal((await journal(project.connect())).length, 2);
        await project.ok(second, 'db:migrate:undo:all');
        assert.deepEqual(await journal(project.connect()), []);
        await project.ok(first, 'db:migrate');
        assert.match(await project.ok(second, 'db:migrate'), /already up to date/);
      });

      const skip = first === 'theirs' && dialect === 'mariadb' && 'sequelize-cli does not find its table there';
      test(`${first} with time stamps and another name, then ${second}`, { skip }, async t => {
        const project = await within(t, { migrationStorageTableName: 'Done' });
        await project.ok(first, 'db:migrate', '--to', '20260101000000-a.js');
        await project.ok(first, 'db:migrate:schema:timestamps:add');
        // sequelize-cli fills the new columns only where it is told that they are there; ours sees them.
        if (first === 'ours') project.writeConfig({ migrationStorageTableName: 'Done', migrationTimestamps: true });
        await project.ok(second, 'db:migrate', '--to', '20260101000001-b.js');
        project.writeConfig({ migrationStorageTableName: 'Done', migrationTimestamps: true });
        await project.ok(first, 'db:migrate');
        const rows = await project.connect().getQueryInterface().select(null, 'Done', { raw: true, type: 'SELECT' });
        assert.deepEqual(rows.map(row => [Object.keys(row), row.createdAt !== null]), Array(3).fill([['name', 'createdAt', 'updatedAt'], true]));
      });
    }

    test('a step that fails is dirty until somebody says how it stands', async t => {
      const project = await within(t);
      project.write('migrations/20260101000003-d.js', `${create('d').replace("up: (", "up: async (").replace('=> queryInterface.createTable', '=> { await queryInterface.createTable').replace(' } }),', " } }); throw new Error('cut off'); },")}`);
      const failed = await project.run('ours', ['db:migrate']);
      assert.equal(failed.code, 1);
      assert.match(failed.stderr, /d\.js.*cut off.*db:migrate:resolve/s);
      assert.match(await project.ok('ours', 'db:migrate:status'), /down 20260101000003-d\.js \(started and not finished\)/);
      assert.equal((await project.run('ours', ['db:migrate'])).code, 1);
      assert.equal((await project.run('ours', ['db:migrate:resolve', '--name', '20260101000003-d.js', '--as', 'done'])).code, 2);
      await project.ok('ours', 'db:migrate:resolve', '--name', '20260101000003-d.js', '--as', 'applied');
      assert.match(await project.ok('ours', 'db:migrate'), /already up to date/);
      await project.ok('ours', 'db:migrate:undo');
    });

    if (dialect === 'postgres') {
      test('a journal in a schema of its own', async t => {
        const project = await within(t, { migrationStorageTableSchema: 'ops' });
        await project.ok('theirs', 'db:migrate', '--to', '20260101000000-a.js');
        await project.ok('ours', 'db:migrate');
        assert.match(await project.ok('theirs', 'db:migrate'), /already up to date/);
        assert.equal((await project.ok('ours', 'db:migrate:status')).match(/^up /gm).length, 3);
      });
    }
  });
}
