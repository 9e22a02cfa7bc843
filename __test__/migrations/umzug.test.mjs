// The umzug package and our runner share a journal: either continues where the other stopped.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import { databases, journal, makeProject, root, tables } from '../support/projects.mjs';

const require = createRequire(import.meta.url);
const { makeUmzug } = require('../../examples/migrations/umzug.js');
const { makeMigrator } = require('../../examples/migrations/migrator.js');
const { Umzug, SequelizeStorage } = require('umzug');
const Migrator = require('../../lib/migrator');

const USERS = '20240101000000-create-users.js';
const names = list => list.map(({ name }) => name);

const create = table => `module.exports = {
  up: queryInterface => queryInterface.createTable('${table}', { id: { type: 'INTEGER', primaryKey: true } }),
  down: queryInterface => queryInterface.dropTable('${table}')
};\n`;

for (const dialect of databases) {
  test(`${dialect}: the example's Users migration, by both, in both orders`, async () => {
    const project = await makeProject(dialect);
    try {
      const sequelize = project.connect();
      const umzug = makeUmzug(sequelize, undefined);
      const migrator = makeMigrator(sequelize, null);
      assert.deepEqual(names(await umzug.up()), [USERS]);
      assert.deepEqual(names(await migrator.pending()), []);
      assert.deepEqual(names(await migrator.executed()), [USERS]);
      assert.deepEqual(names(await migrator.up()), []);
      assert.deepEqual((await migrator.status()).map(({ name, state }) => [name, state]), [[USERS, 'applied']]);
      assert.deepEqual(names(await migrator.down()), [USERS]);
      assert.deepEqual(await journal(sequelize), []);

      assert.deepEqual(names(await migrator.up()), [USERS]);
      assert.deepEqual(await journal(sequelize), [USERS]);
      assert.deepEqual(names(await umzug.pending()), []);
      assert.deepEqual(names(await umzug.down()), [USERS]);
      assert.deepEqual(names(await migrator.pending()), [USERS]);
      assert.ok(!(await tables(sequelize)).includes('Users'));
    } finally {
      await project.remove();
    }
  });

  test(`${dialect}: a folder half done by one is finished by the other`, async () => {
    const project = await makeProject(dialect);
    try {
      const all = ['1-a.js', '2-b.js', '3-c.js', '4-d.js'];
      for (const name of all) project.write(`migrations/${name}`, create(name[2]));
      const sequelize = project.connect();
      const options = {
        migrations: {
          glob: 'migrations/*.js'.replace('migrations', path.join(project.folder, 'migrations')),
          resolve: ({ name, path: file, context }) => ({
            name, path: file, up: () => require(file).up(context), down: () => require(file).down(context)
          })
        },
        context: sequelize.getQueryInterface(),
        storage: new SequelizeStorage({ sequelize, modelName: 'Journal', columnName: 'file', timestamps: true }),
        logger: undefined
      };
      const umzug = new Umzug(options);
      // Only the class differs.
      const migrator = new Migrator(options);
      assert.deepEqual(names(await umzug.up({ to: '1-a.js' })), ['1-a.js']);
      assert.deepEqual(names(await migrator.up({ step: 1 })), ['2-b.js']);
      assert.deepEqual(names(await umzug.up({ step: 1 })), ['3-c.js']);
      assert.deepEqual(names(await migrator.up()), ['4-d.js']);
      assert.deepEqual(names(await umzug.executed()), all);
      assert.deepEqual(names(await migrator.executed()), all);
      assert.deepEqual(names(await migrator.down({ to: '3-c.js' })), ['4-d.js', '3-c.js']);
      assert.deepEqual(names(await umzug.down({ to: 0 })), ['2-b.js', '1-a.js']);
      assert.deepEqual((await tables(sequelize)).filter(name => /^[a-d]$/.test(name)), []);
      await assert.rejects(migrator.up({ to: 'none' }), /Couldn't find migration to apply with name "none"/);
    } finally {
      await project.remove();
    }
  });

  test(`${dialect}: our table is the one that Umzug makes`, async () => {
    const project = await makeProject(dialect);
    try {
      const sequelize = project.connect();
      const face = sequelize.getQueryInterface();
      const one = { name: '1', up: async () => {}, down: async () => {} };
      await new Migrator({ sequelize, migrations: [one], storage: { modelName: 'Ours', timestamps: true } }).up();
      await new Umzug({ migrations: [one], storage: new SequelizeStorage({ sequelize, modelName: 'Theirs', timestamps: true }), logger: undefined }).up();
      const [ours, theirs] = [await tables(sequelize)].map(list => [list.find(name => /^Ours?/.test(name) && !/Details/.test(name)), list.find(name => /^Theirs?/.test(name))])[0];
      assert.deepEqual(await face.describeTable(ours), await face.describeTable(theirs));
      assert.equal((await face.showIndex(ours)).length, (await face.showIndex(theirs)).length);
    } finally {
      await project.remove();
    }
  });
}

test('the example is the package of this checkout', () => {
  assert.equal(require.resolve('sequelize-native', { paths: [path.join(root, 'examples', 'migrations')] }), path.join(root, 'lib', 'index.js'));
});
