'use strict';
// What finders ask the query interface for.

const test = require('node:test');
const assert = require('node:assert/strict');
const { DataTypes, Op, EmptyResultError, EagerLoadingError, Sequelize } = require('../../lib');
const { offline } = require('../support/offline');

function blog(answers, options) {
  const { sequelize, calls } = offline(answers, options);
  const User = sequelize.define('User', { name: DataTypes.STRING, age: { type: DataTypes.INTEGER, field: 'years' } });
  const Post = sequelize.define('Post', { title: DataTypes.STRING }, { paranoid: true });
  const Tag = sequelize.define('Tag', { word: DataTypes.STRING });
  User.hasMany(Post, { as: 'posts', foreignKey: 'userId' });
  Post.belongsTo(User, { as: 'author', foreignKey: 'userId' });
  Post.belongsToMany(Tag, { through: 'PostTags', as: 'tags' });
  const optionsOf = () => calls.at(-1)[1][2];
  return { sequelize, calls, User, Post, Tag, optionsOf };
}

test('attributes become columns with aliases, conditions are mapped', async () => {
  const { User, optionsOf, calls } = blog();
  const where = { age: 3 };
  await User.findAll({ where, attributes: ['name', 'age'] });
  assert.equal(calls[0][0], 'select');
  assert.deepEqual(optionsOf().attributes, ['name', ['years', 'age']]);
  assert.deepEqual(optionsOf().where, { years: 3 });
  assert.deepEqual(where, { age: 3 }, 'the caller\'s options stay as they are');
});

test('findOne limits, unless the condition names one row; findByPk takes scalars only', async () => {
  const { User, optionsOf } = blog();
  await User.findOne({ where: { name: 'x' } });
  assert.equal(optionsOf().limit, 1);
  await User.findByPk(4);
  assert.deepEqual([optionsOf().where, optionsOf().limit, optionsOf().plain], [{ id: 4 }, undefined, true]);
  assert.equal(await User.findByPk(null), null);
  assert.equal(await User.findByPk(undefined), null);
  await assert.rejects(User.findByPk({ [Op.ne]: 1 }), /Argument passed to findByPk is invalid/);
  await assert.rejects(User.findAll('id = 1'), /must be an options object/);
});

test('hooks run in v6\'s order and may change the options', async () => {
  const { User, optionsOf } = blog();
  const order = [];
  for (const hook of ['beforeFind', 'beforeFindAfterExpandIncludeAll', 'beforeFindAfterOptions', 'afterFind']) {
    User.addHook(hook, () => {
      order.push(hook);
    });
  }
  User.addHook('beforeFind', options => {
    options.where = { name: 'hooked' };
  });
  await User.findAll();
  assert.deepEqual(order, ['beforeFind', 'beforeFindAfterExpandIncludeAll', 'beforeFindAfterOptions', 'afterFind']);
  assert.deepEqual(optionsOf().where, { name: 'hooked' });
});

test('rejectOnEmpty takes true, an error or its class', async () => {
  const { User } = blog();
  class Gone extends Error {}
  await assert.rejects(User.findAll({ rejectOnEmpty: true }), EmptyResultError);
  await assert.rejects(User.findOne({ rejectOnEmpty: Gone }), Gone);
  await assert.rejects(User.findOne({ rejectOnEmpty: new Gone('x') }), /x/);
});

test('paranoid models and includes hide what is deleted', async () => {
  const { Post, User, optionsOf } = blog();
  await Post.findAll({ where: { title: 'a' } });
  assert.deepEqual(optionsOf().where, { [Op.and]: [{ deletedAt: { [Op.eq]: null } }, { title: 'a' }] });
  await Post.findAll({ where: {}, paranoid: false });
  assert.deepEqual(optionsOf().where, {});
  await User.findAll({ include: ['posts'] });
  assert.ok(optionsOf().include[0].where[Op.and][0].deletedAt);
});

test('includes are conformed, named and placed', async () => {
  const { User, Post, optionsOf } = blog();
  await User.findAll({ limit: 2, include: [{ association: 'posts', where: { title: 'x' }, include: ['tags'] }] });
  const options = optionsOf();
  const [posts] = options.include;
  assert.deepEqual([posts.model, posts.as, posts.required, posts.duplicating], [Post, 'posts', true, true]);
  assert.deepEqual([options.subQuery, posts.subQuery, posts.subQueryFilter], [true, false, true]);
  assert.deepEqual([options.hasJoin, options.hasMultiAssociation, options.includeNames], [true, true, ['posts']]);
  const [tags] = posts.include;
  assert.equal(tags.include[0]._pseudo, true, 'the join table is an include below its target');
});

