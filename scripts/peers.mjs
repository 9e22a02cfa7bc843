// Installs what the benchmarks and the differential test compare with: Sequelize 6 and the JavaScript drivers.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fail, root } from './prepare.mjs';

const folder = path.join(root, 'benchmarks');
const there = (...parts) => fs.existsSync(path.join(folder, 'node_modules', ...parts));

function npm(...args) {
  const result = spawnSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder, stdio: 'inherit' });
  if (result.status !== 0) fail('The packages to compare with could not be installed; the messages stand above.');
}

const hasPlain = () => ['pg', 'mariadb', 'mysql2'].every(name => there(name));

/** Without native parts: enough for all but SQLite, in seconds. */
export function installPlainPeers() {
  if (hasPlain()) return;
  console.error('• Installing Sequelize 6 to compare with');
  npm('ci', '--ignore-scripts');
}

/** With native parts compiled, once. */
export function installPeers() {
  if (hasPlain() && there('better-sqlite3', 'build') && there('sqlite3', 'build')) return;
  console.error('• Installing the packages to compare with (their SQLite drivers compile from source)');
  if (hasPlain()) npm('rebuild', 'better-sqlite3', 'sqlite3');
  else npm('ci');
}
