// 2,000 random requests per database answer as Sequelize 6.37.8's do; `npm run test:differential` asks 20,000.
import assert from 'node:assert/strict';
import test from 'node:test';
import { installPlainPeers } from '../../scripts/peers.mjs';
import { dialects } from '../support/databases.mjs';
import { differences } from './differences.mjs';

installPlainPeers();
const { available, judge } = await import('./judge.mjs');
const seed = Number(process.env.SEED || Math.floor(Math.random() * 2 ** 31));

for (const dialect of ['sqlite', 'postgres', 'mariadb']) {
  let skip = false;
  if (!available(dialect)) skip = 'node-sqlite3 is not compiled here: npm run test:differential compiles it';
  else if (!dialects.includes(dialect)) skip = `needs TEST_${dialect.toUpperCase()}_URL`;
  test(`${dialect}: same rows, same class of error (SEED=${seed})`, { skip }, async () => {
    const { unexpected } = await judge({ dialect, seed, cases: 2000, atMost: 3 });
    assert.deepEqual(unexpected, [], `SEED=${seed} repeats it`);
  });
}

test('at most 20 deliberate differences, each with a reason', () => {
  assert.ok(differences.length <= 20);
  for (const { id, reason } of differences) assert.ok(reason.length > 40, id);
});
