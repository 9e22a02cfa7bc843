// The audit file: what is in it, that nobody changes it unseen, and that nothing is done which it does not have.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { auditable } from '../src/audit/arguments.js';
import { Chain } from '../src/audit/chain.js';
import { AuditFile } from '../src/audit/file.js';
import { verify } from '../src/audit/verify.js';
import { mainPackage } from '../src/main-package.js';
import { openSample } from '../src/sample.js';
import { call, root, runBin, serve, startHttp } from './support.mjs';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sequelize-mcp-audit-'));
after(() => fs.rmSync(folder, { recursive: true, force: true }));
let number = 0;
const newFile = () => path.join(folder, `audit-${number += 1}.jsonl`);
const records = file => fs.readFileSync(file, 'utf8').trim().split('\n').map(line => JSON.parse(line));

/** A file with some calls in it, closed. */
function written(count = 3, options = {}) {
  const file = newFile();
  const audit = new AuditFile(file, options);
  for (let i = 0; i < count; i += 1) {
    audit.append({ event: 'call', call: `c${i}`, principal: { id: 'local' }, tool: 'find_records', arguments: { model: 'User', page: i } });
    audit.append({ event: 'outcome', call: `c${i}`, outcome: 'done', rows: i, ms: 1 });
  }
  audit.close();
  return file;
}

describe('what is written', () => {
  const file = newFile();
  let served;
  let sample;
  before(async () => {
    sample = await openSample(mainPackage(root));
    served = await serve(sample.sequelize, {
      profile: ['read', 'write'], audit: file,
      roles: { editor: { profiles: ['read', 'write'], models: { User: { fields: { email: 'partial' } }, Post: true } } },
      auth: { tokens: [{ token: 'the-token-of-an-editor', role: 'editor', id: 'ed' }] }
    }, { headers: { Authorization: 'Bearer the-token-of-an-editor' } });
  });
  after(async () => {
    await served.close();
    await sample.close();
  });

  test('calls with their principal, arguments, rows, duration and outcome', async () => {
    await call(served.client, 'find_records', { model: 'User', where: { name: 'Ada Lovelace' } });
    const [asked, outcome] = records(file).slice(-2);
    assert.deepEqual([asked.event, asked.principal, asked.tool, asked.arguments], ['call', { id: 'ed', role: 'editor' }, 'find_records', { model: 'User', where: { name: 'Ada Lovelace' }, limit: 50 }]);
    assert.deepEqual([outcome.event, outcome.call, outcome.outcome, outcome.rows], ['outcome', asked.call, 'done', 1]);
    assert.ok(outcome.ms >= 0);
  });

  test('resources and prompts too', async () => {
    await served.client.readResource({ uri: 'sequelize://models/User' });
    assert.deepEqual(records(file).at(-2).arguments, { uri: 'sequelize://models/User' });
    await served.client.getPrompt({ name: 'explore-model', arguments: { model: 'User' } });
    assert.deepEqual(records(file).at(-2).arguments, { name: 'explore-model', arguments: { model: 'User' } });
  });

  test('secrets, masked fields and handles are not in it', async () => {
    const hidden = 'looked-for@example.com';
    await assert.rejects(call(served.client, 'find_records', { model: 'User', where: { or: [{ email: { like: hidden } }] } }));
    assert.equal(records(file).at(-1).outcome, 'refused');
    await assert.rejects(call(served.client, 'create_records', { model: 'User', values: [{ name: 'x', password: 'hunter2-hunter2' }] }));
    const change = { model: 'User', where: { name: 'Ada Lovelace' }, values: { name: 'Ada L.' } };
    const { plan } = await call(served.client, 'update_records', change);
    await call(served.client, 'update_records', { ...change, plan });
    const text = fs.readFileSync(file, 'utf8');
    for (const secret of [hidden, 'hunter2', plan, 'the-token-of-an-editor']) assert.ok(!text.includes(secret), secret);
    assert.match(text, /"email":"\[removed\]"/);
    assert.match(records(file).at(-2).arguments.plan, /^sha256:/);
  });

  test('the chain holds', async () => {
    const { ok, text } = await verify(file);
    assert.ok(ok, text);
    assert.match(text, /all \d+ lines hold; \d+ calls, 0 of them without an outcome/);
  });

  test('what cannot be written down is not done', async () => {
    const count = async () => sample.sequelize.models.Post.count();
    const posts = await count();
    const kept = fs.readFileSync(file);
    fs.renameSync(file, `${file}.moved`);
    await assert.rejects(call(served.client, 'create_records', { model: 'Post', values: [{ title: 'Unseen', content: '…' }] }), /audit file cannot be written, so nothing is done/);
    await assert.rejects(served.client.readResource({ uri: 'sequelize://models' }), /audit file cannot be written/);
    fs.writeFileSync(file, kept);
    await assert.rejects(call(served.client, 'find_records', { model: 'Post' }), /audit file cannot be written/);
    assert.equal(await count(), posts);
    fs.rmSync(file);
    fs.renameSync(`${file}.moved`, file);
    await call(served.client, 'create_records', { model: 'Post', values: [{ title: 'Seen', content: '…' }] });
    assert.equal(await count(), posts + 1);
  });

  test('a line of somebody else stops it', async () => {
    fs.appendFileSync(file, '{"seq":1}\n');
    await assert.rejects(call(served.client, 'find_records', { model: 'Post' }), /audit file cannot be written/);
  });
});

