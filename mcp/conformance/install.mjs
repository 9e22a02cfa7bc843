// Installs what the server is tried with, at pinned versions and in this folder: the official harnesses and clients.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const folder = path.dirname(fileURLToPath(import.meta.url));
export const root = path.resolve(folder, '..', '..');
const modules = path.join(folder, 'node_modules');
const venv = path.join(folder, '.venv');

/** The oldest Node that the harness and the inspector run on. */
const NEEDED = [22, 19];
const current = process.versions.node.split('.').map(Number);
const newEnough = current[0] > NEEDED[0] || (current[0] === NEEDED[0] && current[1] >= NEEDED[1]);

/** A Node that the harnesses run on: this one, or the one of npm's package `node`. */
export const node = newEnough ? process.execPath : path.join(modules, 'node', 'bin', 'node');
export const python = path.join(venv, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
export const program = (name, file) => path.join(modules, ...name.split('/'), ...file.split('/'));

function run(command, args) {
  const { status, error, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8', env: { ...process.env, PIP_DISABLE_PIP_VERSION_CHECK: '1' } });
  if (error?.code === 'ENOENT') return `${command} was not found`;
  return status === 0 ? '' : `${command} ${args.join(' ')} failed:\n${error?.message ?? ''}${stdout}${stderr}`;
}

/** Runs `make` unless it has succeeded since `lists` last changed. */
function once(stamp, lists, make) {
  const wanted = lists.map(name => fs.readFileSync(path.join(folder, name), 'utf8')).join('\0') + process.version;
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === wanted) return;
  make();
  fs.writeFileSync(stamp, wanted);
}

function must(problem, advice) {
  if (problem) throw new Error(`${problem}\n${advice}`);
}

export function installHarness(say) {
  once(path.join(modules, '.installed'), ['package-lock.json'], () => {
    say('Installing the official harnesses and the inspector');
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    must(run(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error', ...newEnough ? ['--omit=optional'] : []]), 'The harnesses are npm packages; see mcp/conformance/package.json.');
    must(run(node, ['--version']), `The harnesses need Node.js ${NEEDED.join('.')} or newer, and npm's package "node" brought none.`);
  });
}

export function installPython(say) {
  once(path.join(venv, '.installed'), ['requirements.txt'], () => {
    say('Installing the Python client');
    fs.rmSync(venv, { recursive: true, force: true });
    must(run('python3', ['-m', 'venv', venv]), 'The second client is written in Python: install Python 3.10 or newer with its venv module (Debian and Ubuntu: apt-get install python3-venv).');
    must(run(python, ['-m', 'pip', 'install', '--quiet', '-r', 'requirements.txt']), 'The second client is a package of PyPI; see mcp/conformance/requirements.txt.');
  });
}
