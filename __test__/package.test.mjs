// The published packages: packed, installed into an empty folder under the name `sequelize`, and used from there.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const addon = fs.readdirSync(path.join(root, 'native')).find(file => file.endsWith('.node'));
/** e.g. linux-x64-gnu */
const platform = addon.split('.').at(-2);

describe('the published packages', () => {
  let folder;
  let files;

  const npm = (args, cwd) => execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' });
  function pack(from) {
    const [packed] = JSON.parse(npm(['pack', '--json', '--pack-destination', folder], from));
    return packed;
  }
  /** Runs code in the project that has installed the packages; answers what it prints as JSON. */
  function run(code, type = 'commonjs') {
    const file = path.join(folder, 'app', `run.${type === 'module' ? 'mjs' : 'cjs'}`);
    fs.writeFileSync(file, code);
    const { NODE_OPTIONS, NODE_TEST_CONTEXT, ...env } = process.env;
    return JSON.parse(execFileSync(process.execPath, [file], { cwd: path.dirname(file), encoding: 'utf8', env }));
  }

  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sn-package-'));
    const main = pack(root);
    files = main.files.map(file => file.path);
    const native = path.join(folder, 'native');
    fs.cpSync(path.join(root, 'npm', platform), native, { recursive: true });
    fs.copyFileSync(path.join(root, 'native', addon), path.join(native, addon));
    const forPlatform = pack(native);
    fs.mkdirSync(path.join(folder, 'app'));
    fs.writeFileSync(path.join(folder, 'app', 'package.json'), JSON.stringify({
      name: 'app', private: true,
      dependencies: { sequelize: `file:../${main.filename}`, [forPlatform.name]: `file:../${forPlatform.filename}` }
    }));
    npm(['install', '--no-audit', '--no-fund', '--prefer-offline'], path.join(folder, 'app'));
  });
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  test('what is packed: the library, its types and its program; no addon, no sources', () => {
    for (const file of ['lib/index.js', 'lib/index.mjs', 'lib/errors/index.js', 'types/index.d.ts', 'native/index.js', 'bin/sequelize-native', 'README.md', 'LICENSE']) {
      assert.ok(files.includes(file), `${file} is missing`);
    }
    const folders = new Set(files.map(file => file.split('/')[0]));
    for (const name of ['src', 'tests', '__test__', 'target', 'docs', 'scripts', 'examples', 'benchmarks']) assert.ok(!folders.has(name), `${name} is packed`);
    assert.deepEqual(files.filter(file => file.endsWith('.node')), []);
  });

  test('require: the class, deep paths, the version, a query', () => {
    assert.deepEqual(run(`
      const { Sequelize, DataTypes } = require('sequelize');
      const errors = require('sequelize/lib/errors');
      const deep = require('sequelize/lib/data-types');
      (async () => {
        const sequelize = new Sequelize('sqlite::memory:', { logging: false });
        const User = sequelize.define('User', { name: { type: DataTypes.STRING, unique: true } });
        await sequelize.sync();
        await User.create({ name: 'ada' });
        const error = await User.create({ name: 'ada' }).catch(e => e);
        const [row] = await sequelize.query('SELECT name FROM Users', { type: 'SELECT' });
        console.log(JSON.stringify({
          version: require('sequelize/package.json').version, self: require('sequelize') === Sequelize, deep: deep === DataTypes,
          unique: error instanceof errors.UniqueConstraintError && error instanceof Sequelize.UniqueConstraintError,
          row, operators: require('sequelize/lib/operators') === Sequelize.Op
        }));
        await sequelize.close();
      })();`), { version: '6.38.0', self: true, deep: true, unique: true, row: { name: 'ada' }, operators: true });
  });

  test('import: named exports and the default', () => {
    assert.deepEqual(run(`
      import Default, { Sequelize, Model, DataTypes, Op, QueryTypes, Transaction, UniqueConstraintError } from 'sequelize';
      class Post extends Model {}
      const sequelize = new Sequelize('sqlite::memory:', { logging: false });
      Post.init({ title: DataTypes.STRING }, { sequelize });
      await sequelize.sync();
      await Post.bulkCreate([{ title: 'a' }, { title: 'b' }]);
      const found = await Post.findAll({ where: { title: { [Op.ne]: 'a' } } });
      console.log(JSON.stringify([found.map(post => post.title), typeof Default, QueryTypes.SELECT, typeof Transaction, typeof UniqueConstraintError]));
      await sequelize.close();`, 'module'), [['b'], 'function', 'SELECT', 'function', 'function']);
  });

  test('nothing else is installed than the two packages it depends on', () => {
    const installed = fs.readdirSync(path.join(folder, 'app', 'node_modules')).filter(name => !name.startsWith('.')).sort();
    assert.deepEqual(installed, ['inflection', 'sequelize', `sequelize-native-${platform}`, 'validator']);
  });

  test('its program runs', () => {
    const program = path.join(folder, 'app', 'node_modules', 'sequelize', 'bin', 'sequelize-native');
    assert.match(execFileSync(process.execPath, [program, '--help'], { encoding: 'utf8' }), /migrate/);
  });

  test('its types compile in a project of one\'s own', () => {
    const app = path.join(folder, 'app');
    fs.writeFileSync(path.join(app, 'app.ts'), `
      import { Sequelize, Model, DataTypes, Op, InferAttributes, InferCreationAttributes, CreationOptional } from 'sequelize';
      class User extends Model<InferAttributes<User>, InferCreationAttributes<User>> {
        declare id: CreationOptional<number>;
        declare name: string;
      }
      const sequelize = new Sequelize('sqlite::memory:', { logging: false });
      User.init({ id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true }, name: DataTypes.STRING }, { sequelize });
      export const found: Promise<User[]> = User.findAll({ where: { name: { [Op.like]: 'a%' } } });
      // @ts-expect-error a name is a text
      User.create({ name: 5 });`);
    const tsc = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const args = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'node16', '--moduleResolution', 'node16', '--typeRoots', path.join(root, 'node_modules', '@types'), '--types', 'node', 'app.ts'];
    try {
      execFileSync(process.execPath, [tsc, ...args], { cwd: app, encoding: 'utf8' });
    } catch (error) {
      assert.fail(error.stdout);
    }
  });
});
