// Worker threads: they load the addon, query, and are terminated with queries in flight; the process lives.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { run } from './processes/run.mjs';
import { randomly, serverDatabase, servers, size } from './support.mjs';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sn-workers-'));
after(() => fs.rmSync(folder, { recursive: true, force: true }));

test('workers terminated at random moments bring nothing down', async () => {
  const rounds = size('ROUNDS', 15);
  const { seed } = randomly('terminated workers');
  const databases = await Promise.all(servers.map(({ dialect }) => serverDatabase(dialect, 'workers')));
  try {
    const { code, signal, out, err } = await run('terminated-workers.mjs', [rounds, seed, 'sqlite::memory:', `sqlite:${path.join(folder, 'w.sqlite')}`, ...databases.map(database => database.url)], { timeout: 60000 + rounds * 4000 });
    assert.deepEqual({ code, signal }, { code: 0, signal: null }, err);
    assert.deepEqual(JSON.parse(out), { rounds, problems: [] });
    for (const database of databases) assert.equal(await database.idleInTransaction(), 0);
  } finally {
    for (const database of databases) await database.stop();
  }
});
