// Every class of classes.mjs through every verb of its place, on every database: rejected, or plain data.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import test, { after, before, describe } from 'node:test';
import { inspect } from 'node:util';
import { createDatabase, dialects, dropDatabase, urlOf } from '../support/databases.mjs';
import { classes } from './classes.mjs';
import { verbs } from './verbs.mjs';

const require = createRequire(import.meta.url);
const Sequelize = require('../../lib');
const SECRET = 'the canary sings';
const ROWS = [
  { id: 1, name: 'root', role: 'admin', age: 50, meta: { a: { b: 'deep' }, role: 'x' } }, { id: 2, name: "o'neil", role: 'user', age: 20, meta: { 'a,b': 'x5' } },
  { id: 3, name: 'bob', role: 'user', age: 30, meta: { a: 'x5' } }, { id: 4, name: '', role: 'user', age: 40, meta: null }, { id: 5, name: ':name', role: 'user', age: 1, meta: {} },
  { id: 6, name: '?', role: 'user', age: 2, meta: {} }, { id: 7, name: '$1', role: 'user', age: 3, meta: {} }, { id: 8, name: '\\', role: 'user', age: 4, meta: {} }
];

function models(sequelize) {
  const { DataTypes } = Sequelize;
  const postgres = sequelize.getDialect() === 'postgres';
  const User = sequelize.define('users', {
    name: DataTypes.STRING, role: DataTypes.STRING, age: DataTypes.INTEGER, meta: DataTypes.JSON,
    ...postgres && { spread: DataTypes.RANGE(DataTypes.INTEGER) }
  }, { timestamps: false, scopes: { by: where => ({ where }) } });
  const Post = sequelize.define('posts', { title: DataTypes.STRING, meta: DataTypes.JSON, name: DataTypes.STRING }, { updatedAt: false, createdAt: false, paranoid: true });
  User.hasMany(Post, { as: 'posts' });
  Post.belongsTo(User, { as: 'author', foreignKey: 'userId' });
  return { User, Post };
}

/** One database with its rows; `check` puts back what a verb has rightly changed and tells what it has wrongly changed. */
async function open(dialect) {
  let connection;
  let clean = () => {};
  if (dialect === 'sqlite') {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sequelize-native-security-'));
    connection = { dialect, storage: path.join(folder, 'data.sqlite') };
    clean = () => fs.rmSync(folder, { recursive: true, force: true });
  } else {
    const name = `sn_security_${process.pid}`;
    await createDatabase(dialect, name);
    const at = new URL(urlOf(dialect, name));
    connection = { dialect, host: at.hostname, port: Number(at.port), username: decodeURIComponent(at.username), password: decodeURIComponent(at.password), database: name };
    clean = () => dropDatabase(dialect, name);
  }
  // One connection, so that what a session sets holds for all.
  const sequelize = new Sequelize({ logging: false, pool: { max: 1 }, ...connection });
  const { User, Post } = models(sequelize);
  await sequelize.sync({ force: true });
  const { DataTypes } = Sequelize;
  const queryInterface = sequelize.getQueryInterface();
  await queryInterface.createTable('canary', { secret: DataTypes.STRING });
  await queryInterface.bulkInsert('canary', [{ secret: SECRET }]);
  await queryInterface.createTable('scratch', { id: DataTypes.INTEGER });
  // The witness looks on over a connection of its own.
  const witness = new Sequelize({ logging: false, ...connection });
  const Watched = models(witness);
  if (dialect === 'sqlite') await witness.query('PRAGMA synchronous = OFF');

  const fill = async () => {
    await witness.query('DELETE FROM users');
    await Watched.User.bulkCreate(ROWS.map(row => ({ ...row, ...dialect === 'postgres' && { spread: [row.id, row.id + 1] } })));
  };
  await fill();
  await Watched.Post.bulkCreate(ROWS.map(({ id }) => ({ id, title: `post ${id}`, userId: id, meta: {}, deletedAt: id === 8 ? new Date() : null })));
  const another = async (options, use) => {
    const other = new Sequelize({ logging: false, ...connection, ...options });
    try { return await use(other); } finally { await other.close(); }
  };
  const original = JSON.stringify(await Watched.User.findAll({ order: ['id'], raw: true }));
  const snapshot = async () => JSON.parse(JSON.stringify(await Watched.User.findAll({ order: ['id'], raw: true })));
  return {
    at: { Sequelize, sequelize, User, Post, queryInterface, another },
    /** Ids of the first rows that are gone or changed. */
    async changes() {
      const now = await snapshot();
      if (JSON.stringify(now) === original) return [];
      await fill();
      const byId = new Map(now.map(row => [row.id, JSON.stringify(row)]));
      return JSON.parse(original).filter(row => byId.get(row.id) !== JSON.stringify(row)).map(row => row.id);
    },
    restoreCanary: async () => {
      await witness.query('DELETE FROM canary');
      await queryInterface.bulkInsert('canary', [{ secret: SECRET }]);
    },
    canary: () => witness.query('SELECT secret FROM canary', { type: 'SELECT' }),
    posts: () => Watched.Post.count(),
    async close() {
      await Promise.allSettled([sequelize.close(), witness.close()]);
      await clean();
    }
  };
}

