// Makes a fresh checkout ready to run: checks the tools, installs npm packages, builds the addon.
// Uses Node's own modules only, since nothing is installed yet when it starts.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** Ends the process with a message that says what to do. */
export function fail(message) {
  console.error(`\n${message}\n`);
  process.exit(1);
}

function say(message) {
  console.log(`• ${message}`);
}

function has(command, args = ['--version']) {
  const result = spawnSync(command, args, { stdio: 'ignore' });
  return !result.error && result.status === 0;
}

/** Runs a command and shows what it prints. Resolves with its exit code. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(signal ? 1 : code));
  });
}

function checkNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20) fail(`Node.js 20 or newer is needed; this is ${process.version}. See https://nodejs.org`);
}

function checkToolchain() {
  if (!has('cargo')) fail('Rust is needed to build the addon, and `cargo` was not found. Install it from https://rustup.rs and run the command again.');
  const compiler = process.platform === 'win32' ? ['cl', []] : [process.env.CC || 'cc', ['--version']];
  if (!has(...compiler)) fail('A C compiler is needed to build the bundled SQLite, and `cc` was not found. On Debian and Ubuntu: apt-get install build-essential');
}

/** A digest of what the addon is built from, so that it is built again when that changes. */
function sourceDigest() {
  const hash = createHash('sha256');
  const add = file => {
    const full = path.join(root, file);
    if (fs.statSync(full).isDirectory()) {
      for (const entry of fs.readdirSync(full).sort()) add(path.join(file, entry));
      return;
    }
    hash.update(file).update('\0').update(fs.readFileSync(full));
  };
  for (const file of ['Cargo.toml', 'Cargo.lock', 'build.rs', 'src']) add(file);
  return hash.digest('hex');
}

function addonFile() {
  const native = path.join(root, 'native');
  return fs.readdirSync(native).find(file => file.endsWith('.node'));
}

/** Those of the MCP server too, which is a workspace: its command stands where npx looks. */
async function installPackages() {
  const lock = path.join(root, 'package-lock.json');
  const installed = path.join(root, 'node_modules', '.package-lock.json');
  if (fs.existsSync(installed) && fs.statSync(installed).mtimeMs >= fs.statSync(lock).mtimeMs) return;
  say('Installing npm packages');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const code = await run(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (code !== 0) fail('npm ci failed; its messages stand above.');
  fs.utimesSync(installed, new Date(), new Date());
}

function buildAddon({ features = [] }) {
  const stamp = path.join(root, 'native', '.built');
  const digest = `${sourceDigest()} ${features.join(',')}`;
  if (addonFile() && fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === digest) return;
  checkToolchain();
  say('Building the addon (release profile; several minutes the first time)');
  const started = Date.now();
  if (!build({ features: features.join(' ') })) fail('The addon could not be built; the compiler\'s messages stand above.');
  fs.writeFileSync(stamp, digest);
  say(`Built in ${Math.round((Date.now() - started) / 1000)} s`);
}

/** Everything that must be there before the project runs. */
export async function prepare(options = {}) {
  checkNode();
  await installPackages();
  buildAddon(options);
}
