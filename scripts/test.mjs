// `npm test`: prepares the checkout, starts private database servers, runs every test, stops what it started.
import fs from 'node:fs';
import path from 'node:path';
import { build } from './build.mjs';
import { fail, prepare, root, run } from './prepare.mjs';

const HELP = `usage: npm test -- [options] [test files]

  --rust-only     only the Rust tests
  --js-only       only the JavaScript tests (on SQLite, PostgreSQL and MariaDB) and the type checks
  --help          this text

Without options: the Rust tests, the type checks, the JavaScript tests on SQLite, PostgreSQL and MariaDB.
TEST_POSTGRES_URL and TEST_MARIADB_URL name servers to use instead of private ones; their databases named sn_* are
dropped. MYSQL_URL names a MySQL server for the tests of the mysql dialect, which run on MariaDB without it.
`;

const args = process.argv.slice(2);
if (args.includes('--help')) {
  process.stdout.write(HELP);
  process.exit(0);
}
const files = args.filter(arg => !arg.startsWith('--'));
const unknown = args.find(arg => arg.startsWith('--') && !['--rust-only', '--js-only'].includes(arg));
if (unknown) fail(`Unknown option ${unknown}\n\n${HELP}`);

function testFiles(folder) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) return testFiles(full);
    return /\.test\.m?js$/.test(entry.name) ? [full] : [];
  }).sort();
}

const results = [];
async function step(name, command, commandArgs, env = {}) {
  console.log(`\n── ${name}`);
  const started = Date.now();
  const code = await run(command, commandArgs, { env: { ...process.env, ...env } });
  results.push({ name, code, seconds: ((Date.now() - started) / 1000).toFixed(1) });
}

/** Panics on purpose need exports of their own, in an addon beside the one that everything else uses. */
async function panicTests(env) {
  const addon = path.join(root, 'target', 'test-exports', 'sequelize-native.node');
  const built = build({ debug: true, features: 'test-exports', output: addon });
  if (!built) results.push({ name: 'Build with test exports', code: 1, seconds: 0 });
  const file = path.join(root, '__test__', 'faults', 'panics.test.mjs');
  // The traces of fifty panics help nobody.
  if (built) await step('Panic tests', process.execPath, ['--test', file], { ...env, NAPI_RS_NATIVE_LIBRARY_PATH: addon, RUST_BACKTRACE: '0' });
}

await prepare();
const { startServers } = await import('../__test__/support/servers.mjs');
const tsc = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');

let servers;
const stop = () => servers?.stop();
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => { stop(); process.exit(130); });

try {
  servers = await startServers();
  const { env } = servers;
  if (!args.includes('--js-only') && !files.length) await step('Rust tests', 'cargo', ['test', '--no-default-features', '--quiet'], env);
  if (!args.includes('--rust-only')) {
    if (!files.length) await step('Type checks', process.execPath, [tsc, '--noEmit', '-p', root]);
    const list = files.length ? files.map(file => path.resolve(file)) : ['__test__', path.join('mcp', '__test__')].flatMap(folder => testFiles(path.join(root, folder)));
    await step('JavaScript tests', process.execPath, ['--test', '--test-concurrency=2', ...list], env);
    if (!files.length) await panicTests(env);
  }
} finally {
  stop();
}

console.log('');
for (const { name, code, seconds } of results) console.log(`${code === 0 ? '✔' : '✘'} ${name} (${seconds} s)`);
process.exit(results.every(result => result.code === 0) ? 0 : 1);
