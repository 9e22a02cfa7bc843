// Under load no answer is wrong, none is another principal's, and nothing is left open. LOAD_CLIENTS, LOAD_SECONDS, SEED.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dialects } from '../../__test__/support/databases.mjs';
import { load } from './load.mjs';

const clients = Number(process.env.LOAD_CLIENTS ?? 20);
const seconds = Number(process.env.LOAD_SECONDS ?? 2);
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e6));

for (const dialect of dialects) {
  test(`${clients} clients for ${seconds} seconds on ${dialect}, SEED=${seed}`, { skip: dialect === 'sqlite' && process.platform !== 'linux' && 'open files are counted in /proc' }, async t => {
    const { calls, busy, committed, rolledBack, left, errors, before, rest, rows, expected } = await load({ dialect, clients, seconds, seed });
    t.diagnostic(`${calls} calls, ${busy} told to come back, ${committed} committed, ${rolledBack} rolled back, ${left} left open`);
    assert.deepEqual(errors.map(error => error.message), []);
    assert.deepEqual(rest, { transactions: 0, connections: before });
    assert.equal(rows, expected, 'what was committed is there, and nothing else');
    assert.ok(committed > 0 && rolledBack > 0 && calls > clients);
  });
}
