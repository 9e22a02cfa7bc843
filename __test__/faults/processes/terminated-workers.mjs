// Eight workers, over and over, terminated at random moments: with the addon half loaded, with queries in flight.
// argv: rounds, seed, urls…
import { Worker } from 'node:worker_threads';
import { Sequelize } from '../../../lib/index.mjs';

const [rounds, seed, ...urls] = process.argv.slice(2);
let state = Number(seed) % 2147483647 || 1;
const random = () => (state = state * 48271 % 2147483647) / 2147483647;
const script = new URL('querying-worker.mjs', import.meta.url);
const problems = [];

async function life() {
  const worker = new Worker(script, { workerData: { urls } });
  worker.on('error', error => problems.push(error.message));
  const gone = new Promise(resolve => { worker.once('exit', resolve); });
  const ready = new Promise(resolve => { worker.once('message', resolve); });
  // One in four is stopped while it loads; the others while they query.
  if (random() < 0.25) await new Promise(resolve => { setTimeout(resolve, random() * 60); });
  else {
    await Promise.race([ready, gone]);
    await new Promise(resolve => { setTimeout(resolve, random() * 20); });
  }
  await worker.terminate();
}

// The main thread has an instance too: it must not notice.
const main = urls.map(url => new Sequelize(url, { logging: false }));
for (let round = 0; round < Number(rounds); round++) {
  if (process.env.VERBOSE) console.error(`round ${round} after ${Math.round(performance.now())} ms`);
  await Promise.all(Array.from({ length: 8 }, life));
  for (const sequelize of main) {
    const [row] = await sequelize.query(`SELECT ${round} AS a`, { type: 'SELECT' });
    if (row.a !== round) problems.push(`round ${round} answered ${row.a}`);
  }
}
for (const sequelize of main) await sequelize.close();
console.log(JSON.stringify({ rounds: Number(rounds), problems }));
