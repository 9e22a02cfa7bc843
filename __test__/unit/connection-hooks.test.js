'use strict';
// Hooks around connections, and the connections that users hold themselves.

const test = require('node:test');
const assert = require('node:assert/strict');
const { Sequelize } = require('../../lib');

const select = { type: 'SELECT' };

test('afterConnect prepares a connection before its first query', async t => {
  const heard = [];
  let arrived;
  const sequelize = new Sequelize('sqlite::memory:', {
    logging: false,
    hooks: {
      beforeConnect: config => { heard.push(['beforeConnect', config.storage]); },
      afterConnect: async (connection, config) => {
        heard.push(['afterConnect', config.storage]);
        arrived = connection;
        await connection.query('PRAGMA cache_size = 1234');
      },
      beforeDisconnect: async connection => {
        heard.push(['beforeDisconnect', connection === arrived]);
        await assert.rejects(connection.query('SELECT 1'), /lies in the pool is not supported/);
      },
      afterDisconnect: connection => { heard.push(['afterDisconnect', connection === arrived]); }
    }
  });
  t.after(() => sequelize.close());
  assert.deepEqual(await sequelize.query('PRAGMA cache_size', select), [{ cache_size: 1234 }]);
  assert.deepEqual(heard, [['beforeConnect', ':memory:'], ['afterConnect', ':memory:']]);
  await sequelize.close();
  assert.deepEqual(heard.slice(2), [['beforeDisconnect', true], ['afterDisconnect', true]]);
});

test('what a hook throws refuses the connection', async t => {
  const sequelize = new Sequelize('sqlite::memory:', { logging: false, hooks: { beforeConnect: () => { throw new Error('not today'); } } });
  t.after(() => sequelize.close());
  await assert.rejects(sequelize.authenticate(), /not today/);
  const own = new TypeError('of the application');
  const other = new Sequelize('sqlite::memory:', { logging: false, hooks: { afterConnect: () => { throw own; } } });
  t.after(() => other.close());
  await assert.rejects(other.authenticate(), error => error === own);
});

test('pool hooks see a connection come', async t => {
  const heard = [];
  const sequelize = new Sequelize('sqlite::memory:', { logging: false });
  t.after(() => sequelize.close());
  sequelize.addHook('beforePoolAcquire', options => heard.push(['before', options.type]));
  sequelize.addHook('afterPoolAcquire', (connection, options) => heard.push(['after', typeof connection.query, options.type]));
  await sequelize.query('SELECT 1', select);
  assert.deepEqual(heard, [['before', 'SELECT'], ['after', 'function', 'SELECT']]);
});

test('a connection of one\'s own runs texts and goes back', async t => {
  const sequelize = new Sequelize('sqlite::memory:', { logging: false });
  t.after(() => sequelize.close());
  const manager = sequelize.connectionManager;
  const connection = await manager.getConnection({ type: 'SELECT' });
  assert.deepEqual((await connection.query('SELECT $1 AS a', [5])).rows, [{ a: 5 }]);
  const byCallback = await new Promise((resolve, reject) => {
    connection.query('SELECT 6 AS a', (error, result) => error ? reject(error) : resolve(result));
  });
  assert.deepEqual(byCallback.rows, [{ a: 6 }]);
  manager.releaseConnection(connection);
  manager.releaseConnection(connection);
  assert.equal(manager.pool.using, 0);
});
