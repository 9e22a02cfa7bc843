// Projects for command line tests: a temporary folder with the checkout as its `sequelize`, and a database of its own.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createDatabase as create, dialects, dropDatabase, urlOf } from './databases.mjs';

const require = createRequire(import.meta.url);
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const { Sequelize } = require('../../lib');

export const programs = {
  theirs: path.join(root, 'node_modules', 'sequelize-cli', 'lib', 'sequelize'),
  ours: path.join(root, 'bin', 'sequelize-native')
};

/** The databases that can be tried here. */
export const databases = dialects;

let counter = 0;

function serverConfig(dialect, name) {
  const url = new URL(urlOf(dialect, name));
  return {
    dialect, host: url.hostname, port: Number(url.port), database: name,
    username: decodeURIComponent(url.username), password: decodeURIComponent(url.password)
  };
}

/**
 * @param {string} dialect one of `databases`
 * @param {{createDatabase?: boolean}} [options]
 */
export async function makeProject(dialect, { createDatabase = true } = {}) {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sn-cli-')));
  fs.mkdirSync(path.join(folder, 'node_modules'));
  fs.symlinkSync(root, path.join(folder, 'node_modules', 'sequelize'), 'dir');
  const name = `sn_cli_${process.pid}_${++counter}`;
  const config = dialect === 'sqlite'
    ? { dialect, storage: path.join(folder, 'database.sqlite') } : serverConfig(dialect, name);
  if (dialect !== 'sqlite') {
    await dropDatabase(dialect, name);
    if (createDatabase) await create(dialect, name);
  }
  const open = [];
  return {
    folder, config, dialect, name,
    url: dialect === 'sqlite' ? `sqlite:${config.storage}` : urlOf(dialect, name),
    file: (...parts) => path.join(folder, ...parts),
    read: (...parts) => fs.readFileSync(path.join(folder, ...parts), 'utf8'),
    list: (...parts) => (fs.existsSync(path.join(folder, ...parts)) ? fs.readdirSync(path.join(folder, ...parts)).sort() : []),
    write(file, text) {
      fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      fs.writeFileSync(path.join(folder, file), text);
    },
    writeConfig(more = {}) {
      this.write('config/config.json', JSON.stringify({ development: { ...config, ...more } }));
    },
    /** A Sequelize instance on the project's database; closed by `remove`. */
    connect(more = {}) {
      const sequelize = new Sequelize({ ...config, logging: false, ...more });
      open.push(sequelize);
      return sequelize;
    },
    /** Runs a program in the project's folder; answers what it printed and its exit code. */
    run(program, args, env = {}) {
      return new Promise((resolve, reject) => {
        const { NODE_ENV, NODE_TEST_CONTEXT, ...rest } = process.env;
        const child = spawn(process.execPath, [programs[program], ...args], { cwd: folder, env: { ...rest, ...env } });
        let stdout = '';
        let stderr = '';
        child.stdout.on('data', data => { stdout += data; });
        child.stderr.on('data', data => { stderr += data; });
        child.on('error', reject);
        child.on('close', code => resolve({ code, stdout, stderr, all: stdout + stderr }));
      });
    },
    async remove() {
      await Promise.all(open.map(sequelize => sequelize.close()));
      fs.rmSync(folder, { recursive: true, force: true });
      if (dialect !== 'sqlite') await dropDatabase(dialect, name);
    }
  };
}

/** The tables of the project's database, sorted by name; the runner's own details are no concern of a project. */
export async function tables(sequelize) {
  const names = await sequelize.getQueryInterface().showAllTables();
  return names.map(name => (typeof name === 'object' ? name.tableName : name)).filter(name => !/Details$/.test(name)).sort();
}

/** The names in a journal, in order; none where the table does not exist. */
export async function journal(sequelize, table = 'SequelizeMeta') {
  if (!(await tables(sequelize)).includes(table)) return [];
  const rows = await sequelize.getQueryInterface().select(null, table, { attributes: ['name'], order: ['name'], raw: true, type: 'SELECT' });
  return rows.map(row => row.name);
}
