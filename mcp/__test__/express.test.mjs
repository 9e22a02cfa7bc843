// The sample application serves its models beside its API.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { call, root } from './support.mjs';

const require = createRequire(path.join(root, 'index.js'));

test('/mcp beside /api', async () => {
  const { serve } = require('./examples/express/serve.js');
  const app = await serve({ port: 0, url: 'sqlite::memory:', quiet: true });
  try {
    const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } });
    await client.connect(new StreamableHTTPClientTransport(new URL(`${app.base}/mcp`)));
    const { rows } = await call(client, 'find_records', { model: 'User', where: { role: 'admin' }, include: ['Posts'] });
    assert.equal(rows[0].name, 'Ada Lovelace');
    assert.equal(rows[0].Posts.length, 2);
    const api = await (await fetch(`${app.base}/api/users?role=admin`)).json();
    assert.equal(api.users[0].id, rows[0].id);
    await client.close();
  } finally {
    await app.close();
  }
});
