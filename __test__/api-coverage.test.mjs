// Every public name of Sequelize 6.37.8 is here: members, files, types, hooks, errors, data types, options.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import test, { after, describe } from 'node:test';
import { fileURLToPath } from 'node:url';
import { check } from './api-coverage/probe.mjs';
import { probes } from './api-coverage/probes.mjs';
import { removeDatabase } from './api-coverage/world.mjs';
import { exceptions, optionsWithoutEffect } from './support/api-exceptions.mjs';
import { dialects } from './support/databases.mjs';

const require = createRequire(import.meta.url);
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const surface = JSON.parse(fs.readFileSync(path.join(root, '__test__/support/v6-surface.json'), 'utf8'));
const Sequelize = require('../lib');
const { DataTypes } = Sequelize;
const DIALECTS = ['postgres', 'sqlite', 'mysql', 'mariadb', 'mssql'];

const used = new Set();
/** Fails with the names of `names` that `holder` lacks and that no exception explains. */
function complete(title, holder, names) {
  test(title, () => {
    const missing = names.filter(name => {
      if (holder != null && name in Object(holder)) return false;
      // The query generator's and the queries' underscored methods build SQL piece by piece; here Rust does.
      if (name.startsWith('_') && /^Query/.test(title)) return false;
      const key = `${title}: ${name}`;
      used.add(key);
      return !exceptions[key];
    });
    assert.deepEqual(missing, [], `missing in ${title}`);
  });
}

const sequelize = dialect => new Sequelize({ dialect, logging: false });
const instances = Object.fromEntries(DIALECTS.map(dialect => [dialect, sequelize(dialect)]));
const User = instances.sqlite.define('user', { name: DataTypes.STRING }, { version: true });
const Task = instances.sqlite.define('task', { title: DataTypes.STRING });
const made = {
  BelongsTo: Task.belongsTo(User, { as: 'owner' }),
  HasOne: User.hasOne(Task, { as: 'first' }),
  HasMany: User.hasMany(Task, { as: 'chores' }),
  BelongsToMany: User.belongsToMany(Task, { as: 'shared', through: 'shares' })
};

describe('exports', () => {
  complete('CommonJS', Sequelize, surface.exports);
  complete('errors', Sequelize, Object.keys(surface.errors));
  complete('Op', Sequelize.Op, surface.operators);
  complete('QueryTypes', Sequelize.QueryTypes, surface.queryTypes);
  complete('Deferrable', Sequelize.Deferrable, surface.deferrable);
  complete('IndexHints', Sequelize.IndexHints, surface.indexHints);
  complete('TableHints', Sequelize.TableHints, surface.tableHints);
  complete('Validator', Sequelize.Validator, surface.validators);
  complete('Utils', Sequelize.Utils, surface.utils);
  complete('DataTypes', DataTypes, surface.dataTypes.names);
  test('ES module', async () => {
    const module = await import('../lib/index.mjs');
    assert.deepEqual(surface.esmNamed.filter(name => module[name] === undefined), []);
    assert.equal(module.default, Sequelize);
  });
  test('operators are the registered symbols', () => {
    for (const name of surface.operators) assert.equal(Sequelize.Op[name], Symbol.for(name));
  });
});

describe('deep files', () => {
  for (const file of surface.files) test(`lib/${file}`, () => assert.ok(require(path.join(root, 'lib', file))));
  for (const file of surface.typeFiles) {
    test(`types/${file}`, () => {
      const found = [`${file}.d.ts`, `${file}/index.d.ts`].some(name => fs.existsSync(path.join(root, 'types', name)));
      assert.ok(found || exceptions[`types: ${file}`], 'no such declaration');
    });
  }
});

