// The configuration: the file in all its forms, what beats what, and that nothing misspelt is passed over.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { mainPackage } from '../src/main-package.js';
import { readOptions } from '../src/options.js';
import { HELP, OPTIONS } from '../src/config/table.js';
import { call, overStdio, root, runBin, startHttp } from './support.mjs';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sequelize-mcp-config-'));
after(() => fs.rmSync(folder, { recursive: true, force: true }));
let number = 0;

function file(content, extension = 'json') {
  const name = path.join(folder, `sequelize-mcp.config.${number += 1}.${extension}`);
  fs.writeFileSync(name, typeof content === 'string' ? content : JSON.stringify(content));
  return name;
}

const read = (content, args = [], env = {}) => readOptions(['--config', file(content), ...args], env);
const refused = (content, message, args, env) => assert.rejects(read(content, args, env), error => error.name === 'UsageError' && message.test(error.message));

async function openModels(storage) {
  const { Sequelize, DataTypes } = mainPackage(root);
  const sequelize = new Sequelize({ dialect: 'sqlite', storage, logging: false });
  return sequelize.define('Pet', { name: DataTypes.STRING, chip: DataTypes.STRING }, { timestamps: false }).sync();
}

describe('the file', () => {
  const shape = {
    facility: 3000,
    sequelize: {
      dialect: 'postgres', host: 'localhost', port: 5432, database: 'app', username: 'me', password: 'secret', pool: { max: 5 }, define: { timestamps: false },
      migrations: { path: './migrations', pattern: '/^\\d+.*\\.js$/i' }
    }
  };

  test('the shape of the application\'s own configuration', async () => {
    const options = await read(shape);
    assert.equal(options.port, 3000);
    assert.deepEqual(options.migrations, { path: path.join(folder, 'migrations'), pattern: /^\d+.*\.js$/i });
    const { migrations, ...connection } = shape.sequelize;
    assert.deepEqual(options.sequelize, connection);
    assert.deepEqual([...options.profiles], ['read']);
  });

  test('as a module, with what JSON cannot have', async () => {
    for (const [extension, begin] of [['mjs', 'export default'], ['cjs', 'module.exports =']]) {
      const options = await readOptions(['--config', file(`${begin} { port: 1, profile: ['read', 'write'], migrations: { path: 'm', pattern: /^x/ }, roles: { a: { models: { User: { where: ({ claims }) => claims } } } } };`, extension)], {});
      assert.deepEqual([options.port, [...options.profiles], options.migrations.pattern], [1, ['read', 'write'], /^x/]);
      assert.equal(typeof options.roles.a.models.User.where, 'function');
    }
  });

  test('paths are of the file\'s folder, those of flags of the current one', async () => {
    const options = await read({ models: './models', audit: 'audit.jsonl', migrations: 'm' }, ['--audit', 'other.jsonl']);
    assert.equal(options.models, path.join(folder, 'models'));
    assert.equal(options.migrations.path, path.join(folder, 'm'));
    assert.equal(options.audit, path.resolve('other.jsonl'));
  });

  test('what is unknown or misspelt stops the start, with what was meant', async () => {
    await refused({ profiel: 'read' }, /unknown key "profiel"\. Did you mean "profile"\?/);
    await refused({ readOnly: true }, /unknown key "readOnly"/);
    await refused({ sequelize: { databse: 'app' } }, /sequelize: unknown key "databse"\. Did you mean "database"\?/);
    await refused({ sequelize: { migrations: { path: 'm', patern: 'x' } } }, /sequelize\.migrations: unknown key "patern"\. Did you mean "pattern"\?/);
    await refused({ auth: { token: ['x'] } }, /auth: unknown key "token"\. Did you mean "tokens"\?/);
    await refused({ auth: { jwt: { issuer: 'https://a', audiance: 'b' } } }, /auth\.jwt: unknown key "audiance"\. Did you mean "audience"\?/);
    await refused({ auth: { tokens: [{ token: 'x', rol: 'a' }] } }, /auth\.tokens\.0: unknown key "rol"\. Did you mean "role"\?/);
    await refused({ transactions: { maximum: 1 } }, /transactions: unknown key "maximum"/);
    await refused({ profile: 'wirte' }, /Unknown profile "wirte".*Did you mean "write"\?/);
    await refused({ allowedHosts: ['https://models.example'] }, /hostnames without scheme/);
    await refused({ port: '3000x' }, /port takes a number/);
    await refused({ port: 1, facility: 1 }, /given twice/);
    await refused({ migrations: 'a', sequelize: { migrations: { path: 'b' } } }, /are the same; give one/);
    await refused({ migrations: { path: 'a', pattern: '/(/' } }, /migrations\.pattern/);
    await refused({ sequelize: 'postgres://…' }, /sequelize must be an object/);
    await refused('{ "port": 1, }', /JSON/);
    await refused('[]', /must be an object/);
    await assert.rejects(readOptions(['--config', path.join(folder, 'nope.json')], {}), /there is no such file/);
    await assert.rejects(readOptions(['--config', file('', 'yaml')], {}), /must end in/);
    await assert.rejects(readOptions(['--config', file('export default 1', 'mjs')], {}), /must export an object/);
  });
});

