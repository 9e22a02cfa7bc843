// `npm run test:differential`: 20,000 random requests per database against Sequelize 6.37.8.
import { installPeers } from '../../scripts/peers.mjs';
import { prepare } from '../../scripts/prepare.mjs';

const HELP = `usage: npm run test:differential -- [options]

  --database D   sqlite, postgres or mariadb (default: all)
  --cases N      requests per database (default 20000)
  --found N      stop after N differences (default 5)
  SEED=n         repeats a run; its seed is printed
  TEST_POSTGRES_URL and TEST_MARIADB_URL name servers to use instead of private ones
`;
const args = process.argv.slice(2);
if (args.includes('--help')) {
  process.stdout.write(HELP);
  process.exit(0);
}
const option = (name, standard) => args.includes(name) ? args[args.indexOf(name) + 1] : standard;

await prepare();
installPeers();
const { startServers } = await import('../support/servers.mjs');
const databases = option('--database') ? [option('--database')] : ['sqlite', 'postgres', 'mariadb'];
const seed = Number(process.env.SEED || Math.floor(Math.random() * 2 ** 31));
const servers = await startServers(databases);
Object.assign(process.env, servers.env);
// The tests' databases are known by these variables.
const { judge } = await import('./judge.mjs');
let failed = false;
try {
  for (const dialect of databases) {
    const started = Date.now();
    console.log(`\n── ${dialect}, SEED=${seed}`);
    const totals = await judge({
      dialect, seed, cases: Number(option('--cases', 20000)), atMost: Number(option('--found', 5)),
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
  servers.stop();
}
process.exit(failed ? 1 : 0);
