// The world that options are probed in: a few models with rows, fresh for every call, and what can be observed of a call.
//
// SEQUELIZE_PACKAGE=/path/to/sequelize probes another package: what an option does in v6 itself.
import { createRequire } from 'node:module';
import { makeDatabase } from '../support/databases.mjs';

const require = createRequire(import.meta.url);
export const Sequelize = require(process.env.SEQUELIZE_PACKAGE || '../../lib');
export const { DataTypes, Op, QueryTypes, Transaction } = Sequelize;

let postgres;
/** One database of PostgreSQL's serves all worlds, one after the other. */
export async function postgresUrl() {
  postgres ??= await makeDatabase('postgres');
  return postgres.url;
}
/** The same in pieces. */
export async function postgresServer() {
  const { hostname, port, username, password, pathname } = new URL(await postgresUrl());
  return { host: hostname, port, username, password: decodeURIComponent(password), database: pathname.slice(1) };
}
export const removeDatabase = () => postgres?.remove();

/** What the log shows, without what changes from run to run. */
const steady = text => String(text)
  .replace(/\b[0-9a-f]{32}\b|(?<=_)[0-9a-f]{32}/g, '<hash>')
  .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<uuid>')
  .replace(/\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?( ?\+00:00|Z)?/g, '<time>')
  .replace(/\b\d+(\.\d+)?ms\b/g, '<ms>');

/** An instance whose statements are written down in `seen`. */
export async function connect(dialect, seen, options = {}) {
  const logging = (text, ...rest) => {
    seen.push([steady(text), ...rest.map(one => typeof one)].join(' | '));
  };
  const given = typeof options === 'function' ? await options() : options;
  if (dialect === 'sqlite') return new Sequelize({ dialect, storage: ':memory:', logging, ...given });
  return new Sequelize(await postgresUrl(), { logging, ...given });
}

/** What a query generator's method prints for a database that is not asked. */
export function textOf(dialect, method, ...args) {
  const sequelize = new Sequelize({ dialect, logging: false });
  const User = sequelize.define('User', { name: DataTypes.STRING }, { timestamps: false });
  return sequelize.getQueryInterface().queryGenerator[method](...args.map(one => one === 'model' ? User : one), User);
}

const EMPTY = 'DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public; DROP SCHEMA IF EXISTS odd CASCADE; CREATE SCHEMA odd';

const MODEL_HOOKS = [
  'beforeFind', 'afterFind', 'beforeCount', 'beforeValidate', 'afterValidate', 'beforeCreate', 'afterCreate', 'beforeUpdate',
  'afterUpdate', 'beforeSave', 'afterSave', 'beforeUpsert', 'afterUpsert', 'beforeDestroy', 'afterDestroy', 'beforeRestore',
  'afterRestore', 'beforeBulkCreate', 'afterBulkCreate', 'beforeBulkUpdate', 'afterBulkUpdate', 'beforeBulkDestroy',
  'afterBulkDestroy', 'beforeBulkRestore', 'afterBulkRestore', 'beforeSync', 'afterSync'
];

/** The statements that make a world, by dialect: what filled the first one fills the next in one text. */
const recorded = new Map();

async function fill(sequelize) {
  const { User, Post, Tag, UserTag, Profile } = sequelize.models;
  const dialect = sequelize.getDialect();
  if (recorded.has(dialect)) {
    await sequelize.query(recorded.get(dialect), { logging: false });
    return;
  }
  const texts = [];
  const logging = text => texts.push(text.replace(/^Executing \([^)]*\): /, ''));
  if (dialect === 'postgres') await sequelize.query(EMPTY, { logging });
  await sequelize.sync({ force: true, hooks: false, logging });
  await User.bulkCreate([
    { name: 'Ann', age: 30, email: 'ann@x' }, { name: 'Bob', age: 40, email: 'bob@x' }, { name: 'Cid', age: 40, email: 'cid@x' }
  ], { logging });
  await Post.bulkCreate([
    { title: 'a', views: 1, userId: 1 }, { title: 'b', views: 2, userId: 1 }, { title: 'c', views: 3, userId: 2 },
    { title: 'gone', views: 4, userId: 2, deletedAt: new Date(0) }
  ], { logging });
  await Profile.bulkCreate([{ bio: 'x', userId: 1 }], { logging });
  await Tag.bulkCreate([{ word: 't' }, { word: 'u' }], { logging });
  await UserTag.bulkCreate([{ UserId: 1, TagId: 1, weight: 5 }, { UserId: 1, TagId: 2, weight: 6 }, { UserId: 2, TagId: 1, weight: 7 }], { logging });
  if (dialect === 'postgres') recorded.set(dialect, texts.join('; '));
}

