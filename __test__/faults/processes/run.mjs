// Runs one of this folder's scripts in a process of its own: a crash is an exit code or a signal here.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export function run(file, args = [], { timeout = 120000, node = [] } = {}) {
  return new Promise(resolve => {
    const started = performance.now();
    const script = fileURLToPath(new URL(file, import.meta.url));
    const child = spawn(process.execPath, [...node, script, ...args.map(String)], { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.on('data', data => { out += data; });
    child.stderr.on('data', data => { err += data; });
    const timer = setTimeout(() => child.kill('SIGKILL'), timeout);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, out, err, ms: performance.now() - started });
    });
  });
}
