// Profile admin: what the database, the pool and the audit file tell, and to whom.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { dialects, makeDatabase } from '../../__test__/support/databases.mjs';
import { call, root, serve, until } from './support.mjs';

const { Sequelize, DataTypes } = createRequire(path.join(root, 'index.js'))('sequelize-native');

for (const dialect of dialects) {
  describe(`diagnostics on ${dialect}`, () => {
    let database;
    let sequelize;
    let server;
    let folder;
    const mariadb = { skip: dialect !== 'mariadb' && 'MariaDB tells this' };
    const sleep = dialect === 'postgres' ? 'SELECT pg_sleep(30)' : 'SELECT sleep(30)';
    const postgres = { skip: dialect !== 'postgres' && 'PostgreSQL tells this' };
    const servers = { skip: !['postgres', 'mariadb'].includes(dialect) && 'nothing is known of this' };
    before(async () => {
      folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mcp-audit-'));
      database = await makeDatabase(dialect);
      sequelize = new Sequelize(database.url, { logging: false });
      sequelize.define('Item', { name: DataTypes.STRING }, { timestamps: false });
      await sequelize.sync();
      server = await serve(sequelize, { profile: ['admin', 'write'], audit: path.join(folder, 'audit.jsonl') });
    });
    after(async () => {
      await server?.close();
      await sequelize?.close();
      await database?.remove();
      fs.rmSync(folder, { recursive: true, force: true });
    });
    const ask = (what, more) => call(server.client, 'diagnostics', { what, ...more });

    test('pool', async () => {
      const { tx } = (await call(server.client, 'transaction', { action: 'begin' })).transactions[0];
      const { facts } = await ask('pool');
      assert.deepEqual([facts.max, facts.transactionsHeldByClients, facts.transactionsAtMost], [5, 1, dialect === 'sqlite' ? 8 : 4]);
      if (dialect === 'postgres') assert.equal(facts.using, 1);
      await call(server.client, 'transaction', { action: 'rollback', tx });
      assert.equal((await ask('pool')).facts.transactionsHeldByClients, 0);
    });

    test('health', { skip: dialect === 'mysql' && 'nothing is known of this' }, async () => {
      const { facts, rows } = await ask('health');
      assert.equal(facts.dialect, dialect);
      assert.match(String(facts.version), /^\d+\.\d+/);
      if (dialect === 'sqlite') assert.ok(facts.bytes > 0);
      else if (dialect === 'mariadb') {
        assert.ok(facts.connections >= 1);
        assert.deepEqual(rows.map(({ table }) => table), ['Items']);
      } else {
        assert.ok(Number(facts.connections) >= 1 && Number(facts.max_connections) > 1);
        assert.equal(facts.transaction_read_only, 'on', 'it is asked read-only');
        assert.deepEqual(rows.map(({ table }) => table), ['Items']);
      }
    });

    test('slow: what is at work', servers, async () => {
      const stop = new AbortController();
      const sleeping = sequelize.query(sleep, { signal: stop.signal }).catch(error => error);
      await until(async () => (await ask('slow')).rows.some(({ query }) => /sleep\(30\)/.test(query)));
      const { rows } = await ask('slow', { limit: 1 });
      assert.equal(rows.length, 1);
      stop.abort();
      assert.equal((await sleeping).name, 'AbortError');
    });

    test('slow: what has taken the most time, where the database keeps it', postgres, async () => {
      await sequelize.query('CREATE VIEW pg_stat_statements AS SELECT oid AS dbid, 3::bigint AS calls, 30.5::float8 AS total_exec_time, 10.2::float8 AS mean_exec_time, 7::bigint AS rows, repeat(\'x\', 600) AS query FROM pg_database WHERE datname = current_database()');
      const { rows: [row], about } = await ask('slow');
      assert.match(about, /in all/);
      assert.deepEqual([Number(row.calls), row.totalMs, row.meanMs, row.query.length], [3, 30.5, 10.2, 501]);
      await sequelize.query('DROP VIEW pg_stat_statements');
    });

    test('locks: who waits for whom', postgres, async () => {
      const holder = await sequelize.transaction();
      await sequelize.query('LOCK TABLE "Items" IN ACCESS EXCLUSIVE MODE', { transaction: holder });
      const waiting = sequelize.models.Item.count();
      let found;
      await until(async () => (found = (await ask('locks')).rows).length === 2);
      const [waiter, owner] = found;
      assert.match(waiter.query, /count/i);
      assert.deepEqual(waiter.waitsFor, [owner.pid]);
      assert.equal(owner.holdsWhatOthersNeed, true);
      await holder.rollback();
      await waiting;
      assert.deepEqual((await ask('locks')).rows, []);
    });

    test('locks: who waits for a row', mariadb, async () => {
      const { Item } = sequelize.models;
      await Item.create({ name: 'locked' });
      const holder = await sequelize.transaction();
      await Item.update({ name: 'by the holder' }, { where: {}, transaction: holder });
      const waiting = Item.update({ name: 'by the other' }, { where: {} });
      let found;
      await until(async () => (found = (await ask('locks')).rows.filter(({ table }) => String(table).includes(new URL(database.url).pathname.slice(1)))).length === 1);
      assert.match(found[0].query, /UPDATE `Items`/);
      assert.notEqual(found[0].waitsFor, found[0].id);
      await holder.rollback();
      await waiting;
    });

    test('slow and locks of a database that keeps neither', { skip: dialect !== 'sqlite' && 'SQLite keeps neither' }, async () => {
      for (const what of ['slow', 'locks']) assert.deepEqual(await ask(what), { what, rows: [], about: 'SQLite keeps none of this' });
    });

    test('what is not known of a database is said', { skip: dialect !== 'mysql' && 'something is known' }, async () => {
      await assert.rejects(ask('health'), /health is not known of mysql/);
    });

    test('audit: the latest calls', async () => {
      await call(server.client, 'find_records', { model: 'Item' });
      const { rows } = await ask('audit', { limit: 4 });
      assert.equal(rows.length, 4);
      assert.ok(rows.some(row => row.tool === 'find_records'));
      assert.ok(rows.some(row => row.tool === 'diagnostics'));
    });

    test('a role that sees a part only does not get it', async () => {
      const roles = { clerk: { profiles: ['read', 'admin'], models: { '*': 'read' } }, keeper: { profiles: ['read', 'admin'], unfiltered: true, models: { '*': 'read' } } };
      for (const [role, gets] of [['clerk', false], ['keeper', true]]) {
        const other = await serve(sequelize, { profile: ['admin'], roles, role });
        assert.equal((await other.client.listTools()).tools.some(({ name }) => name === 'diagnostics'), gets);
        await other.close();
      }
      const unaudited = await serve(sequelize, { profile: ['admin'] });
      await assert.rejects(call(unaudited.client, 'diagnostics', { what: 'audit' }), /no audit file/);
      await unaudited.close();
    });
  });
}
