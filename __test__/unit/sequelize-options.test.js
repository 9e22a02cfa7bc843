'use strict';
// The forms of `new Sequelize(…)`, URIs, and what is refused.

const test = require('node:test');
const assert = require('node:assert/strict');
const path = require('node:path');
const { Sequelize } = require('../../lib');
const { split } = require('../../lib/sequelize/uri');

const made = (...args) => {
  const { config, options } = new Sequelize(...args);
  return { config, options };
};

test('a URI names dialect, host, port, user, password and database', () => {
  const { config, options } = made('mysql://user:p%40ss:word@example.com:9821/dbname', { logging: false });
  assert.equal(options.dialect, 'mysql');
  assert.deepEqual(
    [config.host, config.port, config.username, config.password, config.database],
    ['example.com', '9821', 'user', 'p@ss:word', 'dbname']
  );
});

test('what a strict URI parser refuses is read all the same', () => {
  const cases = {
    'postgres://u:p%23s@[::1]:5433/db': { host: '::1', port: '5433', username: 'u', password: 'p#s', pathname: '/db' },
    'postgres://u:a@b@host/db': { host: 'host', username: 'u', password: 'a@b', pathname: '/db' },
    'sqlite://:memory:': { host: '', pathname: '/:memory' },
    'sqlite:sub/x.db': { host: 'sub', pathname: '/x.db' },
    'sqlite:/abs/x.db': { host: '', pathname: '/abs/x.db' },
    'mssql://host': { host: 'host', pathname: null },
    'POSTGRES://HOST/Db?ssl=true&a=1': { protocol: 'postgres', host: 'host', pathname: '/Db', query: { ssl: 'true', a: '1' } }
  };
  for (const [uri, expected] of Object.entries(cases)) {
    const found = split(uri);
    for (const [name, value] of Object.entries(expected)) assert.deepEqual(found[name], value, `${uri}: ${name}`);
  }
});

test('a query string becomes dialectOptions, a host in it replaces the host', () => {
  const { options, config } = made('mysql://h:1/db?ssl=true&options={"encrypt":true}&host=/run/mysqld', { logging: false });
  assert.equal(options.host, '/run/mysqld');
  assert.equal(config.dialectOptions.ssl, 'true');
  assert.deepEqual(config.dialectOptions.options, { encrypt: true });
  const given = made('mysql://h/db?application_name=client', { logging: false, dialectOptions: { application_name: 'server', x: 1 } });
  assert.deepEqual(given.config.dialectOptions, { application_name: 'client', x: 1 });
});

test('PostgreSQL reads libpq\'s TLS parameters', () => {
  const ssl = uri => made(uri, { logging: false }).config.dialectOptions.ssl;
  assert.equal(ssl('postgres://h/db?ssl=1'), true);
  assert.equal(ssl('postgres://h/db?sslmode=disable'), false);
  assert.deepEqual(ssl('postgresql://h/db?sslmode=no-verify'), { rejectUnauthorized: false });
  assert.equal(made('postgresql://h/db', { logging: false }).options.dialect, 'postgres');
});

test('SQLite\'s file comes from the URI unless the options name one', () => {
  assert.equal(made('sqlite:sub/x.db', { logging: false }).options.storage, path.resolve('sub/x.db'));
  assert.equal(made('sqlite:/abs/x.db', { storage: '/other.db', logging: false }).options.storage, '/other.db');
  const memory = new Sequelize('sqlite::memory:', { logging: false });
  assert.equal(memory.options.storage, undefined);
  assert.equal(memory.connectionManager.storage, ':memory:');
});

test('defaults are v6\'s', () => {
  const { config, options } = made({ dialect: 'postgres' });
  assert.equal(options.logging, console.log);
  assert.deepEqual(options.retry, { max: 5, match: ['SQLITE_BUSY: database is locked'] });
  assert.deepEqual([config.host, config.port, config.protocol, config.native, config.replication], ['localhost', 5432, 'tcp', false, false]);
  const { pool } = new Sequelize({ dialect: 'mysql', pool: { max: 9 } }).connectionManager.config;
  assert.deepEqual([pool.max, pool.min, pool.idle, pool.acquire, pool.evict], [9, 0, 10000, 60000, 1000]);
});