describe('flags and environment', () => {
  test('a flag beats the file, which beats the environment', async () => {
    const env = { SEQUELIZE_MCP_PORT: '1', SEQUELIZE_MCP_PROFILE: 'admin', SEQUELIZE_MCP_URL: 'sqlite:env.sqlite', PATH: '/bin' };
    const options = await read({ port: 2, profile: 'write' }, ['--port', '3'], env);
    assert.deepEqual([options.port, [...options.profiles], options.url], [3, ['read', 'write'], 'sqlite:env.sqlite']);
    assert.deepEqual([...(await readOptions([], env)).profiles], ['read', 'admin']);
    assert.equal((await readOptions([], { SEQUELIZE_MCP_CONFIG: file({ port: 7 }) })).port, 7);
    assert.equal((await read({ facility: 2 }, ['--port', '3'])).port, 3);
  });

  test('tokens of the stronger source replace the others', async () => {
    const auth = { tokens: ['in-the-configuration'] };
    const env = { SEQUELIZE_MCP_TOKEN: 'in-the-environment' };
    assert.deepEqual((await read({ auth }, [], env)).auth.tokens, ['in-the-configuration']);
    assert.deepEqual((await read({ auth }, ['--token', 'a:b,c'], env)).auth.tokens, [{ written: 'a:b' }, { written: 'c' }]);
    assert.deepEqual((await readOptions([], env)).auth.tokens, [{ written: 'in-the-environment' }]);
  });

  test('every option has its flag or its variable, and its line in --help', async () => {
    for (const { name, flag, aliases = [] } of OPTIONS) {
      const variable = `SEQUELIZE_MCP_${name.replaceAll('-', '_').toUpperCase()}`;
      for (const word of flag === false ? [variable] : [name, ...aliases].map(item => `--${item}`)) assert.ok(HELP.includes(word), word);
      await assert.rejects(readOptions([], { [variable]: '' }), /is empty/);
    }
  });

  test('what is not known stops the start', async () => {
    const fails = (args, message, env = {}) => assert.rejects(readOptions(args, env), message);
    await fails(['--profil', 'read'], /Unknown option --profil\. Did you mean "--profile"\?/);
    await fails(['--read-only'], /Unknown option --read-only/);
    await fails(['--tokens', 'x'], /Did you mean "--token"\?/);
    await fails(['--mask-key', 'x'], /Unknown option --mask-key/);
    await fails([], /Unknown environment variable SEQUELIZE_MCP_PROFIL\. Did you mean "SEQUELIZE_MCP_PROFILE"\?/, { SEQUELIZE_MCP_PROFIL: 'read' });
    await fails(['--port', '1', '--facility', '1'], /under two names/);
    await fails(['--profile', 'read,'], /empty item/);
    await fails(['--confirm', 'always'], /takes host, plan-only, deny/);
    await fails(['--max-bytes', '-1'], /takes a number/);
  });
});

describe('a start with a configuration', () => {
  let config;
  before(async () => {
    fs.mkdirSync(path.join(folder, 'models'));
    fs.writeFileSync(path.join(folder, 'models', 'pet.cjs'), 'module.exports = (sequelize, DataTypes) => sequelize.define("Pet", { name: DataTypes.STRING, chip: DataTypes.STRING }, { timestamps: false });');
    const made = await openModels(path.join(folder, 'pets.sqlite'));
    await made.bulkCreate([{ name: 'Ada' }, { name: 'Alan' }]);
    await made.sequelize.close();
    config = file({ models: './models', sequelize: { dialect: 'sqlite', storage: path.join(folder, 'pets.sqlite') }, profile: 'write', role: 'guest', claims: { owner: 'Ada' }, roles: { guest: { models: { Pet: { deny: ['chip'], where: { name: { claim: 'owner' } } } } } } });
  });

  test('over stdio, in the role of the configuration or of the flag', async () => {
    const { client, close } = await overStdio(['--config', config]);
    const { models } = await call(client, 'list_models', { detail: 'full' });
    assert.deepEqual(models[0].attributes.map(item => item.name), ['id', 'name']);
    assert.deepEqual((await call(client, 'aggregate_records', { model: 'Pet', fn: 'count' })).groups, [{ value: 1 }]);
    assert.ok(!(await client.listTools()).tools.some(tool => tool.name === 'update_records'));
    await close();
    const { code, stderr } = await runBin(['--config', config, '--role', 'gest']);
    assert.equal(code, 2);
    assert.match(stderr, /There is no role "gest"\. Did you mean "guest"\?/);
  });

  test('a misspelt rule stops it', async () => {
    const wrong = file({ models: './models', sequelize: { dialect: 'sqlite', storage: path.join(folder, 'pets.sqlite') }, roles: { guest: { models: { Pet: { deny: ['chp'] } } } } });
    const { code, stderr } = await runBin(['--config', wrong]);
    assert.equal(code, 2);
    assert.match(stderr, /roles\.guest\.models\.Pet: Pet has no attribute "chp"\. Did you mean "chip"\?/);
  });

  test('over HTTP', async () => {
    const { url, close } = await startHttp(['--config', config]);
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/mcp$/);
    await close();
  });
});
