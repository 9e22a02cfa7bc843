// The command line where no addon was built or installed: what needs none works, the rest says what is missing.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { root } from '../support/projects.mjs';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sn-bare-'));
after(() => fs.rmSync(folder, { recursive: true, force: true }));
for (const part of ['bin', 'lib', 'package.json', 'native/index.js']) fs.cpSync(path.join(root, part), path.join(folder, part), { recursive: true });
fs.symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'dir');
const run = (...words) => spawnSync(process.execPath, [path.join(folder, 'bin/sequelize-native'), ...words], { cwd: folder, encoding: 'utf8' });

test('help, init and generate need no addon', () => {
  const help = run('--help');
  assert.equal(help.status, 0, help.stderr);
  assert.match(help.stdout, /db:migrate:diff/);
  for (const words of [['db:pull', '--help'], ['init'], ['migration:generate', '--name', 'first'], ['model:generate', '--name', 'User', '--attributes', 'name:string']]) {
    const { status, stderr } = run(...words);
    assert.equal(status, 0, `${words.join(' ')}: ${stderr}`);
  }
});

test('a command that connects says what is missing, in a few lines', () => {
  const { status, stdout, stderr } = run('db:migrate', '--url', 'sqlite::memory:');
  assert.equal(status, 1);
  assert.match(stdout + stderr, /found no addon for \S+ \S+ .*install it again .*npm run build makes it/);
  assert.ok((stdout + stderr).trim().split('\n').length <= 4, stderr);
});