describe('classes', () => {
  for (const [name, members] of Object.entries(surface.classes)) {
    const file = { Sequelize: 'sequelize', Model: 'model', Transaction: 'transaction', ModelManager: 'model-manager', InstanceValidator: 'instance-validator' }[name];
    if (file) {
      const held = require(path.join(root, 'lib', file));
      const klass = typeof held === 'function' ? held : held[name];
      complete(`${name} static`, klass, [...members.static, ...members.staticHooks || []]);
      complete(`${name} prototype`, klass.prototype, [...members.prototype, ...members.prototypeHooks || []]);
    }
  }
  complete('Sequelize instance', instances.sqlite, surface.classes.Sequelize.instanceOwn);
  complete('Model after init', User, surface.classes.Model.staticOwnAfterInit);
  complete('Model instance', User.build({}), surface.classes.Model.instanceOwn);
  complete('ModelManager instance', instances.sqlite.modelManager, surface.classes.ModelManager.instanceOwn);

  const parts = {
    QueryInterface: one => one.getQueryInterface(),
    QueryGenerator: one => one.getQueryInterface().queryGenerator,
    ConnectionManager: one => one.connectionManager,
    Dialect: one => one.dialect,
    Query: one => one.dialect.Query.prototype
  };
  for (const [name, part] of Object.entries(parts)) {
    const members = surface.classes[name];
    for (const dialect of DIALECTS) {
      const holder = part(instances[dialect]);
      complete(`${name} of ${dialect}`, holder, [...members.prototype, ...members.dialects[dialect] || [], ...members.instanceOwn?.[dialect] || []]);
    }
  }
  for (const [name, file] of [['Query', 'query'], ['ConnectionManager', 'connection-manager'], ['Dialect', 'index']]) {
    const held = require(path.join(root, 'lib/dialects/abstract', file));
    complete(`${name} static`, typeof held === 'function' ? held : held[`Abstract${name}`] || held[name], surface.classes[name].static);
  }
  for (const dialect of DIALECTS) {
    const supports = instances[dialect].dialect.supports;
    test(`supports of ${dialect}`, () => {
      const lacking = surface.classes.Dialect.supports[dialect].filter(name => {
        const holder = name.split('.').slice(0, -1).reduce((at, key) => at?.[key], supports);
        return !(holder && name.split('.').at(-1) in Object(holder)) && !exceptions[`supports of ${dialect}: ${name}`];
      });
      assert.deepEqual(lacking, []);
    });
  }
});

describe('associations', () => {
  const classes = require('../lib/associations');
  for (const [name, members] of Object.entries(surface.associations)) {
    complete(`${name} static`, classes[name], members.static);
    complete(`${name} prototype`, classes[name].prototype, members.prototype);
    if (!made[name]) continue;
    complete(`${name} instance`, made[name], members.instanceOwn);
    complete(`${name} accessors`, made[name].accessors, Object.keys(members.accessors));
    complete(`${name} mixins`, made[name].source.prototype, Object.values(made[name].accessors));
  }
});

describe('data types', () => {
  for (const [name, members] of Object.entries(surface.dataTypes.members)) {
    const type = DataTypes[name];
    const build = () => name === 'ENUM' ? new type('a') : name === 'ARRAY' ? new type(DataTypes.INTEGER) : name === 'RANGE' ? new type(DataTypes.INTEGER) : new type();
    complete(`${name} prototype`, type?.prototype, members.prototype);
    complete(`${name} instance`, type && build(), members.instanceOwn);
  }
  for (const dialect of DIALECTS) {
    complete(`types of ${dialect}`, DataTypes[dialect], surface.dataTypes.overrides[dialect]);
  }
});

describe('SQL expressions', () => {
  const { Utils } = Sequelize;
  const sample = {
    Fn: new Utils.Fn('max', ['a']), Col: new Utils.Col('a'), Cast: new Utils.Cast('a', 'text'), Literal: new Utils.Literal('1'),
    Json: new Utils.Json('a.b', 1), Where: new Utils.Where('a', '=', 1), SequelizeMethod: Utils.SequelizeMethod.prototype
  };
  for (const [name, members] of Object.entries(surface.sqlExpressions)) {
    complete(`${name} members`, sample[name], [...members.own, ...members.prototype]);
  }
});

