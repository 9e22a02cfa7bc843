// What the fault tests share: a database of one's own, random numbers that can be repeated, moments and deadlines.
import { Sequelize } from '../../lib/index.mjs';
import { startMariadb } from '../support/mariadb.mjs';
import { startPostgres } from '../support/postgres.mjs';

/** A size from the environment, with the value for a quick run. */
export const size = (name, quick) => Number(process.env[name] || quick);

/** Random numbers from SEED, or from a new seed; either is printed, so that a run can be repeated. */
export function randomly(what) {
  const seed = Number(process.env.SEED || Math.floor(Math.random() * 2 ** 31));
  console.log(`${what}: SEED=${seed}`);
  let state = seed | 0;
  // mulberry32
  const next = () => {
    state = state + 0x6D2B79F5 | 0;
    let t = Math.imul(state ^ state >>> 15, 1 | state);
    t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t;
    return ((t ^ t >>> 14) >>> 0) / 4294967296;
  };
  return { seed, next, below: n => Math.floor(next() * n), pick: list => list[Math.floor(next() * list.length)] };
}

/** What the tests of faults ask of a server, in its own words. */
const SERVERS = {
  postgres: {
    title: 'PostgreSQL', variable: 'TEST_POSTGRES_URL', start: startPostgres, quote: name => `"${name}"`, dropped: ' WITH (FORCE)',
    slow: seconds => `SELECT pg_sleep(${seconds})`,
    sessions: database => `SELECT count(*) AS n FROM pg_stat_activity WHERE datname = '${database}'`,
    idleInTransaction: database => `SELECT count(*) AS n FROM pg_stat_activity WHERE datname = '${database}' AND state LIKE 'idle in transaction%'`
  },
  mariadb: {
    title: 'MariaDB', variable: 'TEST_MARIADB_URL', start: startMariadb, quote: name => `\`${name}\``, dropped: '',
    slow: seconds => `SELECT SLEEP(${seconds})`,
    sessions: database => `SELECT count(*) AS n FROM information_schema.PROCESSLIST WHERE DB = '${database}'`,
    idleInTransaction: database => `SELECT count(*) AS n FROM information_schema.INNODB_TRX t JOIN information_schema.PROCESSLIST p ON p.ID = t.trx_mysql_thread_id WHERE p.DB = '${database}' AND p.COMMAND = 'Sleep'`
  }
};

/** The servers that can be tried here, and what they are called. */
export const servers = Object.entries(SERVERS).filter(([, { variable }]) => process.env[variable] || variable === 'TEST_POSTGRES_URL').map(([dialect, { title }]) => ({ dialect, title }));

/** An empty database of a dialect, on the server that the environment names or on a private one. */
export async function serverDatabase(dialect, name) {
  const words = SERVERS[dialect];
  const server = process.env[words.variable] ? undefined : await words.start();
  const url = new URL(process.env[words.variable] || urlOf(server, { protocol: dialect }));
  const admin = new Sequelize(url.href, { logging: false, pool: { max: 1 } });
  const database = `sn_faults_${name}_${process.pid}`;
  const drop = `DROP DATABASE IF EXISTS ${words.quote(database)}${words.dropped}`;
  await admin.query(drop);
  await admin.query(`CREATE DATABASE ${words.quote(database)}`);
  const own = new URL(url.href);
  own.pathname = `/${database}`;
  // A look from outside, over a connection of its own.
  const count = async sql => Number((await admin.query(sql, { type: 'SELECT', plain: true })).n);
  return {
    url: own.href,
    database,
    slow: words.slow,
    sessions: () => count(words.sessions(database)),
    idleInTransaction: () => count(words.idleInTransaction(database)),
    stop: async () => {
      await admin.query(drop);
      await admin.close();
      server?.stop();
    }
  };
}

/** The URL of a server's database, or of another one where the second argument says so. */
export function urlOf(server, where = {}) {
  const { protocol, user, password, host, port, database } = { ...server, ...where };
  return `${protocol}://${user}:${password}@${host}:${port}/${database}`;
}

export const sleep = ms => new Promise(resolve => { setTimeout(resolve, ms); });

/** Milliseconds that a promise took, and what came of it. */
export async function timed(promise) {
  const started = performance.now();
  const [outcome] = await Promise.allSettled([promise]);
  return { ms: performance.now() - started, value: outcome.value, error: outcome.reason };
}

/** Rejects where nothing has come after so many milliseconds: a hang becomes a failure of its test. */
export function within(ms, promise, what = 'the operation') {
  let timer;
  const late = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error(`${what} took longer than ${ms} ms`)), ms); });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Waits until something is so. */
export async function until(condition, ms = 5000, what = 'the condition') {
  const end = performance.now() + ms;
  while (!await condition()) {
    if (performance.now() > end) throw new Error(`${what} did not come true within ${ms} ms`);
    await sleep(10);
  }
}
