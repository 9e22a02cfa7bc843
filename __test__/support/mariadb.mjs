// A private MariaDB server for a test run: its own data folder, a free port, gone afterwards.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { asServerUser, execute, folderWith, freePort, install, serverFolder } from './server.mjs';

const PROGRAMS = ['mariadbd', 'mariadb-install-db'];
const POLICY = '/usr/sbin/policy-rc.d';

/** Where Debian puts a server and its tools: two folders, so each is looked for by itself. */
function programs() {
  const folders = ['/usr/sbin', '/usr/bin', '/opt/homebrew/bin', '/usr/local/bin'];
  const found = PROGRAMS.map(name => [name, folderWith([name], folders)]);
  return found.every(([, folder]) => folder) ? Object.fromEntries(found.map(([name, folder]) => [name, path.join(folder, name)])) : undefined;
}

/** The package would start a server of the system's; the tests start theirs. */
function installServer() {
  const ours = process.getuid?.() === 0 && !fs.existsSync(POLICY);
  if (ours) fs.writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    return install('MariaDB', ['mariadb-server']);
  } finally {
    if (ours) fs.rmSync(POLICY, { force: true });
  }
}

/** Resolves when the port takes connections; fails when the process has ended first. */
async function listening(child, port, log) {
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`mariadbd ended: ${fs.existsSync(log) ? fs.readFileSync(log, 'utf8') : 'no log'}`);
    const open = await new Promise(resolve => {
      const socket = net.connect(port, '127.0.0.1', () => { socket.destroy(); resolve(true); });
      socket.on('error', () => resolve(false));
    });
    if (open) return;
    await new Promise(resolve => { setTimeout(resolve, 50); });
  }
}

/** Starts a server. Answers `{ host, port, user, password, database, pid, run, kill, stop }`. */
export async function startMariadb() {
  let found = programs();
  if (!found && installServer()) found = programs();
  if (!found) {
    throw new Error('MariaDB is needed for the tests, and its programs (mariadbd, mariadb-install-db) were not found. '
      + 'On Debian and Ubuntu: apt-get install mariadb-server; as root the tests install it themselves.');
  }
  const folder = serverFolder('sequelize-native-mariadb-');
  const data = path.join(folder, 'data');
  const log = path.join(folder, 'log');
  const socket = path.join(folder, 'socket');
  const port = await freePort();
  const account = { user: 'tests', password: 'tests', database: 'tests' };
  execute(found['mariadb-install-db'], ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db', `--tmpdir=${folder}`]);
  const first = path.join(folder, 'first.sql');
  fs.writeFileSync(first, [
    `CREATE USER '${account.user}'@'%' IDENTIFIED BY '${account.password}';`,
    `GRANT ALL PRIVILEGES ON *.* TO '${account.user}'@'%' WITH GRANT OPTION;`,
    `CREATE DATABASE ${account.database};`
  ].join('\n'));
  const [program, args] = asServerUser(found.mariadbd, [
    '--no-defaults', `--datadir=${data}`, `--port=${port}`, `--socket=${socket}`, `--tmpdir=${folder}`, `--pid-file=${path.join(folder, 'pid')}`,
    `--log-error=${log}`, '--bind-address=127.0.0.1', '--skip-name-resolve', '--max-connections=300',
    '--character-set-server=utf8mb4', '--collation-server=utf8mb4_general_ci', '--innodb-flush-log-at-trx-commit=0',
    '--innodb-buffer-pool-size=64M', '--innodb-flush-method=nosync', '--innodb-doublewrite=0', '--skip-log-bin'
  ]);
  let child;
  const server = {
    host: '127.0.0.1', port, ...account, folder, socket, data,
    get pid() { return child.pid; },
    /** Starts it, or starts it again. */
    async run() {
      // The account is made once.
      const more = child ? [] : [`--init-file=${first}`];
      child = spawn(program, [...args, ...more], { cwd: '/', stdio: 'ignore' });
      child.unref();
      await listening(child, port, log);
    },
    /** Ends it at once; its data stay. */
    async kill() {
      const ended = once(child, 'exit');
      child.ref();
      child.kill('SIGKILL');
      await ended;
    },
    stop() {
      // Nothing in the folder is worth a clean end.
      child.kill('SIGKILL');
      fs.rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    }
  };
  try {
    await server.run();
  } catch (error) {
    server.stop();
    throw error;
  }
  return server;
}
