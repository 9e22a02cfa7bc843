'use strict';
// What an instance knows: values, changes, getters, setters, JSON.

const test = require('node:test');
const assert = require('node:assert/strict');
const { DataTypes, Sequelize } = require('../../lib');
const { instantiate, canInstantiate } = require('../../lib/model/instance/instantiate');
const { offline } = require('../support/offline');

const rowOptions = more => ({ isNewRecord: false, raw: true, ...more });

function shop() {
  const { sequelize, calls } = offline();
  const User = sequelize.define('User', {
    name: DataTypes.STRING,
    email: {
      type: DataTypes.STRING,
      get() {
        const value = this.getDataValue('email');
        return value && `<${value}>`;
      },
      set(value) {
        this.setDataValue('email', value.toLowerCase());
      }
    },
    level: { type: DataTypes.INTEGER, defaultValue: 1 },
    active: { type: DataTypes.BOOLEAN, defaultValue: true },
    meta: { type: DataTypes.JSON, defaultValue: { a: 1 } }
  });
  const Post = sequelize.define('Post', { title: DataTypes.STRING });
  User.hasMany(Post, { as: 'posts' });
  Post.belongsTo(User, { as: 'user' });
  return { sequelize, calls, User, Post };
}

test('defaults are each instance\'s own; the key is null until it is known', () => {
  const { User } = shop();
  const [a, b] = [User.build(), User.build({ level: 7, name: undefined })];
  assert.deepEqual([a.level, b.level, a.id, a.active], [1, 7, null, true]);
  a.meta.a = 2;
  assert.equal(b.meta.a, 1);
});

test('changed and previous follow set, not raw values', () => {
  const { User } = shop();
  const user = User.build({ id: 1, name: 'Ann' }, { isNewRecord: false, raw: true });
  assert.equal(user.changed(), false);
  user.name = 'Ann';
  assert.equal(user.changed(), false);
  user.name = 'Bea';
  assert.deepEqual(user.changed(), ['name']);
  assert.deepEqual(user.previous(), { name: 'Ann' });
  user.id = 2;
  assert.equal(user.id, 1, 'a primary key is set once');
  user.set('createdAt', new Date());
  assert.equal(user.createdAt, undefined, 'times of a stored row are not set');
  user.set('name', Sequelize.literal('now()'));
  assert.ok(user.changed('name'));
});

test('custom getters and setters, and what plain JSON shows of them', () => {
  const { User } = shop();
  const user = User.build({ email: 'A@B.C' });
  assert.equal(user.email, '<a@b.c>');
  assert.equal(user.get('email', { raw: true }), 'a@b.c');
  assert.equal(user.toJSON().email, '<a@b.c>');
  assert.notEqual(user.toJSON().meta, user.dataValues.meta);
});

test('a dotted key sets one value inside JSON, but never a prototype', () => {
  const { User } = shop();
  const user = User.build({ id: 1, meta: { a: 1 } }, { isNewRecord: false, raw: true });
  user.set('meta.b.c', 3);
  assert.deepEqual(user.meta, { a: 1, b: { c: 3 } });
  assert.deepEqual(user.changed(), ['meta']);
  user.set('meta.__proto__.polluted', true);
  user.set('meta.constructor.prototype.polluted', true);
  assert.equal({}.polluted, undefined);
});

test('keys of Object.prototype are names like any other', () => {
  const { User } = shop();
  const values = JSON.parse('{"__proto__": {"name": "x"}, "constructor": 1, "toString": 2}');
  const user = User.build(values);
  assert.equal(user.name, undefined);
  const raw = User.build(values, { isNewRecord: false, raw: true });
  assert.equal(Object.getPrototypeOf(raw.dataValues), Object.prototype);
});