const idsOf = answer => [].concat(answer).filter(Boolean).map(row => row.id).filter(id => id !== undefined);
/** Rows that hold the value (or one of the list) as their name. */
const holding = input => ROWS.filter(row => [input].flat(3).some(value => value === row.name)).map(row => row.id);

const late = () => new Promise((_, reject) => setTimeout(reject, 20_000, new RangeError('no answer in 20 s')).unref());

async function attempt(world, { id, place, expect }, verb, run, input) {
  const label = `${id} ${verb} ${input instanceof Error ? 'an Error' : inspect(input, { breakLength: Infinity })}`;
  let answer;
  let error;
  try {
    answer = await Promise.race([run(world.at, input), late()]);
  } catch (caught) {
    error = caught;
  }
  const changed = await world.changes();
  const problems = [];
  const seen = (await world.canary()).map(row => row.secret);
  if (seen.length !== 1 || seen[0] !== SECRET) {
    problems.push('the canary is gone');
    await world.restoreCanary();
  }
  if ({}.polluted !== undefined) problems.push('Object.prototype is polluted');
  if (error) {
    if (!(error instanceof Error)) problems.push(`rejected with ${typeof error}`);
    else if (/panicked|native/.test(error.message) || error instanceof RangeError) problems.push(`an inner failure: ${error.message}`);
    else if (changed.length) problems.push(`rejected, and rows ${changed} changed`);
    if (JSON.stringify(error.message).includes(SECRET)) problems.push('the error tells the secret');
  } else {
    if (expect === 'rejected') problems.push(`answered ${inspect(answer, { depth: 1 }).slice(0, 80)}`);
    if (JSON.stringify(answer ?? null).includes(SECRET)) problems.push('the answer tells the secret');
    if (expect === 'data') {
      const allowed = place === 'value' || place === 'list' || place === 'replacement' ? holding(input) : [];
      if (answer && 'written' in answer) {
        const { written } = answer;
        if (typeof input === 'string' && written !== undefined && written !== null && written !== input) problems.push(`wrote ${inspect(written)}`);
        if (changed.some(one => one !== 3)) problems.push(`rows ${changed} changed`);
      } else {
        const found = answer && typeof answer.count === 'number' ? [] : idsOf(answer);
        if (answer && answer.count > allowed.length) problems.push(`counted ${answer.count}`);
        const extra = found.filter(one => !allowed.includes(one));
        if (extra.length) problems.push(`found rows ${extra}`);
        if (changed.some(one => !allowed.includes(one))) problems.push(`rows ${changed} changed`);
      }
    }
    if (expect === 'harmless' && changed.length) problems.push(`rows ${changed} changed`);
  }
  return problems.map(problem => `${label}: ${problem}`);
}

/** What a session may set that changes how texts are read. */
const SESSIONS = {
  postgres: ['SET standard_conforming_strings = off', 'SET standard_conforming_strings = on'],
  mariadb: ["SET sql_mode = CONCAT(@@sql_mode, ',NO_BACKSLASH_ESCAPES')", 'SET sql_mode = @@global.sql_mode'],
  mysql: ["SET sql_mode = CONCAT(@@sql_mode, ',NO_BACKSLASH_ESCAPES')", 'SET sql_mode = @@global.sql_mode']
};

for (const dialect of dialects) {
  describe(dialect, () => {
    let world;
    before(async () => { world = await open(dialect); });
    after(() => world?.close());
    for (const entry of classes) {
      if (entry.place === 'range' && dialect !== 'postgres' || entry.session && !SESSIONS[dialect]) continue;
      test(`${entry.id} (${entry.source}) ${entry.title}`, async () => {
        const posts = await world.posts();
        if (entry.session) await world.at.sequelize.query(SESSIONS[dialect][0]);
        const problems = [];
        for (const [verb, run] of Object.entries(verbs[entry.place])) {
          for (const input of entry.inputs) problems.push(...await attempt(world, entry, verb, run, input));
        }
        if (entry.session) await world.at.sequelize.query(SESSIONS[dialect][1]);
        assert.deepEqual(problems, []);
        assert.equal(await world.posts(), posts);
      });
    }
  });
}
