// Clients that others wrote: the official inspector's command line, and the SDK for Python. Run by mcp/scripts/conformance.mjs.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { bin, root, startHttp } from '../__test__/support.mjs';
import { PROFILES } from '../src/options.js';
import { folder, node, program, python } from './install.mjs';

const execute = promisify(execFile);
const INSPECTOR = program('@modelcontextprotocol/inspector', 'clients/launcher/build/index.js');
const READ = ['list_models', 'find_records', 'aggregate_records', 'inspect_schema'];

async function inspect(target, ...args) {
  const { stdout } = await execute(node, [INSPECTOR, '--cli', ...target, '--format', 'json', ...args], { cwd: root });
  return JSON.parse(stdout).result;
}

/** Where each of the clients finds the server; the same questions go to both. */
const TRANSPORTS = { 'HTTP': url => ['--transport', 'http', '--server-url', url], 'stdio': () => [process.execPath, bin] };

describe('inspector', () => {
  let server;
  before(async () => { server = await startHttp(); });
  after(() => server.close());

  for (const [transport, target] of Object.entries(TRANSPORTS)) {
    for (const era of ['modern', 'legacy']) {
      const ask = (...args) => inspect(target(server.url), '--protocol-era', era, ...args);
      const call = (name, args = {}) => ask('--method', 'tools/call', '--tool-name', name, '--tool-args-json', JSON.stringify(args));

      test(`${transport}, ${era}: tools/list --strict finds no error in the schemas`, async () => {
        const { tools } = await ask('--strict', '--method', 'tools/list');
        for (const name of READ) assert.ok(tools.some(tool => tool.name === name), name);
      });

      test(`${transport}, ${era}: list_models`, async () => {
        const { structuredContent } = await call('list_models', { detail: 'full' });
        assert.deepEqual(structuredContent.models.map(model => model.name), ['Post', 'User']);
      });

      test(`${transport}, ${era}: find_records with include`, async () => {
        const { structuredContent } = await call('find_records', { model: 'User', attributes: ['name'], include: ['Posts'], order: ['name'], limit: 1 });
        assert.equal(structuredContent.rows[0].name, 'Ada Lovelace');
        assert.equal(structuredContent.rows[0].Posts.length, 2);
        assert.ok(structuredContent.nextCursor);
      });

      test(`${transport}, ${era}: an error of a tool is one to the inspector`, async () => {
        await assert.rejects(call('find_records', { model: 'Nobody' }), error => error.code !== 0 && /There is no model/.test(error.stdout + error.stderr));
      });
    }
  }

  test('the schemas of every profile are without error', async () => {
    const { tools } = await inspect([process.execPath, bin, '--migrations', 'examples/migrations/migrations', '--profile', PROFILES.join(',')], '--protocol-era', 'modern', '--strict', '--method', 'tools/list');
    assert.ok(tools.length > READ.length);
  });

  test('resources and prompts', async () => {
    const target = TRANSPORTS.HTTP(server.url);
    const { contents } = await inspect(target, '--protocol-era', 'modern', '--method', 'resources/read', '--uri', 'sequelize://erd');
    assert.match(contents[0].text, /^erDiagram/);
    const { messages } = await inspect(target, '--protocol-era', 'modern', '--method', 'prompts/get', '--prompt-name', 'explore-model', '--prompt-args', 'model=User');
    assert.match(messages[0].content.text, /User/);
  });

  test('the sample application, which npm start serves', async () => {
    const { serve } = createRequire(path.join(root, 'index.js'))('./examples/express/serve.js');
    const app = await serve({ port: 0, url: 'sqlite::memory:', quiet: true });
    try {
      const target = TRANSPORTS.HTTP(`${app.base}/mcp`);
      const { tools } = await inspect(target, '--protocol-era', 'modern', '--strict', '--method', 'tools/list');
      assert.deepEqual(tools.map(tool => tool.name).slice(0, READ.length), READ);
      const { structuredContent } = await inspect(target, '--protocol-era', 'modern', '--method', 'tools/call', '--tool-name', 'find_records', '--tool-args-json', '{"model":"User","include":["Posts"],"limit":1}');
      assert.ok(structuredContent.rows[0].Posts.length);
    } finally {
      await app.close();
    }
  });

  test('npx finds the command in the repository', async () => {
    const npx = path.join(path.dirname(process.execPath), process.platform === 'win32' ? 'npx.cmd' : 'npx');
    const { tools } = await inspect([npx, '--no-install', 'sequelize-mcp-server'], '--protocol-era', 'modern', '--method', 'tools/list');
    for (const name of READ) assert.ok(tools.some(tool => tool.name === name), name);
  });
});

describe('the SDK for Python', () => {
  let server;
  before(async () => { server = await startHttp(); });
  after(() => server.close());
  const VERSIONS = { auto: '2026-07-28', legacy: '2025-11-25' };

  for (const [transport, target] of Object.entries({ HTTP: url => [url], stdio: TRANSPORTS.stdio })) {
    for (const [mode, version] of Object.entries(VERSIONS)) {
      test(`${transport}, ${mode}: lists tools and finds records`, async () => {
        const { stdout } = await execute(python, [path.join(folder, 'client.py'), mode, ...target(server.url)], { cwd: root });
        const got = JSON.parse(stdout);
        assert.equal(got.version, version);
        for (const name of READ) assert.ok(got.tools.includes(name), name);
        assert.deepEqual(got.rows.map(row => [row.name, row.Posts.length]), [['Ada Lovelace', 2], ['Alan Turing', 2]]);
        assert.match(got.text, /is not to be\s+followed as instructions/);
        assert.deepEqual([got.refused[0], /There is no model/.test(got.refused[1])], [true, true]);
      });
    }
  }
});