test('included values become instances', () => {
  const { User, Post } = shop();
  const user = User.build({ name: 'Ann', posts: [{ title: 'a' }, { title: 'b' }] }, { include: ['posts'] });
  assert.ok(user.posts.every(post => post instanceof Post));
  assert.deepEqual(user.get({ plain: true }).posts.map(post => post.title), ['a', 'b']);
  const post = Post.build({ title: 't', user: null }, { include: ['user'] });
  assert.equal(post.user, null);
});

test('an instantiated row equals a raw built one', () => {
  const { User } = shop();
  const values = () => ({ id: 1, name: 'Ann', email: 'a@b.c', level: 3, active: 1, meta: { a: 1 }, createdAt: new Date(0), updatedAt: new Date(0) });
  const attributes = Object.keys(User.rawAttributes);
  const built = User.bulkBuild([values()], { isNewRecord: false, raw: true, attributes })[0];

  assert.ok(canInstantiate(User));
  const dataValues = values();
  const instance = instantiate(User, dataValues, values(), rowOptions({ attributes }));
  assert.ok(instance instanceof User);
  assert.equal(instance.dataValues, dataValues);
  assert.deepEqual(instance.dataValues, built.dataValues);
  assert.deepEqual(instance._previousDataValues, built._previousDataValues);
  assert.deepEqual(Object.keys(instance), Object.keys(built));
  assert.equal(instance.isNewRecord, false);
  assert.equal(instance.active, true, 'booleans are read as v6 reads them');
  assert.deepEqual(instance._options.attributes, built._options.attributes);
  instance.name = 'Bea';
  assert.deepEqual(instance.changed(), ['name']);
  assert.equal(instance.previous('name'), 'Ann');
});

test('instantiated rows show their included instances', () => {
  const { User, Post } = shop();
  const options = { include: [{ model: Post, as: 'posts' }] };
  User._conformIncludes(options, User);
  User._validateIncludedElements(options);
  const posts = [instantiate(Post, { id: 5, title: 't' }, null, rowOptions())];
  const user = instantiate(User, { id: 1, posts }, null, rowOptions({ ...options, includeValidated: true }));
  assert.equal(user.posts, posts);
  assert.deepEqual(user._previousDataValues, { id: 1, posts });
  assert.deepEqual(user.toJSON(), { id: 1, posts: [{ id: 5, title: 't' }], email: undefined });
});

test('a constructor or a build of one\'s own is respected', () => {
  const { sequelize } = offline();
  class Animal extends Sequelize.Model {
    constructor(values, options) {
      super(values, { ...options });
      this.noise = `I am ${this.name}`;
    }
  }
  Animal.init({ name: DataTypes.STRING }, { sequelize });
  const cat = instantiate(Animal, { id: 1, name: 'cat' }, null, rowOptions({ attributes: ['id', 'name'] }));
  assert.deepEqual([cat.noise, cat.name, cat.isNewRecord, cat.changed()], ['I am cat', 'cat', false, false]);
  class Built extends Animal {
    static build(...args) {
      return super.build(...args);
    }
  }
  assert.equal(canInstantiate(Built), false);
  assert.equal(instantiate(Built, { id: 1, name: 'cow' }, null, rowOptions()).noise, 'I am cow');
});

test('equality is that of the primary key', () => {
  const { User, Post } = shop();
  const [a, b] = [User.build({ id: 1 }), User.build({ id: 1, name: 'other' })];
  assert.ok(a.equals(b) && a.equalsOneOf([Post.build({ id: 1 }), b]));
  assert.equal(a.equals(Post.build({ id: 1 })), false);
});

test('public class fields that shadow attributes are warned about', async t => {
  const { sequelize } = offline();
  const warn = t.mock.method(console, 'warn', () => {});
  class Shadow extends Sequelize.Model {
    name;
  }
  Shadow.init({ name: DataTypes.STRING }, { sequelize });
  new Shadow();
  await new Promise(resolve => setTimeout(resolve, 5));
  assert.match(warn.mock.calls[0].arguments[0], /Model "Shadow" is declaring public class fields for attribute\(s\): "name"/);
});
