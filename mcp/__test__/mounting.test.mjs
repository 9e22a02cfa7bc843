// createMcpServer inside applications: under Express as people set it up, and more than one of them in a process.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { createMcpServer } from '../src/index.js';
import { ask, headersOf, modern, send } from './raw.mjs';
import { call, root, serve } from './support.mjs';

const require = createRequire(path.join(root, 'index.js'));
const { Sequelize, DataTypes } = require('sequelize-native');
const express = require('express');

async function databaseOf(...names) {
  const sequelize = new Sequelize('sqlite::memory:', { logging: false });
  const Thing = sequelize.define('Thing', { name: DataTypes.STRING }, { timestamps: false });
  await sequelize.sync();
  await Thing.bulkCreate(names.map(name => ({ name })));
  return sequelize;
}

const names = async (client, args) => (await call(client, 'find_records', { model: 'Thing', order: ['id'], ...args })).rows.map(row => row.name);

describe('under Express', () => {
  let sequelize;
  let mcp;
  let server;
  let base;
  before(async () => {
    sequelize = await databaseOf('one', 'two');
    mcp = createMcpServer({ sequelize });
    const app = express();
    app.use('/before', mcp.handler);
    app.use(express.json({ limit: '1kb' }));
    app.use('/after', mcp.handler);
    app.all('/exact', mcp.handler);
    app.post('/post', mcp.handler);
    const router = express.Router();
    router.use('/mcp', mcp.handler);
    app.use('/api/v1', router);
    server = await new Promise(resolve => { const listening = app.listen(0, '127.0.0.1', () => resolve(listening)); });
    base = `http://127.0.0.1:${server.address().port}`;
  });
  after(async () => {
    await mcp.close();
    server.closeAllConnections();
    await new Promise(resolve => { server.close(resolve); });
    await sequelize.close();
  });

  for (const where of ['/before', '/after', '/exact', '/post', '/api/v1/mcp']) {
    for (const mode of ['auto', 'legacy']) {
      test(`${where}, a ${mode} client`, async () => {
        const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
        await client.connect(new StreamableHTTPClientTransport(new URL(base + where)));
        assert.deepEqual(await names(client), ['one', 'two']);
        await client.close();
      });
    }

    test(`${where} checks Host and Origin, and answers broken JSON with 400`, async () => {
      const body = modern('tools/list');
      assert.equal((await ask(base + where, body, { Host: 'evil.example' })).status, 403);
      assert.equal((await ask(base + where, body, { Origin: 'https://evil.example' })).status, 403);
      assert.equal((await send(base + where, { headers: headersOf(body), body: '{"jsonrpc":' })).status, 400);
      assert.equal((await ask(base + where, body)).status, 200);
    });
  }

  test('the limit of the application\'s body parser holds for what is mounted after it', async () => {
    const body = modern('tools/call', { name: 'find_records', arguments: { model: 'Thing', where: { name: 'x'.repeat(2000) } } });
    assert.equal((await ask(`${base}/after`, body)).status, 413);
    assert.equal((await ask(`${base}/before`, body)).status, 200);
  });
});

describe('two servers in one process', () => {
  let databases;
  let servers;
  before(async () => {
    databases = [await databaseOf('a1', 'a2', 'a3'), await databaseOf('b1', 'b2', 'b3')];
    servers = [await serve(databases[0], { profile: 'write' }), await serve(databases[1], { profile: 'write' })];
  });
  after(async () => {
    for (const server of servers) await server.close();
    for (const database of databases) await database.close();
  });

  test('each serves its own rows, also at once', async () => {
    const [a, b] = servers.map(server => server.client);
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => names(i % 2 ? b : a)));
    answers.forEach((found, i) => assert.deepEqual(found, i % 2 ? ['b1', 'b2', 'b3'] : ['a1', 'a2', 'a3']));
  });

  test('one does not take the cursors and plans of the other', async () => {
    const [a, b] = servers.map(server => server.client);
    const { nextCursor } = await call(a, 'find_records', { model: 'Thing', limit: 1 });
    assert.deepEqual(await names(a, { limit: 1, order: undefined, cursor: nextCursor }), ['a2']);
    await assert.rejects(call(b, 'find_records', { model: 'Thing', limit: 1, cursor: nextCursor }), /not given by this server/);
    const change = { model: 'Thing', where: { id: 1 }, values: { name: 'changed' } };
    const { plan } = await call(a, 'update_records', change);
    await assert.rejects(call(b, 'update_records', { ...change, plan }), /not given by this server/);
    assert.deepEqual(await names(b), ['b1', 'b2', 'b3']);
  });

  test('the end of one leaves the other as it is', async () => {
    const other = await serve(databases[0]);
    assert.deepEqual(await names(other.client), ['a1', 'a2', 'a3']);
    await other.close();
    assert.deepEqual(await names(servers[0].client), ['a1', 'a2', 'a3']);
  });
});

test('cursors that were tampered with are refused, whichever way', async () => {
  const sequelize = await databaseOf(...Array.from({ length: 12 }, (_, i) => `n${i}`));
  for (let i = 0; i < 12; i += 1) sequelize.define(`Model${i}`, { name: DataTypes.STRING });
  const server = await serve(sequelize);
  try {
    const found = await call(server.client, 'find_records', { model: 'Thing', limit: 2 });
    const listed = await call(server.client, 'list_models', { detail: 'full' });
    assert.ok(listed.nextCursor, 'there is a second page of models');
    const [body, signature] = found.nextCursor.split('.');
    const forged = Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(body, 'base64url')), offset: 0 })).toString('base64url');
    for (const cursor of ['', 'x', '.', '..', body, `${body}.`, `.${signature}`, `${forged}.${signature}`, `${body}.${signature}.x`, `${body}.${signature.slice(1)}`, `${found.nextCursor} `, listed.nextCursor, found.nextCursor.toUpperCase(), '9'.repeat(100_000)]) {
      await assert.rejects(call(server.client, 'find_records', { model: 'Thing', limit: 2, cursor }), /not given by this server|other arguments/, cursor.slice(0, 80));
    }
    await assert.rejects(call(server.client, 'list_models', { detail: 'full', cursor: found.nextCursor }), /not given by this server|other arguments/);
    assert.equal((await call(server.client, 'list_models', { detail: 'full', cursor: listed.nextCursor })).models.length, listed.total - listed.models.length);
  } finally {
    await server.close();
    await sequelize.close();
  }
});
