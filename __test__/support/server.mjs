// What private database servers of a test run share: a free port, an unprivileged user, programs, packages.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

export const isRoot = () => process.getuid?.() === 0;

/** The first folder that has all of the programs: one of `folders`, or on the PATH. */
export function folderWith(programs, folders) {
  return [...folders, ...(process.env.PATH || '').split(path.delimiter)].find(folder => programs.every(name => fs.existsSync(path.join(folder, name))));
}

/** Installs a Debian package, as root; answers whether that worked. */
export function install(title, packages) {
  if (process.platform !== 'linux' || !isRoot() || spawnSync('apt-get', ['--version']).error) return false;
  console.log(`• Installing ${title} (apt-get install ${packages.join(' ')})`);
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, stdio: 'inherit' };
  spawnSync('apt-get', ['update', '-q'], options);
  return spawnSync('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...packages], options).status === 0;
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Database servers refuse to run as root: as root, they run as `nobody`. */
export function asServerUser(command, args) {
  if (!isRoot()) return [command, args];
  return ['setpriv', ['--reuid=nobody', '--regid=nogroup', '--clear-groups', command, ...args]];
}

/** A temporary folder that belongs to the server's user. */
export function serverFolder(prefix) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), prefix));
  if (isRoot()) {
    const nobody = spawnSync('id', ['-u', 'nobody'], { encoding: 'utf8' }).stdout.trim();
    fs.chownSync(folder, Number(nobody), -1);
    fs.chmodSync(folder, 0o755);
  }
  return folder;
}

/** Runs a program as the server's user and waits for its end. */
export function execute(command, args) {
  const [program, all] = asServerUser(command, args);
  // Not through pipes: the server would inherit them and keep them open.
  const log = path.join(os.tmpdir(), `server-command-${process.pid}.log`);
  const out = fs.openSync(log, 'w');
  const result = spawnSync(program, all, { cwd: '/', stdio: ['ignore', out, out] });
  fs.closeSync(out);
  const text = fs.readFileSync(log, 'utf8');
  fs.rmSync(log);
  if (result.error || result.status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${result.error?.message || text}`);
}
