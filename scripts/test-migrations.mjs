// `npm run test:migrations`: the migration tests with all rounds of races and kills; `npm test` runs a tenth of them.
import fs from 'node:fs';
import path from 'node:path';
import { prepare, root, run } from './prepare.mjs';

const HELP = `usage: npm run test:migrations [-- --rounds N]

Eight processes at once and processes killed at a random moment, on SQLite and PostgreSQL. N kills (default 100) and
half as many races per database. TEST_POSTGRES_URL names a server to use instead of a private one.
`;

const args = process.argv.slice(2);
if (args.includes('--help')) {
  process.stdout.write(HELP);
  process.exit(0);
}
const rounds = args.includes('--rounds') ? args[args.indexOf('--rounds') + 1] : '100';

await prepare();
const { startPostgres } = await import('../__test__/support/postgres.mjs');

let server;
const stop = () => {
  server?.stop();
  server = undefined;
};
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => { stop(); process.exit(130); });

try {
  if (!process.env.TEST_POSTGRES_URL) server = await startPostgres();
  const url = process.env.TEST_POSTGRES_URL || `postgres://${server.user}:${server.password}@${server.host}:${server.port}/${server.database}`;
  const folder = path.join(root, '__test__', 'migrations');
  const files = fs.readdirSync(folder).filter(name => name.endsWith('.test.mjs')).map(name => path.join(folder, name));
  process.exitCode = await run(process.execPath, ['--test', '--test-concurrency=1', ...files], { env: { ...process.env, TEST_POSTGRES_URL: url, ROUNDS: rounds } });
} finally {
  stop();
}
