// A private PostgreSQL server for a test run: its own data folder, a free port, gone afterwards.
import fs from 'node:fs';
import path from 'node:path';
import { execute, folderWith, freePort, install, serverFolder } from './server.mjs';

/** The folder with the server's programs: where Debian and macOS packages put them, or on the PATH. */
function binariesIn() {
  const versions = fs.existsSync('/usr/lib/postgresql')
    ? fs.readdirSync('/usr/lib/postgresql').sort((a, b) => Number(b) - Number(a)).map(v => `/usr/lib/postgresql/${v}/bin`) : [];
  return folderWith(['initdb', 'pg_ctl', 'postgres'], [...versions, '/opt/homebrew/opt/postgresql/bin']);
}

function installServer() {
  // The package would create and start a cluster of its own; the tests start theirs.
  const settings = '/etc/postgresql-common/createcluster.d';
  try {
    fs.mkdirSync(settings, { recursive: true });
    fs.writeFileSync(path.join(settings, 'no-main.conf'), 'create_main_cluster = false\n');
  } catch {
    return false;
  }
  return install('PostgreSQL', ['postgresql', 'postgresql-contrib']);
}

/** Starts a server. Answers `{ host, port, user, password, database, stop }`. */
export async function startPostgres() {
  let bin = binariesIn();
  if (!bin && installServer()) bin = binariesIn();
  if (!bin) {
    throw new Error('PostgreSQL is needed for the tests, and its programs (initdb, pg_ctl, postgres) were not found. '
      + 'On Debian and Ubuntu: apt-get install postgresql; as root the tests install it themselves.');
  }
  const folder = serverFolder('sequelize-native-pg-');
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
