// Who comes in over HTTP: tokens of the configuration, tokens of an authorization server, and what they are told.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, mock, test } from 'node:test';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { createMcpServer } from '../src/index.js';
import { mainPackage } from '../src/main-package.js';
import { openSample } from '../src/sample.js';
import { call, root, runBin, serve, startHttp } from './support.mjs';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sequelize-mcp-auth-'));
after(() => fs.rmSync(folder, { recursive: true, force: true }));

const bearer = token => ({ headers: { Authorization: `Bearer ${token}` } });

/** A plain request, and all that it is answered. */
async function ask(url, headers = {}, method = 'POST') {
  const body = method === 'POST' ? JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }) : undefined;
  const response = await fetch(url, { method, headers: { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream', ...headers }, body });
  return { status: response.status, challenge: response.headers.get('www-authenticate'), text: await response.text() };
}

const roles = {
  reader: { models: { User: { fields: { email: 'deny' }, where: { name: { claim: 'knows' } } }, '*': true } },
  writer: { profiles: ['read', 'write'] }
};

describe('tokens of the configuration', () => {
  let sample;
  let served;
  before(async () => {
    sample = await openSample(mainPackage(root));
    fs.writeFileSync(path.join(folder, 'token'), 'token-out-of-a-file\n');
    process.env.TEST_MCP_TOKEN = 'token-out-of-the-environment';
    served = await serve(sample.sequelize, {
      profile: ['read', 'write'], roles,
      auth: {
        tokens: [
          { token: 'the-first-of-the-reader', role: 'reader', claims: { knows: ['Ada Lovelace', 'Alan Turing'] } },
          { sha256: createHash('sha256').update('the-second-of-the-reader').digest('hex'), role: 'reader', claims: { knows: 'Ada Lovelace' } },
          { env: 'TEST_MCP_TOKEN', role: 'writer' },
          { file: path.join(folder, 'token'), role: 'writer' },
          'writer:written-with-its-role'
        ]
      }
    }, bearer('the-first-of-the-reader'));
  });
  after(async () => {
    await served.close();
    await sample.close();
  });

  test('each has its role, and its claims', async () => {
    for (const [token, write, names] of [['the-first-of-the-reader', false, 2], ['the-second-of-the-reader', false, 1], ['token-out-of-the-environment', true, 4], ['token-out-of-a-file', true, 4], ['written-with-its-role', true, 4]]) {
      const client = await served.connect(bearer(token));
      const { tools } = await client.listTools();
      assert.equal(tools.some(tool => tool.name === 'update_records'), write, token);
      const { rows } = await call(client, 'find_records', { model: 'User' });
      assert.equal(rows.length, names);
      assert.equal(rows.some(row => 'email' in row), write);
    }
  });

  test('others are refused, with a challenge', async () => {
    for (const headers of [{}, { Authorization: 'Bearer wrong-token-wrong-token' }, { Authorization: 'Bearer the-first-of-the-reade' }, { Authorization: 'Bearer the-first-of-the-reader2' }, { Authorization: 'Basic dGVzdDp0ZXN0' }, { Authorization: 'Bearer' }, { 'X-Api-Key': 'the-first-of-the-reader' }]) {
      const { status, challenge, text } = await ask(served.url, headers);
      assert.equal(status, 401, JSON.stringify(headers));
      assert.match(challenge, /^Bearer .*error="invalid_token"/);
      assert.ok(!text.includes('find_records'));
    }
    assert.equal((await ask(`${served.url}?token=the-first-of-the-reader`)).status, 401);
    assert.equal((await ask(served.url, { Authorization: 'bearer the-first-of-the-reader' })).status, 200);
  });

  test('hosts and origins are checked before the token', async () => {
    const { status } = await ask(served.url, { Origin: 'https://evil.example', Authorization: 'Bearer the-first-of-the-reader' });
    assert.equal(status, 403);
  });

  test('what cannot be a safe list of tokens stops the start', () => {
    const fails = (tokens, message, given = roles) => assert.throws(() => createMcpServer({ sequelize: sample.sequelize, roles: given, auth: { tokens } }), message);
    fails([], /auth\.tokens is empty/);
    fails(['reader:short'], /at least 16 characters/);
    fails(['reader:has a space in the middle'], /letters, digits/);
    fails(['nobody:the-first-of-the-reader'], /"nobody", which is not in roles/);
    fails(['the-first-of-the-reader'], /has no role, though there are roles/);
    fails(['reader:the-first-of-the-reader', 'writer:the-first-of-the-reader'], /given twice/);
    fails([{ env: 'TEST_MCP_NOT_SET', role: 'reader' }], /TEST_MCP_NOT_SET is not set/);
    fails([{ token: 'the-first-of-the-reader', env: 'TEST_MCP_TOKEN', role: 'reader' }], /takes one of/);
    fails([{ sha256: 'abc', role: 'reader' }], /64 hexadecimal digits/);
    fails([{ file: path.join(folder, 'nope'), role: 'reader' }], /no such file/);
  });
});

describe('JSON Web Tokens', () => {
  let sample;
  let served;
  let issuer;
  let keys;
  let jwks;
  let asked = 0;
  let reachable = true;
  const authorization = http.createServer((req, res) => {
    asked += 1;
    if (!reachable) res.writeHead(503).end();
    else res.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ keys: jwks }));
  });
  const resource = 'https://models.example/mcp';

  const newKey = async (kid, alg = 'ES256') => {
    const pair = await generateKeyPair(alg, { extractable: true });
    return { kid, alg, ...pair, jwk: { ...await exportJWK(pair.publicKey), kid, alg, use: 'sig' } };
  };
  const sign = (claims = {}, { key = keys.first, iss = issuer, aud = resource, exp = '5m', kid = key.kid, alg = key.alg } = {}) => {
    const token = new SignJWT({ sub: 'ada', role: 'reader', scope: 'models:read other', knows: 'Ada Lovelace', ...claims }).setProtectedHeader({ alg, kid }).setIssuedAt().setIssuer(iss).setAudience(aud);
    if (exp) token.setExpirationTime(exp);
    return token.sign(key.secret ?? key.privateKey);
  };
  const status = async token => (await ask(served.url, bearer(token).headers)).status;

  before(async () => {
    sample = await openSample(mainPackage(root));
    await new Promise(resolve => { authorization.listen(0, '127.0.0.1', resolve); });
    issuer = `http://127.0.0.1:${authorization.address().port}`;
    keys = { first: await newKey('one'), second: await newKey('two', 'RS256'), foreign: await newKey('one') };
    jwks = [keys.first.jwk];
    served = await serve(sample.sequelize, {
      profile: ['read', 'write'], roles,
      auth: { resource, jwt: { issuer, scopes: ['models:read'] }, tokens: ['writer:a-token-of-the-configuration'] }
    }, bearer(await sign()));
  });
  after(async () => {
    mock.timers.reset();
    await served.close();
    await sample.close();
    authorization.close();
  });

  test('the role is in a claim, and the rows in another', async () => {
    const { rows } = await call(served.client, 'find_records', { model: 'User' });
    assert.deepEqual(rows.map(row => row.name), ['Ada Lovelace']);
    const writer = await served.connect(bearer(await sign({ role: ['writer', 'something else'] })));
    assert.ok((await writer.listTools()).tools.some(tool => tool.name === 'update_records'));
    const claimless = await served.connect(bearer(await sign({ knows: undefined })));
    await assert.rejects(call(claimless, 'find_records', { model: 'User' }), /needs a claim/);
    const sly = await served.connect(bearer(await sign({ knows: { ne: 'nobody' } })));
    await assert.rejects(call(sly, 'find_records', { model: 'User' }), /must be one value/);
  });

  test('tokens that are not for here, not now, or not signed by the issuer', async () => {
    assert.equal(await status(await sign()), 200);
    assert.equal(await status('a-token-of-the-configuration'), 200);
    const bad = {
      'expired': await sign({}, { exp: '-10m' }),
      'without an end': await sign({}, { exp: null }),
      'of another issuer': await sign({}, { iss: 'https://else.example' }),
      'for another server': await sign({}, { aud: 'https://else.example/mcp' }),
      'not yet valid': await sign({ nbf: Math.floor(Date.now() / 1000) + 600 }),
      'without a subject': await sign({ sub: undefined }),
      'signed by another key of the same name': await sign({}, { key: keys.foreign }),
      'signed by a key that is not there': await sign({}, { key: keys.second }),
      'not signed': new UnsecuredJWT({ sub: 'ada', role: 'writer' }).setIssuer(issuer).setAudience(resource).setExpirationTime('5m').encode(),
      'signed with the public key as a secret': await sign({}, { key: { kid: 'one', alg: 'HS256', secret: new TextEncoder().encode(await exportSPKI(keys.first.publicKey)) } }),
      'changed': (await sign()).replace(/\.[^.]+\./, `.${Buffer.from(JSON.stringify({ sub: 'ada', role: 'writer', iss: issuer, aud: resource, exp: 4_000_000_000 })).toString('base64url')}.`),
      'no token': 'a.b.c'
    };
    for (const [what, token] of Object.entries(bad)) assert.equal(await status(token), 401, what);
  });

  test('without a role, or without the scope: forbidden', async () => {
    for (const role of [undefined, 'nobody', ['reader', 'writer'], { reader: true }, 'constructor', '']) assert.equal(await status(await sign({ role })), 403, JSON.stringify(role));
    const { status: code, challenge } = await ask(served.url, bearer(await sign({ scope: 'other' })).headers);
    assert.equal(code, 403);
    assert.match(challenge, /error="insufficient_scope".*scope="models:read"/);
  });

  test('the challenge leads to the metadata', async () => {
    const { challenge } = await ask(served.url);
    assert.match(challenge, /resource_metadata="https:\/\/models\.example\/\.well-known\/oauth-protected-resource\/mcp"/);
    const app = http.createServer(async (req, res) => { if (!await served.mcp.metadata(req, res)) res.writeHead(404).end(); });
    await new Promise(resolve => { app.listen(0, '127.0.0.1', resolve); });
    const base = `http://127.0.0.1:${app.address().port}`;
    const { status: code, text } = await ask(`${base}/.well-known/oauth-protected-resource/mcp`, {}, 'GET');
    assert.equal(code, 200);
    assert.deepEqual(JSON.parse(text), { resource, authorization_servers: [issuer], scopes_supported: ['models:read'], resource_name: 'sequelize-mcp-server' });
    assert.equal((await ask(`${base}/.well-known/oauth-protected-resource/mcp`)).status, 405);
    assert.equal((await ask(`${base}/.well-known/oauth-authorization-server`, {}, 'GET')).status, 404);
    app.close();
    app.closeAllConnections();
  });

  test('a rotated key is found; keys that cannot be had are no fault of the token', async () => {
    const before = asked;
    assert.equal(await status(await sign({}, { key: keys.second })), 401);
    assert.equal(asked, before, 'not asked again at once');
    jwks = [keys.second.jwk];
    mock.timers.enable({ apis: ['Date'], now: Date.now() + 11_000 });
    assert.equal(await status(await sign({}, { key: keys.second })), 200);
    assert.equal(asked, before + 1);
    assert.equal(await status(await sign()), 401, 'the key that is gone');
    reachable = false;
    mock.timers.setTime(Date.now() + 11_000);
    assert.equal(await status(await sign({}, { key: { ...keys.foreign, kid: 'three' } })), 500);
    mock.timers.reset();
    reachable = true;
  });

  test('what cannot be checked safely stops the start', () => {
    const fails = (auth, message) => assert.throws(() => createMcpServer({ sequelize: sample.sequelize, roles, auth }), message);
    fails({ jwt: { issuer } }, /needs auth\.resource/);
    fails({ resource, jwt: { issuer: 'http://issuer.example' } }, /must be https/);
    fails({ resource, jwt: { issuer, jwksUri: 'http://issuer.example/keys' } }, /must be https/);
    fails({ resource, jwt: { issuer, algorithms: ['HS256'] } }, /"HS256" is not one of/);
    fails({ resource, jwt: { issuer, algorithms: ['none'] } }, /"none" is not one of/);
    fails({ resource: 'models', jwt: { issuer } }, /takes a URL/);
  });
});

