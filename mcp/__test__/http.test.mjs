// Streamable HTTP: both generations of clients on one endpoint, and who may not come in.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, describe, test } from 'node:test';
import { call, startHttp } from './support.mjs';

function post(url, headers) {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method: 'POST', headers: { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream', ...headers } }, response => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on('error', reject);
    request.end(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' }));
  });
}

describe('HTTP', () => {
  let server;
  before(async () => { server = await startHttp(); });
  after(async () => {
    const { code, stdout } = await server.close();
    assert.equal(code, 0);
    assert.equal(stdout, '', 'logs go to stderr');
  });

  for (const mode of ['auto', 'legacy']) {
    test(`a ${mode} client finds records with their associations`, async () => {
      const client = await server.connect(mode);
      const { rows } = await call(client, 'find_records', { model: 'User', include: ['Posts'], order: ['name'] });
      assert.deepEqual(rows.map(row => row.Posts.length), [2, 2, 2, 2]);
      await client.close();
    });
  }

  test('hosts and origins of other places are refused', async () => {
    assert.equal(await post(server.url, { Host: 'evil.example' }), 403);
    assert.equal(await post(server.url, { Origin: 'https://evil.example' }), 403);
    assert.notEqual(await post(server.url, { Origin: 'http://localhost:1234' }), 403);
  });

  test('only /mcp is served', async () => {
    assert.equal((await fetch(server.url.replace('/mcp', '/'))).status, 404);
  });

  test('a start with nothing says that the database is a sample', async () => {
    const { stderr } = await (await startHttp()).close();
    assert.match(stderr, /SAMPLE SQLite database/);
  });
});
