// Stdio where it is misused: by a client that sends anything, by models that print, and by whoever ends the process.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { legacy, modern } from './raw.mjs';
import { bin, root } from './support.mjs';

/** A server as a child process; `ask` writes one message and waits for the answer with its id. */
function start(args = []) {
  const child = spawn(process.execPath, [bin, ...args], { cwd: root, stdio: ['pipe', 'pipe', 'pipe'] });
  const waiting = new Map();
  const server = { child, lines: [], stderr: '', next: 1 };
  let rest = '';
  child.stdin.on('error', () => {});
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', text => {
    const parts = (rest + text).split('\n');
    rest = parts.pop();
    for (const line of parts) {
      server.lines.push(line);
      const message = JSON.parse(line);
      waiting.get(message.id)?.(message);
      waiting.delete(message.id);
    }
  });
  child.stderr.on('data', chunk => {
    server.stderr += chunk;
    server.onLog?.();
  });
  server.write = text => child.stdin.write(text);
  server.expect = id => new Promise((resolve, reject) => {
    waiting.set(id, resolve);
    child.once('exit', () => reject(new Error(`The server ended:\n${server.stderr}`)));
  });
  server.ask = body => {
    const id = server.next++;
    const answer = server.expect(id);
    server.write(`${JSON.stringify({ ...body, id })}\n`);
    return answer;
  };
  server.call = (name, args_ = {}) => server.ask(modern('tools/call', { name, arguments: args_ }));
  /** Until something that matches is logged. */
  server.logged = pattern => new Promise(resolve => {
    server.onLog = () => { if (pattern.test(server.stderr)) resolve(); };
    server.onLog();
  });
  server.ended = once(child, 'close').then(([code, signal]) => ({ code, signal, rest, stderr: server.stderr }));
  return server;
}

const LIST = modern('tools/list');

describe('what is written to stdin', () => {
  let server;
  before(() => {
    server = start();
    server.child.setMaxListeners(0);
  });
  after(async () => {
    assert.ok((await server.ask(LIST)).result, 'the server is alive after all of this');
    server.child.stdin.end();
    const { code, rest } = await server.ended;
    assert.equal(code, 0);
    assert.equal(rest, '');
  });

  test('nothing is said before it is asked for', async () => {
    await server.logged(/profile read/);
    assert.deepEqual(server.lines, []);
  });

  for (const line of ['hello', '{"jsonrpc":', 'null', '1', '{}', '[]', '', '{"jsonrpc":"2.0","id":null,"method":"ping"}', '\u0000\u0001', '{"jsonrpc":"2.0","id":"x","result":{}}']) {
    test(`${JSON.stringify(line)} does not end it`, async () => {
      server.write(`${line}\n`);
      assert.ok((await server.ask(LIST)).result.tools.length);
    });
  }

  test('lines may end with a carriage return too', async () => {
    const answer = server.expect('crlf');
    server.write(`${JSON.stringify({ ...LIST, id: 'crlf' })}\r\n`);
    assert.ok((await answer).result);
  });

  test('a character may come in two parts', async () => {
    const answer = server.expect('parts');
    const bytes = Buffer.from(`${JSON.stringify({ ...modern('tools/call', { name: 'find_records', arguments: { model: 'Ünïcödé 漢字' } }), id: 'parts' })}\n`);
    for (const byte of bytes) server.child.stdin.write(Buffer.from([byte]));
    assert.match((await answer).result.content[0].text, /Ünïcödé 漢字/);
  });

  test('an unknown method and tool have their errors', async () => {
    assert.equal((await server.ask(modern('tools/destroy'))).error.code, -32601);
    assert.equal((await server.call('nope')).error.code, -32602);
  });

  test('a hundred calls at once are answered one by one', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, (_, i) => (i % 4 === 3
      ? server.call('aggregate_records', { model: 'Post', fn: 'count' })
      : server.call('find_records', { model: 'Post', where: { id: 1 + (i % 8) } }))));
    answers.forEach(({ result: { structuredContent } }, i) => {
      if (i % 4 === 3) assert.deepEqual(structuredContent.groups, [{ value: 8 }]);
      else assert.deepEqual(structuredContent.rows.map(row => row.id), [1 + (i % 8)]);
    });
  });
});

