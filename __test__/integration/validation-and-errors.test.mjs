// Validation before the database, and the database's own refusals, as v6's error classes.
import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import * as sn from '../../lib/index.mjs';
import { onEveryDatabase } from '../support/databases.mjs';

const { DataTypes, Sequelize } = sn;

onEveryDatabase('validation and errors', database => {
  let sequelize;
  let User;

  before(() => {
    ({ sequelize } = database);
    User = sequelize.define('User', {
      email: { type: DataTypes.STRING, allowNull: false, unique: true, validate: { isEmail: true } },
      age: { type: DataTypes.INTEGER, validate: { min: { args: [18], msg: 'too young' }, isOdd(value) { if (value % 2 === 0) throw new Error('even'); } } },
      role: { type: DataTypes.ENUM('user', 'admin'), defaultValue: 'user' }
    }, { validate: { notBoth() { if (this.role === 'admin' && this.age < 30) throw new Error('admins are older'); } } });
  });
  beforeEach(() => sequelize.sync({ force: true }));

  const failed = async promise => promise.then(() => assert.fail('it did not fail'), error => error);

  test('every invalid attribute is told', async () => {
    const error = await failed(User.create({ email: 'x', age: 4 }));
    assert.ok(error instanceof sn.ValidationError);
    assert.deepEqual(error.errors.map(e => [e.path, e.message, e.validatorKey]).sort(), [
      ['age', 'even', 'isOdd'], ['age', 'too young', 'min'], ['email', 'Validation isEmail on email failed', 'isEmail']
    ]);
    assert.equal(error.get('age').length, 2);
    assert.equal(await User.count(), 0);
  });

  test('allowNull and validators of the model', async () => {
    assert.equal((await failed(User.create({}))).message, 'notNull Violation: User.email cannot be null');
    assert.match((await failed(User.create({ email: 'a@b.cd', age: 19, role: 'admin' }))).message, /admins are older/);
  });

  test('validate: false leaves it to the database', async () => {
    await User.create({ email: 'no address' }, { validate: false });
    const error = await failed(User.create({ email: null }, { validate: false }));
    assert.ok(error instanceof sn.DatabaseError || error instanceof sn.ValidationError);
  });

  test('bulkCreate validates where asked, and names the row', async () => {
    const error = await failed(User.bulkCreate([{ email: 'a@b.cd' }, { email: 'x' }], { validate: true }));
    assert.equal(error.name, 'AggregateError');
    assert.equal(error.errors[0].name, 'SequelizeBulkRecordError');
    assert.equal(error.errors[0].record.email, 'x');
    assert.equal(await User.count(), 0);
  });

  test('a unique violation', async () => {
    await User.create({ email: 'a@b.cd' });
    const error = await failed(User.create({ email: 'a@b.cd' }));
    assert.ok(error instanceof sn.UniqueConstraintError);
    assert.ok(error instanceof sn.ValidationError);
    assert.deepEqual(error.fields, database.isSqlite ? ['email'] : { email: 'a@b.cd' });
    assert.deepEqual([error.errors[0].path, error.errors[0].value, error.errors[0].message], ['email', 'a@b.cd', 'email must be unique']);
    assert.ok(error.errors[0].instance instanceof User);
    assert.match(error.sql, /^INSERT INTO/);
    assert.ok(error.parent instanceof Error);
    assert.equal(error.original, error.parent);
  });

  test('a foreign key violation', async () => {
    const Pet = sequelize.define('Pet', { name: DataTypes.STRING });
    Pet.belongsTo(User);
    await Pet.sync({ force: true });
    const error = await failed(Pet.create({ name: 'rex', UserId: 99 }));
    assert.ok(error instanceof sn.ForeignKeyConstraintError);
    await Pet.drop();
    sequelize.modelManager.removeModel(Pet);
  });

  test('a statement that is wrong, a table that is not there', async () => {
    const wrong = await failed(sequelize.query('SELECT nonsense FROM nowhere'));
    assert.ok(wrong instanceof sn.DatabaseError);
    assert.equal(wrong.sql, 'SELECT nonsense FROM nowhere');
    assert.match(wrong.stack, /validation-and-errors\.test/);
    const Missing = sequelize.define('Missing', {});
    assert.ok(await failed(Missing.findAll()) instanceof sn.DatabaseError);
    sequelize.modelManager.removeModel(Missing);
  });

  test('rejectOnEmpty and optimistic locking', async () => {
    await assert.rejects(User.findByPk(9, { rejectOnEmpty: true }), { name: 'SequelizeEmptyResultError' });
    const Versioned = sequelize.define('Versioned', { n: DataTypes.INTEGER }, { version: true });
    await Versioned.sync({ force: true });
    const one = await Versioned.create({ n: 1 });
    const same = await Versioned.findByPk(one.id);
    await one.update({ n: 2 });
    await assert.rejects(same.update({ n: 3 }), { name: 'SequelizeOptimisticLockError' });
    await Versioned.drop();
    sequelize.modelManager.removeModel(Versioned);
  });

  if (!database.isSqlite) {
    test('wrong password, host, port and enum value', async () => {
      const options = { dialect: database.dialect, logging: false, host: '127.0.0.1' };
      const port = Number(new URL(database.url).port);
      const cases = [
        [['x', 'sn_nobody', 'wrong', { ...options, port }], ['SequelizeAccessDeniedError', 'SequelizeConnectionError']],
        [['x', 'u', 'p', { ...options, port: 1 }], ['SequelizeConnectionRefusedError']],
        [['x', 'u', 'p', { ...options, host: 'nowhere.invalid' }], ['SequelizeHostNotFoundError', 'SequelizeConnectionError']]
      ];
      for (const [args, names] of cases) {
        const other = new Sequelize(...args);
        const error = await failed(other.authenticate());
        assert.ok(names.includes(error.name), `${error.name}: ${error.message}`);
        assert.ok(error instanceof sn.ConnectionError);
        await other.close();
      }
      await assert.rejects(User.create({ email: 'a@b.cd', role: 'king' }), { name: 'SequelizeDatabaseError' });
    });
  }
});
