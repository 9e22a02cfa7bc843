// One way for a process to end. argv: url, way. Prints how long it took to the last line of its own.
import { Sequelize } from '../../../lib/index.mjs';

const [url, way] = process.argv.slice(2);
const sequelize = new Sequelize(url, { logging: false });
const query = () => sequelize.query('SELECT 1 AS a', { type: 'SELECT' });
const slow = () => sequelize.query(url.startsWith('postgres') ? 'SELECT pg_sleep(20)' : url.startsWith('mariadb') ? 'SELECT SLEEP(20)' : 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n WHERE i < 0 LIMIT 1', { type: 'SELECT' });
const ways = {
  // Nothing keeps the process alive: neither the pool nor the runtime nor the queue.
  idle: () => query(),
  closed: async () => {
    await query();
    await sequelize.close();
  },
  // Connected, and a transaction left open by its user.
  transaction: async () => {
    await sequelize.transaction();
  },
  exitInCallback: () => query().then(() => process.exit(7)),
  exitInFlight: async () => {
    await query();
    slow().catch(() => {});
    setTimeout(() => process.exit(7), 30);
  },
  exitInHook: async () => {
    sequelize.addHook('beforeConnect', () => process.exit(7));
    await query();
  },
  throwInCallback: () => {
    query().then(() => { setTimeout(() => { throw new Error('uncaught'); }, 0); });
  },
  closeInFlight: async () => {
    await query();
    const running = slow().then(() => 'done', error => error.name);
    await new Promise(resolve => { setTimeout(resolve, 50); });
    await sequelize.close();
    console.log(await running);
  },
  signal: async () => {
    await query();
    slow().catch(() => {});
    setTimeout(() => process.kill(process.pid, 'SIGTERM'), 30);
  },
  forgotten: async () => {
    // Instances that nobody holds any more, some with work under way.
    for (let i = 0; i < 30; i++) {
      const other = new Sequelize(url, { logging: false, pool: { max: 2 } });
      if (i % 2) await other.query('SELECT 1');
      else other.query('SELECT 1').catch(() => {});
      if (i % 10 === 9) globalThis.gc?.();
    }
    globalThis.gc?.();
    await query();
  }
};
await ways[way]();
if (way !== 'closeInFlight') console.log('end');
