// `npm run test:migrations`: the migration tests with all rounds of races and kills; `npm test` runs a tenth of them.
import fs from 'node:fs';
import path from 'node:path';
import { prepare, root, run } from './prepare.mjs';

const HELP = `usage: npm run test:migrations [-- --rounds N]

Eight processes at once and processes killed at a random moment, on every database. N kills (default 100) and half
as many races per database. TEST_POSTGRES_URL and TEST_MARIADB_URL name servers to use instead of private ones.
`;

const args = process.argv.slice(2);
if (args.includes('--help')) {
  process.stdout.write(HELP);
  process.exit(0);
}
const rounds = args.includes('--rounds') ? args[args.indexOf('--rounds') + 1] : '100';

await prepare();
const { startServers } = await import('../__test__/support/servers.mjs');

let servers;
const stop = () => servers?.stop();
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => { stop(); process.exit(130); });

try {
  servers = await startServers();
  const folder = path.join(root, '__test__', 'migrations');
  const files = fs.readdirSync(folder).filter(name => name.endsWith('.test.mjs')).map(name => path.join(folder, name));
  process.exitCode = await run(process.execPath, ['--test', '--test-concurrency=1', ...files], { env: { ...process.env, ...servers.env, ROUNDS: rounds } });
} finally {
  stop();
}