test('what cannot work is refused when the instance is made', () => {
  const refused = [
    [['db', 'user', 'pass'], /Dialect needs to be explicitly supplied as of v4\.0\.0/],
    [[{ dialect: 'nosql' }], /The dialect nosql is not supported\. Supported dialects: mssql, mariadb, mysql, oracle, postgres, db2 and sqlite\./],
    [[{ dialect: 'oracle' }], /oracle is not supported yet/],
    [[{ dialect: 'mysql', pool: false }], /Support for pool:false was removed in v4\.0/],
    [[{ dialect: 'sqlite', timezone: '+02:00' }], /Setting a custom timezone is not supported by SQLite/],
    [[{ dialect: 'postgres', pool: { max: '5' } }], /max must be an integer > 0/],
    [[{ dialect: 'postgres', pool: { min: 3, max: 2 } }], /max is smaller than min/],
    [[{ dialect: 'postgres', pool: { acquire: 'soon' } }], /pool\.acquire must be a number of milliseconds, not soon/],
    [[{ dialect: 'postgres', pool: { validate: true } }], /validate function is required/],
    [[{ dialect: 'postgres', dialectOptions: { binary: true } }], /dialectOptions\.binary is not supported by sequelize-native/],
    [[{ dialect: 'mysql', dialectOptions: { typeCast: field => field.string() } }], /dialectOptions\.typeCast is not supported by sequelize-native as a function/],
    [[{ dialect: 'mariadb', dialectOptions: { permitLocalInfile: true } }], /dialectOptions\.permitLocalInfile is not supported by sequelize-native: a server/],
    [[{ dialect: 'postgres', dialectOptions: 'ssl' }], /dialectOptions must be an object, not string/],
    [[{ dialect: 'postgres', dialectModulePath: '/no/such/module' }], /Unable to find dialect at \/no\/such\/module/]
  ];
  for (const [args, message] of refused) assert.throws(() => new Sequelize(...args), message);
});

test('a driver option that has no effect is named, once', t => {
  const warn = t.mock.method(console, 'warn', () => {});
  const options = { dialect: 'postgres', dialectOptions: { statement_timout: 100, application_name: 'a' } };
  new Sequelize(options);
  new Sequelize(options);
  new Sequelize('postgres://u:p@h:5/d?sslmode=disable&pgbouncer=true', { logging: false });
  new Sequelize({ dialect: 'mysql', dialectOptions: { useUTC: false, dateStrings: true, compress: false }, logging: false });
  const said = warn.mock.calls.map(call => call.arguments[0].split(',')[0]);
  assert.deepEqual(said, [['statement_timout', 'postgres'], ['pgbouncer', 'postgres'], ['useUTC', 'mysql']]
    .map(([name, dialect]) => `(sequelize) Warning: dialectOptions.${name} has no effect with ${dialect}`));
});

test('a port beyond TCP is refused before anything connects', async () => {
  const sequelize = new Sequelize({ dialect: 'postgres', port: 99999, logging: false });
  await assert.rejects(sequelize.authenticate(), RangeError);
});

test('instances and the class carry v6\'s members', () => {
  const sequelize = new Sequelize({ dialect: 'sqlite', logging: false });
  assert.equal(Sequelize.Sequelize, Sequelize);
  assert.equal(Sequelize.default, Sequelize);
  assert.equal(sequelize.Sequelize, Sequelize);
  assert.equal(Sequelize.version, require('../../package.json').version);
  for (const name of ['Op', 'DataTypes', 'Model', 'Transaction', 'QueryTypes', 'Validator', 'Deferrable', 'ValidationError', 'STRING', 'Error']) {
    assert.ok(Sequelize[name], name);
  }
  assert.ok(!Object.keys(sequelize).includes('core'));
});
