// Random requests against Sequelize 6.37.8 on the same rows: same rows, same class of error.
import fc from 'fast-check';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { root } from '../../scripts/prepare.mjs';
import { createDatabase, dropDatabase, urlOf } from '../support/databases.mjs';
import { request } from './cases.mjs';
import { answer, reduced, same } from './compare.mjs';
import { define, fill } from './database.mjs';
import { differences } from './differences.mjs';

const require = createRequire(import.meta.url);

/** Where the reference stands; the benchmarks compare with the same packages. */
const peers = createRequire(path.join(root, 'benchmarks', 'package.json'));

/** What Sequelize 6 talks to a database with. */
const DRIVERS = { sqlite: 'sqlite3', postgres: 'pg', mariadb: 'mariadb' };

/** Whether the reference can be asked on this database. */
export function available(dialect) {
  try {
    peers('sequelize');
    peers(DRIVERS[dialect]);
    return true;
  } catch {
    return false;
  }
}

async function connections(dialect) {
  const Reference = peers('sequelize');
  const Ours = require(path.join(root, 'lib'));
  if (dialect === 'sqlite') {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sequelize-native-differential-'));
    const storage = path.join(folder, 'data.sqlite');
    const both = { dialect, storage };
    return { Reference, Ours, theirs: define(Reference, both), ours: define(Ours, both), clean: () => fs.rmSync(folder, { recursive: true, force: true }) };
  }
  const name = `sn_differential_${process.pid}`;
  await createDatabase(dialect, name);
  const at = new URL(urlOf(dialect, name));
  const both = { dialect, host: at.hostname, port: Number(at.port), username: decodeURIComponent(at.username), password: decodeURIComponent(at.password), database: name, pool: { max: 8 } };
  const clean = () => dropDatabase(dialect, name);
  return { Reference, Ours, theirs: define(Reference, both), ours: define(Ours, both), clean };
}

/**
 * Runs `cases` requests made from `seed`.
 *
 * @returns {Promise<{cases: number, errors: number, rows: number, expected: Record<string, number>, unexpected: object[]}>}
 */
export async function judge({ dialect, cases, seed, atMost = 5, progress = () => {} }) {
  const { Reference, Ours, theirs, ours, clean } = await connections(dialect);
  const totals = { cases: 0, errors: 0, rows: 0, expected: {}, unexpected: [] };
  const both = one => Promise.all([answer(Ours, ours, one), answer(Reference, theirs, one)]);
  const known = (one, a, b) => differences.find(entry => entry.expects(one, a, b, dialect));
  /** What kind of difference it is: a smaller request must show the same one. */
  const kind = one => `${one.error || 'rows'} ${(one.message || '').replace(/[^a-z ]/gi, '').slice(0, 16)}`;
  const differs = found => async one => {
    const [a, b] = await both(one);
    return !same(one, a, b) && !known(one, a, b) && kind(a) === found.kinds[0] && kind(b) === found.kinds[1];
  };
  try {
    await fill(theirs);
    const requests = fc.sample(request(dialect), { numRuns: cases, seed });
    const queue = requests.entries();
    const worker = async () => {
      for (const [at, one] of queue) {
        if (totals.unexpected.length >= atMost) return;
        const [a, b] = await both(one);
        totals.cases++;
        if (b.error) totals.errors++;
        else totals.rows += Array.isArray(b.value) ? b.value.length : 1;
        if (at % 1000 === 999) progress(at + 1);
        if (same(one, a, b)) continue;
        const entry = known(one, a, b);
        if (entry) totals.expected[entry.id] = (totals.expected[entry.id] || 0) + 1;
        else totals.unexpected.push({ at, request: one, kinds: [kind(a), kind(b)] });
      }
    };
    await Promise.all(Array.from({ length: 4 }, worker));
    for (const found of totals.unexpected) {
      found.request = await reduced(found.request, differs(found));
      [found.ours, found.theirs] = await both(found.request);
    }
  } finally {
    await Promise.allSettled([theirs.close(), ours.close()]);
    await clean();
  }
  return totals;
}
