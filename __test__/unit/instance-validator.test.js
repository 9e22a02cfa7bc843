'use strict';
// Validation of an instance: columns, attributes, model, hooks.

const test = require('node:test');
const assert = require('node:assert/strict');
const Sequelize = require('../../lib');
const { DataTypes } = Sequelize;

const sequelize = new Sequelize('sqlite::memory:', { logging: false });

const validate = (attributes, values, options, validateOptions) =>
  sequelize.define('Thing', attributes, options).build(values).validate(validateOptions);

test('a null where the column forbids it', async () => {
  await assert.rejects(validate({ name: { type: DataTypes.STRING, allowNull: false } }, {}), {
    name: 'SequelizeValidationError',
    message: 'notNull Violation: Thing.name cannot be null'
  });
  await assert.rejects(
    validate({ name: { type: DataTypes.STRING, allowNull: false, validate: { notNull: { msg: 'say it' } } } }, {}),
    { message: 'notNull Violation: say it' }
  );
});

test('rules, their arguments and messages', async () => {
  const attributes = { name: { type: DataTypes.STRING, validate: { len: { args: [2, 4], msg: 'length!' }, isIn: [['abcd', 'x']] } } };
  await validate(attributes, { name: 'abcd' });
  const error = await validate(attributes, { name: 'abcdef' }).catch(caught => caught);
  assert.deepEqual(error.errors.map(item => [item.message, item.validatorKey, item.validatorName, item.origin]), [
    ['length!', 'len', 'len', 'FUNCTION'],
    ['Validation isIn on name failed', 'isIn', 'isIn', 'FUNCTION']
  ]);
  assert.deepEqual(error.errors[0].validatorArgs, [2, 4]);
});

test('functions: with this, with a callback, of the model; null reaches only them', async () => {
  const seen = [];
  const attributes = {
    a: {
      type: DataTypes.INTEGER,
      allowNull: true,
      validate: {
        isInt: true,
        plain(value) {
          seen.push(value);
        },
        called(value, next) {
          next(new Error('called back'));
        }
      }
    }
  };
  const options = {
    validate: {
      both() {
        if (this.a === null) throw new Error('model says no');
      }
    }
  };
  const error = await validate(attributes, { a: null }, options).catch(caught => caught);
  assert.deepEqual(seen, [null]);
  assert.deepEqual(error.errors.map(item => [item.path, item.message]).sort(), [['a', 'called back'], ['both', 'model says no']]);
  assert.equal(error.get('a')[0].original.message, 'called back');
});

test('objects are no strings; skip leaves attributes out', async () => {
  const attributes = { name: DataTypes.STRING };
  await assert.rejects(validate(attributes, { name: { $gt: '' } }), { message: 'string violation: name cannot be an array or an object' });
  await validate(attributes, { name: {} }, undefined, { skip: ['name'] });
});

test('hooks stand around it; validationFailed may replace the error', async () => {
  const Thing = sequelize.define('Thing', { name: { type: DataTypes.STRING, allowNull: false } });
  const seen = [];
  Thing.beforeValidate(() => {
    seen.push('before');
  });
  Thing.afterValidate(() => {
    seen.push('after');
  });
  Thing.addHook('validationFailed', () => {
    seen.push('failed');
  });
  await assert.rejects(Thing.build({}).validate());
  await Thing.build({ name: 'x' }).validate();
  assert.deepEqual(seen, ['before', 'failed', 'before', 'after']);
});
