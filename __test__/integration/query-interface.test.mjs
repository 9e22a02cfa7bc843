// The query interface: tables, columns, indexes and constraints, as migrations use them.
import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import { DataTypes, Sequelize } from '../../lib/index.mjs';
import { onEveryDatabase } from '../support/databases.mjs';

onEveryDatabase('query interface', database => {
  let sequelize;
  let qi;

  before(() => {
    ({ sequelize } = database);
    qi = sequelize.getQueryInterface();
  });
  beforeEach(async () => {
    await qi.dropAllTables();
    await qi.createTable('people', {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      name: { type: DataTypes.STRING(40), allowNull: false, defaultValue: 'nobody' },
      age: DataTypes.INTEGER
    });
    await qi.bulkInsert('people', [{ name: 'ada', age: 36 }, { name: 'bob', age: 20 }]);
  });

  const columns = async table => Object.keys(await qi.describeTable(table)).sort();
  const rows = () => sequelize.query('SELECT * FROM people ORDER BY id', { type: 'SELECT' });

  test('describeTable', async () => {
    const described = await qi.describeTable('people');
    assert.equal(described.id.primaryKey, true);
    assert.deepEqual([described.name.allowNull, described.age.allowNull], [false, true]);
    assert.match(described.name.type, /VARCHAR\(40\)|CHARACTER VARYING\(40\)/i);
    assert.equal(described.name.defaultValue, 'nobody');
    await assert.rejects(qi.describeTable('nothing'), /No description found for "nothing" table/);
  });

  test('tables: show, exists, rename, drop', async () => {
    assert.equal(await qi.tableExists('people'), true);
    await qi.renameTable('people', 'humans');
    const names = (await qi.showAllTables()).map(table => table.tableName || table);
    assert.deepEqual(names, ['humans']);
    await qi.dropTable('humans');
    assert.equal(await qi.tableExists('humans'), false);
  });

  test('columns: add, change, rename, remove; rows stay', async () => {
    await qi.addColumn('people', 'mail', { type: DataTypes.STRING, defaultValue: 'none' });
    await qi.changeColumn('people', 'age', { type: DataTypes.BIGINT, allowNull: false, defaultValue: 1 });
    await qi.renameColumn('people', 'name', 'full name');
    assert.deepEqual(await columns('people'), ['age', 'full name', 'id', 'mail']);
    const described = await qi.describeTable('people');
    assert.equal(described.age.allowNull, false);
    assert.match(described.age.type, /BIGINT/i);
    await qi.removeColumn('people', 'mail');
    assert.deepEqual((await rows()).map(row => [row['full name'], Number(row.age)]), [['ada', 36], ['bob', 20]]);
    assert.equal((await qi.describeTable('people')).id.primaryKey, true);
  });

  test('indexes: add, show, remove', async () => {
    await qi.addIndex('people', ['name', { name: 'age', order: 'DESC' }], { unique: true, name: 'by_name' });
    await qi.addIndex('people', ['age'], { where: { age: { [Sequelize.Op.gt]: 21 } } });
    const names = (await qi.showIndex('people')).map(index => index.name);
    assert.ok(names.includes('by_name') && names.includes('people_age'));
    await assert.rejects(qi.bulkInsert('people', [{ name: 'ada', age: 36 }]), { name: 'SequelizeUniqueConstraintError' });
    await qi.removeIndex('people', 'by_name');
    assert.ok(!(await qi.showIndex('people')).some(index => index.name === 'by_name'));
  });

  test('constraints: unique, check, foreign key', async () => {
    await qi.addConstraint('people', { type: 'unique', fields: ['name'], name: 'one_name' });
    await qi.addConstraint('people', { type: 'check', fields: ['age'], name: 'adults', where: { age: { [Sequelize.Op.gte]: 18 } } });
    await assert.rejects(qi.bulkInsert('people', [{ name: 'ada', age: 40 }]), { name: 'SequelizeUniqueConstraintError' });
    await assert.rejects(qi.bulkInsert('people', [{ name: 'kid', age: 4 }]));
    await qi.createTable('pets', { id: { type: DataTypes.INTEGER, primaryKey: true }, owner: DataTypes.INTEGER });
    await qi.addConstraint('pets', { type: 'foreign key', fields: ['owner'], name: 'owned', references: { table: 'people', field: 'id' }, onDelete: 'cascade' });
    await assert.rejects(qi.bulkInsert('pets', [{ id: 1, owner: 99 }]), { name: 'SequelizeForeignKeyConstraintError' });
    await qi.bulkInsert('pets', [{ id: 1, owner: 1 }]);
    await qi.bulkDelete('people', { name: 'ada' });
    assert.deepEqual(await sequelize.query('SELECT * FROM pets', { type: 'SELECT' }), []);
    // v6 removes keys and indexes there, and nothing else.
    if (database.isMysqlLike) return assert.rejects(qi.removeConstraint('people', 'adults'));
    await qi.removeConstraint('people', 'adults');
    await qi.bulkInsert('people', [{ name: 'kid', age: 4 }]);
    return undefined;
  });

  test('rows: insert, update, delete, raw select', async () => {
    await qi.bulkUpdate('people', { age: 37 }, { name: 'ada' });
    await qi.bulkDelete('people', { name: 'bob' });
    assert.deepEqual((await rows()).map(row => [row.name, row.age]), [['ada', 37]]);
    assert.equal(await qi.rawSelect('people', { attributes: [[Sequelize.fn('max', Sequelize.col('age')), 'oldest']] }, 'oldest'), 37);
  });

  test('a failed migration in a transaction leaves nothing', async () => {
    await assert.rejects(sequelize.transaction(async transaction => {
      await qi.addColumn('people', 'mail', DataTypes.STRING, { transaction });
      await qi.bulkInsert('people', [{ name: 'eve' }], { transaction });
      throw new Error('no');
    }), /^Error: no$/);
    // MySQL and MariaDB commit with every definition: what came before the failure stays.
    assert.deepEqual(await columns('people'), database.isMysqlLike ? ['age', 'id', 'mail', 'name'] : ['age', 'id', 'name']);
    if (!database.isMysqlLike) assert.equal((await rows()).length, 2);
  });

  test('hostile names are quoted', async () => {
    const name = 'odd"; DROP TABLE people; --`';
    await qi.createTable(name, { 'co"l': DataTypes.INTEGER });
    await qi.bulkInsert(name, [{ 'co"l': 1 }]);
    assert.deepEqual(await columns(name), ['co"l']);
    await qi.dropTable(name);
    assert.equal((await rows()).length, 2);
  });

  if (database.isPostgres) {
    test('PostgreSQL: schemas and enums', async () => {
      await qi.createSchema('other');
      await qi.createTable({ tableName: 'things', schema: 'other' }, { id: { type: DataTypes.INTEGER, primaryKey: true }, kind: DataTypes.ENUM('a', 'b') });
      assert.deepEqual((await qi.describeTable({ tableName: 'things', schema: 'other' })).kind.special, ['a', 'b']);
      assert.ok((await qi.showAllSchemas()).includes('other'));
      await qi.bulkInsert({ tableName: 'things', schema: 'other' }, [{ id: 1, kind: 'b' }]);
      await assert.rejects(qi.bulkInsert({ tableName: 'things', schema: 'other' }, [{ id: 2, kind: 'c' }]), { name: 'SequelizeDatabaseError' });
      await qi.dropSchema('other');
    });
  }
});
