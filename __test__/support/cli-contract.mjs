// What sequelize-cli 6.6 and this package's own command line both do, with this package installed under the name `sequelize`.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { databases, journal, makeProject, tables } from './projects.mjs';

/** @param {'theirs' | 'ours'} program @param {string} name */
export function contract(program, name) {
  for (const dialect of databases) {
    describe(`${name} on ${dialect}`, () => {
      let project;
      before(async () => { project = await makeProject(dialect); });
      after(() => project.remove());

      async function cli(...args) {
        const result = await project.run(program, args);
        assert.equal(result.code, 0, `${args.join(' ')}: ${result.all}`);
        return result.stdout;
      }

      test('init makes the folders', async () => {
        await cli('init');
        assert.deepEqual(project.list('models'), ['index.js']);
        assert.deepEqual(project.list('config'), ['config.json']);
        project.writeConfig();
      });

      test('model:generate makes a model and its migration', async () => {
        await cli('model:generate', '--name', 'Person', '--attributes', 'firstName:string,role:enum:{admin,guest},tags:text');
        assert.deepEqual(project.list('models'), ['index.js', 'person.js']);
        assert.match(project.list('migrations')[0], /^\d{14}-create-person\.js$/);
      });

      test('migration:generate makes a migration that can be filled in', async () => {
        // File names carry seconds: the second migration must come after the first.
        await new Promise(resolve => { setTimeout(resolve, 1100); });
        await cli('migration:generate', '--name', 'add-age');
        const file = project.list('migrations')[1];
        project.write(`migrations/${file}`, `'use strict';
          module.exports = {
            up: (queryInterface, Sequelize) => queryInterface.addColumn('People', 'age', { type: Sequelize.INTEGER, defaultValue: 7 }),
            down: queryInterface => queryInterface.removeColumn('People', 'age')
          };`);
      });

      test('db:migrate:status, db:migrate, db:migrate:status', async () => {
        assert.equal((await cli('db:migrate:status')).match(/^down /gm).length, 2);
        await cli('db:migrate');
        const sequelize = project.connect();
        assert.deepEqual(await tables(sequelize), ['People', 'SequelizeMeta']);
        assert.deepEqual(await journal(sequelize), project.list('migrations'));
        const columns = await sequelize.getQueryInterface().describeTable('People');
        assert.deepEqual(Object.keys(columns), ['id', 'firstName', 'role', 'tags', 'createdAt', 'updatedAt', 'age']);
        assert.equal((await cli('db:migrate:status')).match(/^up /gm).length, 2);
        assert.match(await cli('db:migrate'), /already up to date/);
      });

      test('seed:generate, db:seed:all and db:seed:undo', async () => {
        await cli('seed:generate', '--name', 'people');
        const file = project.list('seeders')[0];
        project.write(`seeders/${file}`, `'use strict';
          module.exports = {
            up: queryInterface => queryInterface.bulkInsert('People', [
              { firstName: "O'Neil", role: 'admin', createdAt: new Date(), updatedAt: new Date() },
              { firstName: 'Ann', role: 'guest', createdAt: new Date(), updatedAt: new Date() }
            ], {}),
            down: queryInterface => queryInterface.bulkDelete('People', null, {})
          };`);
        const sequelize = project.connect();
        const count = async () => (await sequelize.getQueryInterface().select(null, 'People', { raw: true, type: 'SELECT' })).length;
        await cli('db:seed:all');
        assert.equal(await count(), 2);
        await cli('db:seed:undo');
        assert.equal(await count(), 0);
      });

      test('the generated models load and work', async () => {
        project.write('use.js', `
          const db = require('./models');
          db.sequelize.options.logging = false;
          (async () => {
            await db.Person.create({ firstName: 'Eva', role: 'guest' });
            console.log(JSON.stringify(await db.Person.findOne({ attributes: ['firstName', 'role', 'age'], raw: true })));
            await db.sequelize.close();
          })();`);
        const { execFileSync } = await import('node:child_process');
        const out = execFileSync(process.execPath, ['use.js'], { cwd: project.folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
        assert.deepEqual(JSON.parse(out.trim().split('\n').pop()), { firstName: 'Eva', role: 'guest', age: 7 });
      });

      test('db:migrate:undo and db:migrate:undo:all', async () => {
        await cli('db:migrate:undo');
        const sequelize = project.connect();
        assert.ok(!('age' in await sequelize.getQueryInterface().describeTable('People')));
        assert.equal((await journal(sequelize)).length, 1);
        await cli('db:migrate:undo:all');
        assert.deepEqual(await tables(sequelize), ['SequelizeMeta']);
      });

      // sequelize-cli looks for the table's name among the objects that v6 lists on MariaDB, and finds none.
      test('db:migrate:schema:timestamps:add', { skip: program === 'theirs' && dialect === 'mariadb' && 'sequelize-cli cannot do it there' }, async () => {
        await cli('db:migrate');
        await cli('db:migrate:schema:timestamps:add');
        const columns = await project.connect().getQueryInterface().describeTable('SequelizeMeta');
        assert.deepEqual(Object.keys(columns), ['name', 'createdAt', 'updatedAt']);
        await cli('db:migrate:undo:all');
      });
    });
  }

  // sequelize-cli itself makes no databases there.
  const makes = dialect => dialect !== 'sqlite' && !(program === 'theirs' && dialect === 'mariadb');
  for (const dialect of databases.filter(makes)) {
    test(`${name}: db:create and db:drop on ${dialect}`, async t => {
      const project = await makeProject(dialect, { createDatabase: false });
      t.after(() => project.remove());
      project.writeConfig();
      const created = await project.run(program, ['db:create']);
      assert.equal(created.code, 0, created.all);
      const sequelize = project.connect();
      await sequelize.authenticate();
      await sequelize.close();
      const dropped = await project.run(program, ['db:drop']);
      assert.equal(dropped.code, 0, dropped.all);
      await assert.rejects(project.connect().authenticate(), /does not exist|Unknown database/);
    });
  }
}
