// A worker that runs queries until it is terminated.
import { parentPort, workerData } from 'node:worker_threads';
import { Sequelize } from '../../../lib/index.mjs';

const { urls } = workerData;
const instances = urls.map(url => new Sequelize(url, { logging: false, pool: { max: 3, idle: 500 } }));
let told = false;
for (;;) {
  await Promise.all(instances.flatMap((sequelize, at) => Array.from({ length: 4 }, async (_, i) => {
    if (i === 3) {
      // A transaction too: termination finds pinned connections.
      await sequelize.transaction(async transaction => {
        await sequelize.query('SELECT 1 AS one', { type: 'SELECT', transaction });
      });
      return;
    }
    const sql = urls[at].startsWith('postgres') ? `SELECT ${i} AS one, pg_sleep(0.003)` : urls[at].startsWith('mariadb') ? `SELECT ${i} AS one, SLEEP(0.003)` : `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3000) SELECT count(*) AS one FROM n`;
    await sequelize.query(sql, { type: 'SELECT' });
  })));
  if (!told) {
    told = true;
    parentPort.postMessage('ready');
  }
}