describe('arguments', () => {
  const names = new Set(['ssn', 'social_number']);
  const cases = [
    ['a value of a protected field', { where: { ssn: { eq: 'V' } } }, { where: { ssn: '[removed]' } }],
    ['by its column, in any case', { values: [{ Social_Number: 'V' }] }, { values: [{ Social_Number: '[removed]' }] }],
    ['deep down', { include: [{ association: 'a', where: { or: [{ not: { ssn: 'V' } }] } }] }, { include: [{ association: 'a', where: { or: [{ not: { ssn: '[removed]' } }] } }] }],
    ['what is called a secret', { values: { password: 'V', apiKey: 'V', accessToken: 'V', passwd: 'V' } }, { values: { password: '[removed]', apiKey: '[removed]', accessToken: '[removed]', passwd: '[removed]' } }],
    ['names are no values', { field: 'ssn', group: ['ssn'], order: ['-ssn'] }, { field: 'ssn', group: ['ssn'], order: ['-ssn'] }]
  ];
  for (const [what, args, expected] of cases) test(what, () => assert.deepEqual(auditable(args, names), expected));

  test('SQL that names a protected field, with its values', () => {
    const { sql, bind } = auditable({ sql: 'SELECT 1 FROM people WHERE "SSN" = $1 AND x = \'V\'', bind: ['V'] }, names);
    assert.match(sql, /^\[removed\] \(\d+ characters, sha256:[0-9a-f]{16}\)$/);
    assert.equal(bind, '[removed]');
    const plain = { sql: 'SELECT 1 FROM people WHERE name = $1', bind: ['Ada'] };
    assert.deepEqual(auditable(plain, names), plain);
  });

  test('long ones are cut', () => {
    const { text, list } = auditable({ text: 'x'.repeat(10_000), list: Array.from({ length: 1000 }, (_, i) => i) }, names);
    assert.ok(text.length < 700);
    assert.deepEqual(list.slice(-2), [49, '… (1000)']);
  });
});

