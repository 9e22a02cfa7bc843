// A private PostgreSQL server for a test run: its own data folder, a free port, gone afterwards.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

const BINARIES = ['initdb', 'pg_ctl', 'postgres'];

/** The folder with the server's programs: on the PATH, or where Debian and macOS packages put them. */
function binariesIn() {
  const versions = fs.existsSync('/usr/lib/postgresql')
    ? fs.readdirSync('/usr/lib/postgresql').sort((a, b) => Number(b) - Number(a)).map(v => `/usr/lib/postgresql/${v}/bin`) : [];
  const folders = [...versions, ...(process.env.PATH || '').split(path.delimiter), '/opt/homebrew/opt/postgresql/bin'];
  return folders.find(folder => BINARIES.every(name => fs.existsSync(path.join(folder, name))));
}

const isRoot = () => process.getuid?.() === 0;

function installServer() {
  if (process.platform !== 'linux' || !isRoot() || spawnSync('apt-get', ['--version']).error) return false;
  console.log('• Installing PostgreSQL (apt-get install postgresql)');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // The package would create and start a cluster of its own; the tests start theirs.
  fs.mkdirSync('/etc/postgresql-common/createcluster.d', { recursive: true });
  fs.writeFileSync('/etc/postgresql-common/createcluster.d/no-main.conf', 'create_main_cluster = false\n');
  spawnSync('apt-get', ['update', '-q'], { env, stdio: 'inherit' });
  const result = spawnSync('apt-get', ['install', '-q', '-y', '--no-install-recommends', 'postgresql', 'postgresql-contrib'], { env, stdio: 'inherit' });
  return result.status === 0;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** PostgreSQL refuses to run as root: as root, the server runs as `nobody`. */
function asServerUser(command, args) {
  if (!isRoot()) return [command, args];
  return ['setpriv', ['--reuid=nobody', '--regid=nogroup', '--clear-groups', command, ...args]];
}

function execute(command, args) {
  const [program, all] = asServerUser(command, args);
  // Not through pipes: the server would inherit them and keep them open.
  const log = path.join(os.tmpdir(), `pg-command-${process.pid}.log`);
  const out = fs.openSync(log, 'w');
  const result = spawnSync(program, all, { cwd: '/', stdio: ['ignore', out, out] });
  fs.closeSync(out);
  const text = fs.readFileSync(log, 'utf8');
  fs.rmSync(log);
  if (result.error || result.status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${result.error?.message || text}`);
}

/** Starts a server. Answers `{ host, port, user, password, database, stop }`. */
export async function startPostgres() {
  let bin = binariesIn();
  if (!bin && installServer()) bin = binariesIn();
  if (!bin) {
    throw new Error('PostgreSQL is needed for the tests, and its programs (initdb, pg_ctl, postgres) were not found. '
      + 'On Debian and Ubuntu: apt-get install postgresql; as root the tests install it themselves.');
  }
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sequelize-native-pg-'));
  if (isRoot()) {
    const nobody = spawnSync('id', ['-u', 'nobody'], { encoding: 'utf8' }).stdout.trim();
    fs.chownSync(folder, Number(nobody), -1);
    fs.chmodSync(folder, 0o755);
  }
  const data = path.join(folder, 'data');
  const port = await freePort();
  execute(path.join(bin, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync']);
  const settings = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200`;
  execute(path.join(bin, 'pg_ctl'), ['-D', data, '-w', '-l', path.join(folder, 'log'), '-o', settings, 'start']);
  const stop = () => {
    try {
      execute(path.join(bin, 'pg_ctl'), ['-D', data, '-w', '-m', 'immediate', 'stop']);
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  };
  return { host: '127.0.0.1', port, user: 'postgres', password: 'unused', database: 'postgres', folder, bin, data, stop };
}