test('include all expands, once per association', async () => {
  const { Post, optionsOf } = blog();
  await Post.findAll({ include: { all: true } });
  assert.deepEqual(optionsOf().include.map(include => include.as), ['author', 'tags']);
  await Post.findAll({ include: [{ all: 'BelongsTo' }] });
  assert.deepEqual(optionsOf().include.map(include => include.as), ['author']);
  await assert.rejects(Post.findAll({ include: [{ all: 'Some' }] }), EagerLoadingError);
});

test('wrong includes say what is wrong', async () => {
  const { User, Post, Tag } = blog();
  await assert.rejects(User.findAll({ include: ['nope'] }), /Association with alias "nope" does not exist on User/);
  await assert.rejects(User.findAll({ include: [Tag] }), /Tag is not associated to User!/);
  await assert.rejects(User.findAll({ include: [Post] }), /You must use the 'as' keyword/);
  await assert.rejects(User.findAll({ include: [{ model: Post, as: 'texts' }] }), /does not match the alias\(es\) defined in your association \(posts\)/);
  await assert.rejects(User.findAll({ include: [undefined] }), /Include unexpected/);
  await assert.rejects(Post.findAll({ include: [{ association: 'author', separate: true }] }), /Only HasMany associations support include.separate/);
});

test('scopes are merged into queries: lists united, conditions overwritten or joined', async () => {
  const { sequelize, User, optionsOf } = blog();
  User.addScope('old', { where: { age: 90 }, order: ['name'] });
  User.addScope('named', name => ({ where: { name } }));
  await User.scope('old', { method: ['named', 'Ann'] }).findAll({ where: { age: 3 }, order: ['id'] });
  assert.deepEqual(optionsOf().where, { years: 3, name: 'Ann' });
  assert.deepEqual(optionsOf().order, ['name', 'id']);
  assert.throws(() => User.scope('none'), /Invalid scope none called/);
  assert.throws(() => User.scope('constructor'), /Invalid scope constructor called/);
  assert.throws(() => User.addScope('old', {}), /already exists/);

  const Strict = sequelize.define('Strict', { a: DataTypes.INTEGER }, {
    whereMergeStrategy: 'and', timestamps: false, defaultScope: { where: { a: 1 } }
  });
  await Strict.findAll({ where: { a: 2 } });
  assert.deepEqual(optionsOf().where, { [Op.and]: [{ a: 1 }, { a: 2 }] });
  await Strict.unscoped().findAll({ where: { a: 2 } });
  assert.deepEqual(optionsOf().where, { a: 2 });
});

test('count and friends select one aggregate', async () => {
  const { User, calls } = blog({ rawSelect: () => 7 });
  assert.equal(await User.count({ where: { age: 3 } }), 7);
  const [, options, name] = calls.at(-1)[1];
  assert.equal(name, 'count');
  assert.deepEqual([options.where, options.limit, options.plain], [{ years: 3 }, null, true]);
  await User.count({ distinct: true, include: ['posts'] });
  assert.equal(calls.at(-1)[1][1].attributes[0][0].args[0].args[0].col, 'User.id');
  await User.max('age');
  assert.equal(calls.at(-1)[1][1].attributes[0][0].args[0].col, 'years');
  assert.ok(calls.at(-1)[1][1].dataType instanceof DataTypes.INTEGER);
});

test('count per group answers numbers', async () => {
  const { User } = blog({ rawSelect: () => [{ name: 'a', count: '12' }] });
  assert.deepEqual(await User.count({ group: ['name'] }), [{ name: 'a', count: 12 }]);
});

test('separate includes are loaded for all parents at once', async () => {
  const { sequelize, User, calls } = blog({
    select: Model => Model.name === 'User'
      ? [{ id: 1 }, { id: 2 }].map(row => Model.build(row, { isNewRecord: false, raw: true }))
      : [{ id: 9, ownerId: 2 }].map(row => Model.build(row, { isNewRecord: false, raw: true }))
  });
  const Key = sequelize.define('Key', {});
  User.hasMany(Key, { as: 'keys', foreignKey: 'ownerId' });
  const users = await User.findAll({ attributes: ['id'], include: [{ model: Key, as: 'keys', separate: true }] });
  assert.equal(calls.length, 2);
  assert.deepEqual(calls[1][1][2].where.ownerId, { [Op.in]: [1, 2] });
  assert.deepEqual(users.map(user => user.get('keys').length), [0, 1]);
});

test('the transaction of the asynchronous context is taken, unless the call names one', async t => {
  const { User, optionsOf } = blog();
  const context = { get: () => 'ambient' };
  Sequelize._cls = context;
  t.after(() => delete Sequelize._cls);
  await User.findAll();
  assert.equal(optionsOf().transaction, 'ambient');
  await User.findAll({ transaction: null });
  assert.equal(optionsOf().transaction, null);
});
