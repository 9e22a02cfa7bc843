// The addon in two copies, by two paths, in one process. argv: path of the copy's folder, url
import { createRequire } from 'node:module';

const [copy, url] = process.argv.slice(2);
const load = createRequire(import.meta.url);
const first = load('../../../lib');
const second = load(copy);
if (first.Sequelize === second.Sequelize) throw new Error('that is the same copy');
const both = [first, second].map(({ Sequelize }) => new Sequelize(url, { logging: false }));
for (let i = 0; i < 20; i++) {
  const rows = await Promise.all(both.map(sequelize => sequelize.query(`SELECT ${i} AS a`, { type: 'SELECT' })));
  if (rows.some(([row]) => row.a !== i)) throw new Error('a wrong answer');
}
await both[0].close();
const [row] = await both[1].query('SELECT 1 AS a', { type: 'SELECT' });
if (row.a !== 1) throw new Error('a wrong answer');
await both[1].close();