describe('how it ends', () => {
  const waits = `module.exports = (sequelize, DataTypes) => sequelize.define('Slow', { name: DataTypes.STRING }, {
    hooks: { beforeFind: () => { console.error('waiting'); return new Promise(resolve => setTimeout(resolve, 3600e3)); } }
  });`;
  let folder;
  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sequelize-mcp-models-'));
    fs.writeFileSync(path.join(folder, 'slow.cjs'), `setInterval(() => {}, 1000);\n${waits}`);
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  const ways = { 'end of stdin': child => child.stdin.end(), SIGTERM: child => child.kill('SIGTERM'), SIGINT: child => child.kill('SIGINT') };
  for (const [way, end] of Object.entries(ways)) {
    test(`${way}, at rest`, async () => {
      const server = start();
      await server.ask(LIST);
      end(server.child);
      const { code, signal, rest } = await server.ended;
      assert.deepEqual({ code, signal, rest }, { code: 0, signal: null, rest: '' });
    });

    test(`${way}, with a call under way and a model file that has timers`, async () => {
      const server = start(['--url', `sqlite:${path.join(folder, 'app.sqlite')}`, '--models', folder]);
      server.ask(modern('tools/call', { name: 'find_records', arguments: { model: 'Slow' } })).catch(() => {});
      await server.logged(/waiting/);
      end(server.child);
      const { code, signal } = await server.ended;
      assert.deepEqual({ code, signal }, { code: 0, signal: null });
    });
  }

  for (const [when, broken] of Object.entries({
    'that does not close': 'sequelize.close = () => new Promise(() => {});',
    'that does not answer': 'sequelize.authenticate = () => { console.error(\'waiting\'); return new Promise(() => setInterval(() => {}, 1000)); };'
  })) {
    test(`a database ${when}`, async () => {
      const file = path.join(folder, `${when.replaceAll(' ', '-')}.js`);
      fs.writeFileSync(file, `const { Sequelize } = require(${JSON.stringify(path.join(root, 'lib', 'index.js'))});
        const sequelize = new Sequelize('sqlite::memory:', { logging: false });
        ${broken}
        module.exports = sequelize;`);
      const server = start(['--models', file]);
      await server.logged(/waiting|profile read/);
      server.child.kill('SIGTERM');
      const { code, stderr } = await server.ended;
      assert.equal(code, 1);
      assert.match(stderr, /did not close within/);
    });
  }

  test('a client that no longer reads', async () => {
    const server = start();
    await server.ask(LIST);
    server.child.stdout.destroy();
    server.ask(LIST).catch(() => {});
    const { code, stderr } = await server.ended;
    assert.equal(code, 0, stderr);
    assert.doesNotMatch(stderr, /Unhandled|Uncaught/i);
  });
});

test('a message without end is given up, and the server with it', async () => {
  const server = start();
  await server.ask(LIST);
  const chunk = Buffer.alloc(1 << 20, 'x');
  for (let i = 0; i < 12; i += 1) server.child.stdin.write(chunk);
  const { code, stderr } = await server.ended;
  assert.equal(code, 0);
  assert.match(stderr, /exceeded maximum size/);
});

describe('models that print', () => {
  let folder;
  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sequelize-mcp-chatty-'));
    fs.writeFileSync(path.join(folder, 'chatty.cjs'), `
      console.log('chat: loading');
      console.table([{ chat: 'table' }]);
      process.stdout.write('chat: written, no end of line');
      module.exports = (sequelize, DataTypes) => {
        console.info('chat: defining');
        return sequelize.define('Chatty', { name: DataTypes.STRING }, {
          hooks: { beforeFind() { console.log('chat: finding'); process.stdout.write('{"jsonrpc":"2.0","id":1,"result":{"forged":true}}\\n'); console.dir({ chat: 'dir' }); } },
          getterMethods: { shout() { console.debug('chat: getter'); return String(this.name).toUpperCase(); } }
        });
      };`);
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  test('are heard on stderr, not in the protocol', async () => {
    const file = path.join(folder, 'app.sqlite');
    const { Sequelize, DataTypes } = (await import('node:module')).createRequire(path.join(root, 'index.js'))('./lib/index.js');
    const sequelize = new Sequelize({ dialect: 'sqlite', storage: file, logging: false });
    const Chatty = sequelize.define('Chatty', { name: DataTypes.STRING });
    await sequelize.sync();
    await Chatty.create({ name: 'ada' });
    await sequelize.close();

    const server = start(['--url', `sqlite:${file}`, '--models', folder]);
    const { result } = await server.call('find_records', { model: 'Chatty' });
    assert.equal(result.forged, undefined);
    assert.equal(result.structuredContent.rows[0].name, 'ada');
    assert.ok((await server.ask(LIST)).result.tools);
    server.child.stdin.end();
    const { code, rest, stderr } = await server.ended;
    assert.equal(code, 0);
    assert.equal(rest, '');
    for (const line of server.lines) assert.equal(JSON.parse(line).jsonrpc, '2.0', line);
    assert.equal(server.lines.length, 2, 'as many lines as answers');
    for (const said of ['chat: loading', "'table'", 'chat: written', 'chat: defining', 'chat: finding', "'dir'"]) assert.ok(stderr.includes(said), `${said} in ${stderr}`);
    assert.match(stderr, /forged/);
  });
});

test('a revision that is not known is refused with those that are, and the client may try again', async () => {
  const server = start();
  const { error } = await server.ask(modern('tools/list', {}, '2031-01-01'));
  assert.equal(error.code, -32022);
  assert.deepEqual(error.data, { supported: ['2026-07-28'], requested: '2031-01-01' });
  assert.ok((await server.ask(LIST)).result.tools);
  server.child.stdin.end();
  assert.equal((await server.ended).code, 0);
});

test('an older client and a newer one get the same rows', async () => {
  const server = start();
  await server.ask(legacy('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'old', version: '1' } }));
  server.write(`${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })}\n`);
  const old = await server.ask(legacy('tools/call', { name: 'find_records', arguments: { model: 'Post', limit: 1 } }));
  const other = start();
  const current = await other.call('find_records', { model: 'Post', limit: 1 });
  assert.equal(old.result.structuredContent.rows[0].title, current.result.structuredContent.rows[0].title);
  assert.equal(old.result.resultType, undefined);
  assert.equal(current.result.resultType, 'complete');
  for (const one of [server, other]) {
    one.child.stdin.end();
    await one.ended;
  }
});