/** For calls that make an instance of their own. */
export const noWorld = () => ({ seen: [], Sequelize, sequelize: { close() {} } });

/** Users with posts (paranoid), tags and a profile. */
export async function makeWorld(dialect = 'sqlite', options = {}) {
  const seen = [];
  const sequelize = await connect(dialect, seen, { databaseVersion: dialect === 'sqlite' ? '3.40.0' : '15.0.0', ...typeof options === 'function' ? await options() : options });
  const User = sequelize.define('User', {
    name: DataTypes.STRING, age: DataTypes.INTEGER, email: { type: DataTypes.STRING, unique: true, field: 'email_address' },
    settings: DataTypes.JSON
  }, {
    indexes: dialect === 'postgres' ? [{ fields: ['name'], unique: true, where: { age: null }, name: 'nameless_age' }] : [],
    scopes: { old: { where: { age: 40 } }, named(name) { return { where: { name } }; } }
  });
  const Post = sequelize.define('Post', { title: DataTypes.STRING, views: DataTypes.INTEGER }, { paranoid: true, timestamps: true });
  const Tag = sequelize.define('Tag', { word: DataTypes.STRING }, { timestamps: false });
  const UserTag = sequelize.define('UserTag', { weight: DataTypes.INTEGER }, { timestamps: false });
  const Profile = sequelize.define('Profile', { bio: DataTypes.STRING }, { timestamps: false });
  User.hasMany(Post, { as: 'posts', foreignKey: 'userId' });
  Post.belongsTo(User, { as: 'author', foreignKey: 'userId' });
  User.hasOne(Profile, { as: 'profile', foreignKey: 'userId' });
  User.belongsToMany(Tag, { as: 'tags', through: UserTag });
  Tag.belongsToMany(User, { as: 'users', through: UserTag });
  await fill(sequelize);
  for (const model of [User, Post, Tag, UserTag, Profile]) {
    for (const hook of MODEL_HOOKS) model.addHook(hook, () => { seen.push(`${hook} of ${model.name}`); });
  }
  return { dialect, sequelize, queryInterface: sequelize.getQueryInterface(), seen, Sequelize, User, Post, Tag, UserTag, Profile };
}

/** Instances and rows as text; functions and classes by their name. */
export function plain(value, depth = 0) {
  if (value === undefined) return '<undefined>';
  if (typeof value === 'function') return `<function ${value.name}>`;
  if (typeof value === 'bigint') return `${value}n`;
  if (value === null || typeof value !== 'object') return typeof value === 'string' ? steady(value) : value;
  if (value instanceof Date) return '<time>';
  if (Buffer.isBuffer(value)) return value.toString('hex');
  if (value instanceof Error) return { error: value.name, message: steady(value.message) };
  if (depth > 7) return '<deep>';
  if (Array.isArray(value)) return value.map(one => plain(one, depth + 1));
  if (value.dataValues) {
    return {
      model: value.constructor.name, isNewRecord: value.isNewRecord, changed: plain(value.changed(), depth + 1),
      values: plain(value.dataValues, depth + 1)
    };
  }
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one, depth + 1)]));
}


export const steadyError = error => steady(`${error.name}: ${error.message}`);

/** Everything that can be observed of a call. */
export async function observe(seen, call) {
  let answer;
  try {
    answer = { value: plain(await call()) };
  } catch (error) {
    answer = plain(error);
  }
  // Statements that run at once are seen in any order.
  return { ...answer, seen: seen.splice(0).sort() };
}
