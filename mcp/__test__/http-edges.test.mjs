// Streamable HTTP where it is misused: each misuse has its answer, and the server goes on.
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, describe, test } from 'node:test';
import { ask, headersOf, JSON_HEADERS, legacy, modern, send } from './raw.mjs';
import { call, startHttp } from './support.mjs';

const PING = legacy('ping');
const LIST = modern('tools/list');
const CALL = (name, args) => modern('tools/call', { name, arguments: args });

describe('HTTP, misused', () => {
  let server;
  let url;
  before(async () => {
    server = await startHttp();
    ({ url } = server);
  });
  after(async () => {
    assert.equal((await ask(url, LIST)).status, 200, 'the server is alive after all of this');
    const { code, stdout } = await server.close();
    assert.equal(code, 0);
    assert.equal(stdout, '');
  });

  const refused = async (options, status, code) => {
    const answer = await send(url, options);
    assert.equal(answer.status, status, answer.text);
    assert.equal(answer.message?.error.code, code, answer.text);
    return answer.message.error;
  };

  for (const Host of ['evil.example', 'localhost.evil.example', 'localhost@evil.example', '127.0.0.1.evil.example', '169.254.169.254', '0x7f000001.evil', 'evil.example:80']) {
    test(`the host ${Host} is refused`, () => refused({ headers: { ...JSON_HEADERS, Host }, body: PING }, 403, -32000));
  }

  for (const Origin of ['https://evil.example', 'null', 'http://localhost.evil.example', 'http://127.0.0.1.evil.example:3000', 'file://', 'localhost']) {
    test(`the origin ${Origin} is refused`, () => refused({ headers: { ...JSON_HEADERS, Origin }, body: PING }, 403, -32000));
  }

  test('this machine\'s own names are hosts and origins', async () => {
    for (const Host of ['localhost', 'LOCALHOST:99', '127.0.0.1:1', '[::1]:3000']) assert.equal((await ask(url, LIST, { Host })).status, 200, Host);
    for (const Origin of ['http://localhost:5173', 'http://127.0.0.1', 'http://[::1]:8080']) assert.equal((await ask(url, LIST, { Origin })).status, 200, Origin);
  });

  for (const [what, body] of Object.entries({ 'broken JSON': '{"jsonrpc":', 'no body': '', 'text': 'hello', 'bytes that are no UTF-8': Buffer.from([0x7b, 0xff, 0xfe]).toString('latin1') })) {
    test(`${what} is a parse error`, () => refused({ body }, 400, -32700));
  }

  for (const body of ['null', '1', '"x"', '{}', '{"jsonrpc":"1.0","id":1,"method":"ping"}', '{"jsonrpc":"2.0","id":1}', '[]', '[1]']) {
    test(`${body} is no request`, () => refused({ body }, 400, -32600));
  }

  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/jsonp', undefined]) {
    test(`the content type ${type} is refused`, () => refused({ headers: { Accept: JSON_HEADERS.Accept, ...type && { 'Content-Type': type } }, body: PING }, 415, -32000));
  }

  test('a content type may name its charset', async () => {
    assert.equal((await send(url, { headers: { ...headersOf(LIST), 'Content-Type': 'application/json; charset=utf-8' }, body: LIST })).status, 200);
  });

  for (const method of ['GET', 'DELETE', 'PUT', 'PATCH', 'OPTIONS']) {
    test(`${method} is not a method of the endpoint`, async () => assert.equal((await send(url, { method })).status, 405));
  }

  /** Writes to the server's socket; `until` is an event of it. Resolves with what came back. */
  const converse = (text, until) => new Promise(resolve => {
    const { hostname, port } = new URL(url);
    const socket = net.connect(Number(port), hostname);
    let answer = '';
    socket.on('error', () => {});
    socket.on('data', chunk => { answer += chunk; });
    socket.on(until, () => {
      // What came with the event belongs to the answer.
      setImmediate(() => {
        socket.destroy();
        resolve(answer);
      });
    });
    socket.write(text);
  });
  const HEAD = 'POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n';

  test('a body that is announced as too large is refused before it comes', async () => {
    assert.match(await converse(`${HEAD}Content-Length: 999999999\r\n\r\n`, 'data'), /^HTTP\/1\.1 413 /);
  });

  test('a body that grows too large is not read to its end', async () => {
    const chunk = `100000\r\n${'x'.repeat(0x100000)}\r\n`;
    // The connection is closed on the rest of the body; whether the answer overtakes that is up to the network.
    assert.match(await converse(`${HEAD}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(6)}`, 'close'), /^(HTTP\/1\.1 413 |$)/);
  });

  test('a body that never ends does not hold up others', async () => {
    const { hostname, port } = new URL(url);
    const socket = net.connect(Number(port), hostname);
    socket.write(`${HEAD}Content-Length: 100\r\n\r\n{`);
    assert.equal((await ask(url, LIST)).status, 200);
    socket.destroy();
  });

  test('what is not HTTP is answered as such', async () => {
    assert.match(await converse('{"jsonrpc":"2.0","id":1,"method":"ping"}\r\n\r\n', 'close'), /^HTTP\/1\.1 400 /);
  });

  for (const path of ['/', '/mcp/', '/mcp/../x', '//evil.example/mcp', '/MCP', 'http://[', '/%6dcp']) {
    test(`${path} is not the endpoint`, async () => assert.equal((await send(url, { path, body: PING })).status, 404));
  }

  test('a query is no part of the endpoint\'s name', async () => assert.equal((await send(url, { path: '/mcp?x=1', headers: headersOf(LIST), body: LIST })).status, 200));

  test('a revision that is not known is refused with those that are', async () => {
    const body = modern('tools/list', {}, '2031-01-01');
    const error = await refused({ headers: headersOf(body), body }, 400, -32022);
    assert.deepEqual(error.data, { supported: ['2026-07-28'], requested: '2031-01-01' });
    await refused({ headers: { ...JSON_HEADERS, 'MCP-Protocol-Version': '1999-01-01' }, body: legacy('tools/list') }, 400, -32000);
  });

  test('an initialize with an unknown revision is answered with a known one', async () => {
    const { message } = await send(url, { body: legacy('initialize', { protocolVersion: '1999-01-01', capabilities: {}, clientInfo: { name: 'x', version: '1' } }) });
    assert.equal(message.result.protocolVersion, '2025-11-25');
  });

  test('headers that say something else than the body are refused', async () => {
    const body = CALL('list_models', {});
    await refused({ headers: { ...headersOf(body), 'Mcp-Name': 'find_records' }, body }, 400, -32020);
    await refused({ headers: { ...headersOf(body), 'Mcp-Method': 'tools/list' }, body }, 400, -32020);
    await refused({ headers: { ...headersOf(body), 'MCP-Protocol-Version': '2025-11-25' }, body }, 400, -32020);
  });

  test('a method that is not known is not found', async () => {
    const body = modern('tools/destroy');
    await refused({ headers: headersOf(body), body }, 404, -32601);
  });

  for (const name of ['nope', 'constructor', '__proto__', 'toString']) {
    test(`the tool ${name} is invalid params`, async () => assert.equal((await ask(url, CALL(name, {}))).message.error.code, -32602));
  }

  for (const [era, request] of Object.entries({ modern, legacy })) {
    test(`a resource that is not there is invalid params, ${era}`, async () => {
      const body = request('resources/read', { uri: 'sequelize://models/Nope' });
      const { message } = era === 'modern' ? await ask(url, body) : await send(url, { body });
      assert.equal(message.error.code, -32602);
      assert.equal(message.error.data.uri, 'sequelize://models/Nope');
    });
  }

  test('arguments that are nested without end are an error of the tool', async () => {
    for (const depth of [200, 20_000]) {
      const where = `${'{"not":'.repeat(depth)}{"name":"x"}${'}'.repeat(depth)}`;
      const body = CALL('find_records', { model: 'User', where: {} });
      const { status, message } = await send(url, { headers: headersOf(body), body: JSON.stringify(body).replace('"where":{}', `"where":${where}`) });
      assert.equal(status, 200);
      assert.equal(message.result.isError, true, message.result.content[0].text);
    }
  });

  test('lists and reads say how long they may be kept, and for whom', async () => {
    for (const method of ['tools/list', 'prompts/list', 'resources/list', 'resources/templates/list']) {
      const { result } = (await ask(url, modern(method))).message;
      assert.equal(result.cacheScope, 'private', method);
      assert.ok(Number.isInteger(result.ttlMs), method);
    }
    const { result } = (await ask(url, modern('resources/read', { uri: 'sequelize://models' }))).message;
    assert.equal(result.cacheScope, 'private');
  });

  test('no news are promised that nobody sends', async () => {
    const { capabilities } = (await ask(url, modern('server/discover'))).message.result;
    for (const name of ['tools', 'prompts', 'resources']) assert.equal(capabilities[name].listChanged, false, name);
    assert.equal(capabilities.resources.subscribe, undefined);
  });

  test('both generations at once, on one endpoint', async () => {
    const clients = await Promise.all(['auto', 'legacy', 'auto', 'legacy'].map(mode => server.connect(mode)));
    const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => call(clients[i % 4], 'find_records', { model: 'Post', where: { id: 1 + (i % 8) } })));
    answers.forEach(({ rows }, i) => assert.deepEqual(rows.map(row => row.id), [1 + (i % 8)]));
    await Promise.all(clients.map(client => client.close()));
  });
});