describe('errors', () => {
  const values = {
    ValidationError: ['m', []], AggregateError: [[]], BulkRecordError: [new Error('x'), {}], OptimisticLockError: [{}],
    ForeignKeyConstraintError: [{ parent: Object.assign(new Error('x'), { sql: '' }) }], UniqueConstraintError: [{ parent: new Error('x') }],
    ExclusionConstraintError: [{ parent: new Error('x') }], UnknownConstraintError: [{ parent: new Error('x') }]
  };
  for (const [name, { extends: parents, name: label, own, prototype, static: statics }] of Object.entries(surface.errors)) {
    const klass = Sequelize[name];
    if (typeof klass !== 'function') continue;
    test(`${name} is what v6's is`, () => {
      const error = new klass(...values[name] || [Object.assign(new Error('parent'), { sql: '' })]);
      if (label) assert.equal(error.name, label);
      for (const parent of parents) {
        const base = parent === 'Error' ? Error : Sequelize[parent];
        assert.ok(error instanceof base, `extends ${parent}`);
      }
      assert.deepEqual(own.filter(key => !(key in error)), []);
      assert.deepEqual(prototype.filter(key => typeof error[key] !== 'function'), []);
      assert.deepEqual(statics.filter(key => !(key in klass)), []);
    });
  }
});

describe('hooks', () => {
  const { hooks } = require('../lib/hooks');
  complete('hooks', hooks, surface.hooks);
  test('every hook can be added by name on Sequelize and on a model', () => {
    const onConnections = /Connect$|Disconnect$|PoolAcquire$|Init$|Define$/;
    for (const name of surface.hooks) {
      assert.equal(typeof instances.sqlite[name], 'function', name);
      if (!onConnections.test(name)) assert.equal(typeof User[name], 'function', name);
      instances.sqlite.addHook(name, 'probe', () => {});
      assert.ok(instances.sqlite.hasHook(name), name);
      instances.sqlite.removeHook(name, 'probe');
    }
  });
});

describe('options', () => {
  const excepted = new Map(optionsWithoutEffect.flatMap(({ options }) => options.map(key => [key, false])));
  const isExcepted = (set, name) => [`${set}: ${name}`, `*: ${name}`].filter(key => excepted.has(key)).map(key => excepted.set(key, true)).length > 0;
  /** What v6 reads somewhere, whatever its types say: probed where it is given. */
  const readSomewhere = { 'sequelize options': /^new Sequelize$/, 'model options': /^(new Sequelize$|sequelize\.define|hasOne|hasMany|belongsTo|belongsToMany)/ };
  after(removeDatabase);

  for (const [set, names] of Object.entries(surface.options)) {
    const elsewhere = Object.entries(probes).filter(([other]) => readSomewhere[set]?.test(other)).map(([, { options }]) => options);
    test(`${set}: every option is probed, or has a reason to do nothing`, () => {
      const known = elsewhere.length ? Object.assign({}, ...elsewhere) : probes[set]?.options ?? {};
      const unknown = names.filter(name => !Object.hasOwn(known, name) && !isExcepted(set, name) && !(elsewhere.length && isExcepted('new Sequelize', name)));
      assert.deepEqual(unknown, []);
    });
    if (!probes[set]) continue;
    describe(set, () => {
      for (const name of names) {
        if (!Object.hasOwn(probes[set].options, name) || isExcepted(set, name)) continue;
        const given = probes[set].options[name];
        const needed = given?.isProbe ? given.on : undefined;
        const skip = needed && !dialects.includes(needed) ? 'TEST_POSTGRES_URL names no server' : false;
        test(`${name} makes a difference`, { skip }, () => check(name, given, probes[set].act));
      }
    });
  }

  test('every exception is of an option that v6 has, and has a reason', () => {
    for (const { reason } of optionsWithoutEffect) assert.ok(reason.length > 10);
    assert.deepEqual([...excepted].filter(([, isUsed]) => !isUsed).map(([key]) => key), []);
  });
});

test('every exception is still needed and has a reason', () => {
  for (const [key, reason] of Object.entries(exceptions)) {
    assert.ok(reason.length > 10, `${key}: a reason`);
    if (!key.startsWith('types: ') && !key.startsWith('supports of ')) assert.ok(used.has(key), `${key} is there now: remove its exception`);
  }
});