describe('verify', () => {
  const changes = {
    'a changed value': [lines => lines.with(3, lines[3].replace('"page":1', '"page":7')), 4],
    'a line taken out': [lines => lines.toSpliced(2, 1), 3],
    'a line taken out at the beginning': [lines => lines.slice(1), 1],
    'two lines swapped': [lines => [lines[0], lines[2], lines[1], ...lines.slice(3)], 2],
    'a line put in': [lines => lines.toSpliced(2, 0, new Chain().write({ seq: 3, event: 'call', prev: 'x' }).line), 3],
    'a line twice': [lines => lines.toSpliced(2, 0, lines[1]), 3],
    'a line with another hash': [lines => lines.with(1, lines[1].replace(/"hash":"(.)/, (_, first) => `"hash":"${first === 'A' ? 'B' : 'A'}`)), 2],
    'an empty line': [lines => lines.toSpliced(4, 0, ''), 5],
    'no JSON': [lines => lines.with(0, 'hello'), 1]
  };
  for (const [what, [change, line]] of Object.entries(changes)) {
    test(`${what} is found`, async () => {
      const file = written();
      const lines = fs.readFileSync(file, 'utf8').trimEnd().split('\n');
      fs.writeFileSync(file, `${change(lines).join('\n')}\n`);
      const { ok, text } = await verify(file);
      assert.equal(ok, false);
      assert.match(text, new RegExp(`line ${line} is the first that does not hold`));
    });
  }

  test('the command tells by its exit code', async () => {
    const file = written();
    assert.deepEqual((({ code, stderr }) => [code, stderr])(await runBin(['verify', file])), [0, '']);
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('"page":2', '"page":3'));
    const { code, stdout } = await runBin(['verify', file]);
    assert.equal(code, 1);
    assert.match(stdout, /line 6 is the first/);
    assert.equal((await runBin(['verify'])).code, 2);
    assert.equal((await runBin(['verify', `${file}.nope`])).code, 2);
  });

  test('with a key, only who has it can write lines that hold', async () => {
    const file = written(2, { key: 'a key of the operator' });
    assert.equal((await verify(file, 'a key of the operator')).ok, true);
    assert.equal((await verify(file, 'another')).ok, false);
    assert.equal((await verify(file)).ok, false);
    assert.throws(() => new AuditFile(file), /not written as it stands, or with another key/);
  });
});

describe('a torn last line', () => {
  for (const left of [1, 40, 150]) {
    test(`cut after ${left} bytes: said clearly, kept, and gone on after`, async () => {
      const file = written();
      const whole = fs.readFileSync(file);
      const last = whole.lastIndexOf(10, whole.length - 2) + 1;
      fs.writeFileSync(file, whole.subarray(0, last + left));
      const torn = await verify(file);
      assert.equal(torn.ok, false);
      assert.match(torn.text, new RegExp(`line 7, the last, is torn: it was cut after ${left} bytes.*The 6 lines before it hold`));
      const said = [];
      const audit = new AuditFile(file, { say: text => said.push(text) });
      audit.append({ event: 'call', call: 'x', tool: 'find_records' });
      audit.close();
      assert.match(said.join(), new RegExp(`was cut after ${left} bytes`));
      const again = await verify(file);
      assert.ok(again.ok, again.text);
      assert.match(again.text, /as the chain itself says: line 7/);
      // What is left of it cannot be changed afterwards either.
      const bytes = fs.readFileSync(file);
      bytes[last] = bytes[last] === 123 ? 124 : 123;
      fs.writeFileSync(file, bytes);
      assert.match((await verify(file)).text, /line 7 is the first that does not hold|the line before it is torn/);
    });
  }

  test('only the end of the line is missing', async () => {
    const file = written();
    const whole = fs.readFileSync(file);
    fs.writeFileSync(file, whole.subarray(0, -1));
    new AuditFile(file).close();
    const { ok, text } = await verify(file);
    assert.ok(ok, text);
  });
});

describe('several writers', () => {
  test('go on with one chain', async () => {
    const file = newFile();
    const writers = Array.from({ length: 3 }, () => new AuditFile(file));
    for (let i = 0; i < 30; i += 1) writers[i % 3].append({ event: 'call', call: `c${i}` });
    for (const writer of writers) writer.close();
    const { ok, text } = await verify(file);
    assert.ok(ok, text);
    assert.match(text, /all 33 lines hold; 30 calls/);
  });

  test('several servers at once', async () => {
    const file = newFile();
    const servers = await Promise.all(Array.from({ length: 3 }, () => startHttp(['--audit', file])));
    await Promise.all(servers.map(async server => {
      const client = await server.connect();
      await Promise.all(Array.from({ length: 20 }, () => call(client, 'list_models')));
      await client.close();
    }));
    await Promise.all(servers.map(server => server.close()));
    const { ok, text } = await verify(file);
    assert.ok(ok, text);
    assert.match(text, /60 calls, 0 of them/);
    assert.deepEqual(fs.readdirSync(folder).filter(name => name.includes('.lock')), []);
  });

  test('one that was ended in the midst of a line is mended by the others', async () => {
    const file = newFile();
    const said = [];
    const writer = new AuditFile(file, { say: text => said.push(text) });
    fs.appendFileSync(file, '{"seq":2,"time":"20');
    writer.append({ event: 'call', call: 'x' });
    writer.close();
    assert.match(said.join(), /was cut after 19 bytes/);
    const { ok, text } = await verify(file);
    assert.ok(ok, text);
  });

  test('the lock of a process that has ended is taken over; that of another machine is not', async () => {
    const file = newFile();
    const lock = content => fs.writeFileSync(`${file}.lock`, JSON.stringify({ host: os.hostname(), id: 'x', since: Date.now(), ...content }));
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    lock({ pid: child.pid });
    new AuditFile(file).close();
    lock({ pid: process.pid, since: performance.timeOrigin - 1000 });
    new AuditFile(file).close();
    assert.deepEqual(fs.readdirSync(folder).filter(name => name.includes('.lock')), []);
    lock({ pid: child.pid, host: 'elsewhere' });
    assert.throws(() => new AuditFile(file), /is being written by process \d+ on elsewhere/);
    fs.rmSync(`${file}.lock`);
    assert.equal((await verify(file)).ok, true);
  });

  test('after a kill the file goes on', async () => {
    const file = newFile();
    const server = await startHttp(['--audit', file]);
    await server.kill();
    await (await startHttp(['--audit', file])).close();
    assert.equal((await verify(file)).ok, true);
    assert.equal(records(file).filter(record => record.event === 'open').length, 2);
  });
});
