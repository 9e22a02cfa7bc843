// db:migrate:diff on twelve tables: nothing is left for a second diff, and down restores what was.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { databases, makeProject, tables } from '../support/projects.mjs';
import * as shop from '../support/shop-models.mjs';

async function foreignKeys(sequelize, name) {
  const { queryGenerator } = sequelize.getQueryInterface();
  const ask = text => sequelize.query(text, { type: 'SELECT', raw: true });
  if (['mariadb', 'mysql'].includes(sequelize.getDialect())) {
    return (await ask(queryGenerator.foreignKeyRulesQuery(name))).map(key => `${key.field} ${key.target}.${key.reference} ${key.onDelete} ${key.onUpdate}`);
  }
  return (await ask(queryGenerator.getForeignKeysQuery(name, 'public'))).map(key => `${key.from} ${key.table}.${key.to} ${key.on_delete} ${key.on_update}`);
}

/** Everything that introspection tells, in an order of its own. */
async function snapshot(sequelize) {
  const queryInterface = sequelize.getQueryInterface();
  const found = {};
  for (const name of (await tables(sequelize)).filter(one => !one.startsWith('SequelizeMeta'))) {
    const columns = await queryInterface.describeTable(name);
    const keys = await foreignKeys(sequelize, name);
    found[name] = {
      columns: Object.fromEntries(Object.entries(columns).sort(([a], [b]) => (a < b ? -1 : 1))),
      indexes: (await queryInterface.showIndex(name)).map(index => `${index.unique} ${index.fields.map(field => field.attribute)} ${index.primary}`).sort(),
      keys: keys.sort()
    };
  }
  return found;
}

for (const dialect of databases) {
  describe(`db:migrate:diff on ${dialect}`, () => {
    let project;
    let sequelize;
    let old;
    let oldRows;
    before(async () => {
      project = await makeProject(dialect);
      project.writeConfig();
      sequelize = project.connect();
    });
    after(() => project.remove());

    function useModels(models) {
      fs.rmSync(project.file('models'), { recursive: true, force: true });
      for (const [name, text] of Object.entries(models)) project.write(`models/${name}.js`, text);
    }

    async function cli(...args) {
      const result = await project.run('ours', [...args, '--json']);
      assert.equal(result.code, 0, `${args.join(' ')}: ${result.all}`);
      return JSON.parse(result.stdout);
    }

    async function rows() {
      const all = {};
      for (const name of (await tables(sequelize)).filter(one => !one.startsWith('SequelizeMeta'))) {
        all[name] = (await sequelize.getQueryInterface().select(null, name, { raw: true, type: 'SELECT' })).length;
      }
      return all;
    }

    test('from nothing to twelve tables', async () => {
      useModels(shop.before);
      await cli('db:migrate:diff', '--name', 'first');
      await cli('db:migrate');
      assert.equal((await tables(sequelize)).filter(name => name !== 'SequelizeMeta').length, 12);
      assert.equal((await cli('db:migrate:diff')).changes, false);
    });

    test('the tables hold rows', async () => {
      const queryInterface = sequelize.getQueryInterface();
      await queryInterface.bulkInsert('Countries', [{ code: 'NL', title: 'Netherlands' }]);
      await queryInterface.bulkInsert('Warehouses', [{ name: 'W', countryCode: 'NL' }]);
      await queryInterface.bulkInsert('Categories', [{ name: 'All' }]);
      await queryInterface.bulkInsert('Categories', [{ name: 'Some', parentId: 1 }]);
      await queryInterface.bulkInsert('Users', [{ name: 'Ada', email: 'ada@example.com', role: 'admin' }]);
      await queryInterface.bulkInsert('Products', [{ sku: 'A', price: 3.25, CategoryId: 2 }]);
      await queryInterface.bulkInsert('Orders', [{ status: 'paid', UserId: 1 }, { UserId: 1 }]);
      await queryInterface.bulkInsert('OrderItems', [{ OrderId: 1, ProductId: 1 }]);
      await queryInterface.bulkInsert('Payments', [{ amount: 12.5, OrderId: 1 }]);
      await queryInterface.bulkInsert('Reviews', [{ text: 'Good', ProductId: 1, UserId: 1 }]);
      await queryInterface.bulkInsert('Tags', [{ label: 't' }]);
      await queryInterface.bulkInsert('ProductTags', [{ ProductId: 1, TagId: 1 }]);
      old = await snapshot(sequelize);
      oldRows = await rows();
    });

    test('to the new models: a rename is suggested, losses are named', async () => {
      useModels(shop.after);
      const dry = await cli('db:migrate:diff', '--dry-run');
      assert.ok(dry.suggestions.includes('--rename Users.name:fullName'), JSON.stringify(dry.suggestions));
      const made = await cli('db:migrate:diff', '--name', 'second', '--rename', 'Users.name:fullName');
      assert.ok(made.losses.some(loss => loss.includes('Users.legacy')), JSON.stringify(made.losses));
      assert.ok(made.losses.some(loss => loss.includes('rows of Coupons')));
      assert.match(project.read(made.file), /\/\/ DATA LOSS: /);
      await cli('db:migrate');
    });

    test('a second diff finds nothing, and no row is lost', async () => {
      const left = await cli('db:migrate:diff', '--dry-run');
      assert.deepEqual(left.steps, []);
      const { Coupons, ...kept } = oldRows;
      assert.deepEqual(await rows(), { ...kept, Vouchers: 0 });
      const [user] = await sequelize.getQueryInterface().select(null, 'Users', { raw: true, type: 'SELECT' });
      assert.deepEqual([user.fullName, user.role, user.age], ['Ada', 'admin', 18]);
    });

    test('down restores the old schema and keeps the rows', async () => {
      await cli('db:migrate:undo');
      assert.deepEqual(await snapshot(sequelize), old);
      assert.deepEqual(await rows(), { ...oldRows, Coupons: 0 });
    });
  });
}