describe('the command', () => {
  test('tokens come from the environment, from a file, from the command line', async () => {
    const file = path.join(folder, 'tokens');
    fs.writeFileSync(file, '# for the team\n\nfirst-token-of-the-team\nsecond-token-of-the-team\n');
    for (const [args, env, good] of [
      [['--token-file', file], {}, ['first-token-of-the-team', 'second-token-of-the-team']],
      [['--token', 'on-the-command-line,and-a-second-one-too'], { SEQUELIZE_MCP_TOKEN: 'in-the-environment' }, ['on-the-command-line', 'and-a-second-one-too']],
      [[], { SEQUELIZE_MCP_TOKEN: 'in-the-environment' }, ['in-the-environment']]
    ]) {
      const server = await startHttp(args, env);
      assert.equal((await ask(server.url)).status, 401);
      if (args[0] === '--token') assert.equal((await ask(server.url, bearer('in-the-environment').headers)).status, 401);
      for (const token of good) assert.equal((await ask(server.url, bearer(token).headers)).status, 200, token);
      await server.close();
    }
  });

  test('other machines are not served without authentication', async () => {
    for (const host of ['0.0.0.0', '::', '192.0.2.1']) {
      const { code, stderr } = await runBin(['--port', '0', '--host', host]);
      assert.equal(code, 2);
      assert.match(stderr, /can be reached from other machines/);
    }
    const server = await startHttp(['--host', '0.0.0.0', '--allowed-hosts', 'models.example', '--token', 'a-token-for-the-network']);
    const port = new URL(server.url).port;
    const hosted = host => new Promise((resolve, reject) => {
      const request = http.request({ host: '127.0.0.1', port, path: '/mcp', method: 'POST', headers: { Host: host, 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream', ...bearer('a-token-for-the-network').headers } }, response => {
        response.resume();
        resolve(response.statusCode);
      });
      request.on('error', reject);
      request.end(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }));
    });
    assert.equal(await hosted('models.example'), 200);
    assert.equal(await hosted('models.example:443'), 200);
    assert.equal(await hosted('evil.example'), 403);
    await server.close();
  });

  test('over stdio there is no HTTP to protect', async () => {
    const { code, stderr } = await runBin(['--token', 'a-token-for-the-network']);
    assert.equal(code, 2);
    assert.match(stderr, /--token goes with --port/);
  });
});
