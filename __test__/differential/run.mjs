// `npm run test:differential`: 20,000 random requests per database against Sequelize 6.37.8.
import { installPeers } from '../../scripts/peers.mjs';
import { prepare } from '../../scripts/prepare.mjs';

const HELP = `usage: npm run test:differential -- [options]

  --database D   sqlite or postgres (default: both)
  --cases N      requests per database (default 20000)
  --found N      stop after N differences (default 5)
  SEED=n         repeats a run; its seed is printed
  TEST_POSTGRES_URL names a server to use instead of a private one
`;
const args = process.argv.slice(2);
if (args.includes('--help')) {
  process.stdout.write(HELP);
  process.exit(0);
}
const option = (name, standard) => args.includes(name) ? args[args.indexOf(name) + 1] : standard;

await prepare();
installPeers();
const { judge } = await import('./judge.mjs');
const { startPostgres } = await import('../support/postgres.mjs');
const databases = option('--database') ? [option('--database')] : ['sqlite', 'postgres'];
const seed = Number(process.env.SEED || Math.floor(Math.random() * 2 ** 31));
let url = process.env.TEST_POSTGRES_URL;
let server;
if (databases.includes('postgres') && !url) {
  server = await startPostgres();
  url = `postgres://${server.user}:${server.password}@${server.host}:${server.port}/${server.database}`;
}
let failed = false;
try {
  for (const dialect of databases) {
    const started = Date.now();
    console.log(`\n── ${dialect}, SEED=${seed}`);
    const totals = await judge({
      dialect, url, seed, cases: Number(option('--cases', 20000)), atMost: Number(option('--found', 5)),
      progress: at => process.stdout.isTTY && process.stdout.write(`\r${at}`)
    });
    const { cases, errors, rows, expected, unexpected } = totals;
    console.log(`${cases} requests (${errors} refused by Sequelize, ${rows} rows) in ${Math.round((Date.now() - started) / 1000)} s; `
      + `${Object.values(expected).reduce((a, b) => a + b, 0)} deliberate differences ${JSON.stringify(expected)}, ${unexpected.length} others`);
    for (const one of unexpected) {
      failed = true;
      console.log(JSON.stringify(one.request));
      console.log(`  ours:      ${JSON.stringify(one.ours).slice(0, 600)}\n  sequelize: ${JSON.stringify(one.theirs).slice(0, 600)}`);
    }
  }
} finally {
  server?.stop();
}
process.exit(failed ? 1 : 0);
