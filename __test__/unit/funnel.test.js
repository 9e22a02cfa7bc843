'use strict';
// The chain from a model to the wire: every link can be replaced, and what replaces it is called.

const test = require('node:test');
const assert = require('node:assert/strict');
const { Sequelize, DataTypes } = require('../../lib');
const ConnectionManager = require('../../lib/dialects/abstract/connection-manager');

async function prepared(t, options = {}) {
  const lines = [];
  const sequelize = new Sequelize('sqlite::memory:', { logging: line => lines.push(line), ...options });
  t.after(() => sequelize.close());
  const User = sequelize.define('User', { name: DataTypes.STRING }, { timestamps: false });
  const Post = sequelize.define('Post', { title: DataTypes.STRING }, { timestamps: false });
  User.hasMany(Post, { as: 'posts' });
  await sequelize.sync();
  const user = await User.create({ name: 'a' });
  await Post.bulkCreate([{ title: 'x', UserId: user.id }, { title: 'y', UserId: user.id }]);
  lines.length = 0;
  const titles = async () => (await User.findOne({ include: { model: Post, as: 'posts' }, order: [['posts', 'title']] })).posts.map(post => post.title);
  return { sequelize, User, titles, lines };
}

test('an untouched chain folds includes', async t => {
  const { titles } = await prepared(t);
  assert.deepEqual(await titles(), ['x', 'y']);
});

test('a wrapped sequelize.query reads v6\'s text and changes nothing by passing it on', async t => {
  const { sequelize, User, titles } = await prepared(t);
  const seen = [];
  sequelize.query = function(sql, options) {
    seen.push(sql);
    return Sequelize.prototype.query.call(this, sql, options);
  };
  assert.deepEqual(await titles(), ['x', 'y']);
  assert.match(seen[0], /^SELECT .* FROM `Users` AS `User`/);
  await User.create({ name: 'b' });
  assert.match(seen[1].query, /^INSERT INTO `Users` .* VALUES \(NULL,\$1\);$/);
  assert.deepEqual(seen[1].bind, ['b']);
  assert.equal(await User.count(), 2);
});

test('a replaced Query.run may add a comment to the text', async t => {
  const { sequelize, titles, User, lines } = await prepared(t);
  const { Query } = sequelize.dialect;
  const original = Query.prototype.run;
  Query.prototype.run = function(sql, parameters) {
    return original.call(this, `${sql.replace(/;$/, '')} /* traced */`, parameters);
  };
  t.after(() => {
    Query.prototype.run = original;
  });
  assert.deepEqual(await titles(), ['x', 'y']);
  assert.match(lines[0], /\/\* traced \*\/$/);
  await User.create({ name: 'b' });
  assert.equal(await User.count({ where: { name: 'b' } }), 1);
});

test('a replaced getConnection is asked', async t => {
  const { titles } = await prepared(t);
  const original = ConnectionManager.prototype.getConnection;
  let asked = 0;
  ConnectionManager.prototype.getConnection = function(...args) {
    asked++;
    return original.apply(this, args);
  };
  t.after(() => {
    ConnectionManager.prototype.getConnection = original;
  });
  assert.deepEqual(await titles(), ['x', 'y']);
  assert.equal(asked, 1);
});

test('a replaced generator method gives the text', async t => {
  const { sequelize, User } = await prepared(t);
  const generator = sequelize.getQueryInterface().queryGenerator;
  generator.selectQuery = () => 'SELECT 7 AS id, \'other\' AS name';
  const user = await User.findOne();
  assert.deepEqual([user.id, user.name], [7, 'other']);
});

test('query hooks surround every run', async t => {
  const { sequelize, User } = await prepared(t);
  const heard = [];
  sequelize.addHook('beforeQuery', (options, query) => heard.push(['before', options.type, query.uuid]));
  sequelize.addHook('afterQuery', (options, query) => heard.push(['after', options.type, query.uuid]));
  await User.findAll();
  assert.deepEqual(heard.map(([when, type]) => [when, type]), [['before', 'SELECT'], ['after', 'SELECT']]);
  assert.equal(heard[0][2], heard[1][2]);
});

test('a closed instance answers no query', async () => {
  const sequelize = new Sequelize('sqlite::memory:', { logging: false });
  await sequelize.authenticate();
  await sequelize.close();
  await assert.rejects(sequelize.query('SELECT 1'), /getConnection was called after the connection manager was closed/);
});
