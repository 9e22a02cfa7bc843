// How a process ends: by itself when nothing is under way, at once when it is told to, never by a crash.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { serverDatabase, servers, size } from './support.mjs';
import { run } from './processes/run.mjs';

const ROUNDS = size('ROUNDS', 2);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sn-end-'));
const databases = await Promise.all(servers.map(async ({ dialect, title }) => ({ title, ...await serverDatabase(dialect, 'ends') })));
after(async () => {
  for (const database of databases) await database.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

const urls = { 'SQLite in memory': 'sqlite::memory:', 'a SQLite file': `sqlite:${path.join(folder, 'e.sqlite')}`, ...Object.fromEntries(databases.map(({ title, url }) => [title, url])) };
const expected = {
  idle: { code: 0 },
  closed: { code: 0 },
  transaction: { code: 0 },
  forgotten: { code: 0 },
  closeInFlight: { code: 0 },
  exitInCallback: { code: 7 },
  exitInFlight: { code: 7 },
  exitInHook: { code: 7 },
  throwInCallback: { code: 1 },
  signal: { code: null, signal: 'SIGTERM' }
};

for (const [name, url] of Object.entries(urls)) {
  describe(name, () => {
    let bare;
    before(async () => { bare = (await run('ending.mjs', ['sqlite::memory:', 'idle'])).ms; });
    for (const [way, { code, signal = null }] of Object.entries(expected)) {
      test(way, async () => {
        for (let round = 0; round < ROUNDS; round++) {
          const result = await run('ending.mjs', [url, way], { timeout: 15000, node: ['--expose-gc'] });
          assert.deepEqual({ code: result.code, signal: result.signal }, { code, signal }, result.err);
          assert.doesNotMatch(result.err, /panicked|Segmentation|FATAL/);
          if (way === 'closeInFlight') assert.match(result.out, /ConnectionError|DatabaseError|done/);
          // close() may wait for its grace; everything else ends as fast as a process that only loads.
          const limit = bare * 3 + (way === 'closeInFlight' ? 2500 : 1500);
          assert.ok(result.ms < limit, `${way} took ${result.ms.toFixed(0)} ms (limit ${limit.toFixed(0)})`);
        }
      });
    }
  });
}

test('two copies of the addon in one process', async () => {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const copy = path.join(folder, 'copy');
  fs.mkdirSync(copy);
  for (const part of ['lib', 'package.json']) fs.cpSync(path.join(root, part), path.join(copy, part), { recursive: true });
  fs.mkdirSync(path.join(copy, 'native'));
  for (const file of fs.readdirSync(path.join(root, 'native'))) fs.copyFileSync(path.join(root, 'native', file), path.join(copy, 'native', file));
  fs.symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
  for (const url of Object.values(urls)) {
    const { code, signal, err } = await run('loaded-twice.mjs', [path.join(copy, 'lib'), url]);
    assert.deepEqual({ code, signal }, { code: 0, signal: null }, err);
  }
});
