// Long calls: they tell how far they are, and they end when they should, in the database too.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { dialects, makeDatabase } from '../../__test__/support/databases.mjs';
import { atWork, call, root, serve, until, SLOW } from './support.mjs';

const { Sequelize, DataTypes } = createRequire(path.join(root, 'index.js'))('sequelize-native');

for (const dialect of dialects) {
  describe(`long calls on ${dialect}`, () => {
    let database;
    let sequelize;
    let server;
    before(async () => {
      database = await makeDatabase(dialect);
      sequelize = new Sequelize(database.url, { logging: false });
      sequelize.define('Item', { name: DataTypes.STRING }, { timestamps: false });
      await sequelize.sync();
      await sequelize.query(SLOW[dialect]);
      sequelize.define('slow', { id: { type: DataTypes.INTEGER, primaryKey: true } }, { timestamps: false, freezeTableName: true });
      server = await serve(sequelize, { profile: 'write', timeout: 2500 });
    });
    after(async () => {
      await server?.close();
      await sequelize?.close();
      await database?.remove();
    });
    /** Statements that are at work for the view, in the database's own words; SQLite has none: its connections. */
    const running = async () => {
      if (dialect === 'sqlite') return atWork(sequelize);
      const [found] = await sequelize.query(dialect === 'postgres'
        ? 'SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND state = \'active\' AND query LIKE \'%FROM "slow"%\' AND pid <> pg_backend_pid()'
        : 'SELECT id FROM information_schema.processlist WHERE db = database() AND info LIKE \'%FROM `slow`%\' AND id <> connection_id()');
      return found.length;
    };

    for (const tx of [false, true]) {
      test(`a cancelled call stops its query in the database${tx ? ', and with it the transaction, if it must' : ''}`, async () => {
        const args = { model: 'slow', ...tx && { tx: (await call(server.client, 'transaction', { action: 'begin', read_only: true })).transactions[0].tx } };
        const idle = await running();
        let began = false;
        sequelize.models.slow.addHook('beforeFind', 'began', () => { began = true; });
        const controller = new AbortController();
        const asked = server.client.callTool({ name: 'find_records', arguments: args }, { signal: controller.signal });
        // A transaction's connection shows no more on SQLite when it works than when it rests.
        if (dialect !== 'sqlite' || !tx) await until(async () => await running() > idle);
        else await until(() => began);
        controller.abort();
        await assert.rejects(asked);
        if (tx) {
          // A stopped query may cost the connection its life. If it does not, the transaction goes on.
          const act = async action => (await call(server.client, 'transaction', { action, tx: args.tx })).transactions[0].state;
          if (dialect === 'postgres') await until(async () => await act('status') === 'rolled_back');
          else await act('rollback').catch(error => assert.match(error.message, /is rolled back/));
        }
        await until(async () => await running() === 0 && atWork(sequelize) === 0);
        assert.deepEqual((await call(server.client, 'find_records', { model: 'Item' })).rows, []);
      });
    }

    test('a call that takes too long is stopped and says so, and told of its seconds before', async () => {
      const seen = [];
      const result = await server.client.callTool({ name: 'find_records', arguments: { model: 'slow' } }, { onprogress: ({ progress, total }) => seen.push([progress, total]) });
      assert.equal(result.isError, true);
      assert.match(result.content[0].text, /longer than 2.5 seconds; its query was stopped/);
      assert.ok(seen.length >= 1 && seen.every(([progress, total], i) => total === undefined && (i === 0 || progress > seen[i - 1][0])), JSON.stringify(seen));
      await until(async () => await running() === 0 && atWork(sequelize) === 0);
    });

    test('a call with steps counts them', async () => {
      const seen = [];
      const values = Array.from({ length: 5 }, (_, i) => ({ name: `item ${i}` }));
      await server.client.callTool({ name: 'create_records', arguments: { model: 'Item', values } }, { onprogress: ({ progress, total }) => seen.push([progress, total]) });
      assert.deepEqual(seen, [[1, 5], [2, 5], [3, 5], [4, 5], [5, 5]]);
      await sequelize.models.Item.destroy({ where: {} });
    });
  });
}
