// What the documentation says is so: its configurations start the server, its tools and options are those that there are.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { readFile } from '../src/config/file.js';
import { byFlag, byVariable, OPTIONS, PROFILES } from '../src/config/table.js';
import { toolNames, toolsOf } from '../src/tools/index.js';
import { call, root } from './support.mjs';

const read = file => fs.readFileSync(path.join(root, file), 'utf8');
const GUIDE = read('docs/mcp.md');
const README = read('mcp/README.md');

const jsonBlocks = text => [...text.matchAll(/```json\n([^]*?)```/g)].map(([, json]) => JSON.parse(json));
const serversOf = block => Object.values(block.mcpServers ?? block.servers ?? {});
/** The cells of the table whose first row begins so. */
const table = (text, head) => {
  const lines = text.slice(text.indexOf(`| ${head} |`)).split('\n');
  return lines.slice(2, lines.findIndex(line => !line.startsWith('|'))).map(line => line.split('|').slice(1, -1).map(cell => cell.trim()));
};
const quoted = cell => [...cell.matchAll(/`([^`]+)`/g)].map(([, word]) => word);

const blocks = jsonBlocks(GUIDE);
const entries = blocks.flatMap(serversOf);

test('the guide has configurations for stdio and HTTP', () => {
  assert.deepEqual(entries.map(entry => (entry.command ? 'stdio' : 'http')), ['stdio', 'stdio', 'stdio', 'http', 'http']);
  for (const { url } of entries.filter(entry => entry.url)) assert.equal(new URL(url).pathname, '/mcp');
});

test('flags and variables in the configurations are options, with values that they take', () => {
  for (const { args = [], env = {} } of entries) {
    for (let at = 1; at < args.length; at += 2) {
      const option = byFlag.get(args[at].slice(2));
      assert.ok(option && args[at].startsWith('--'), args[at]);
      option.read(args[at + 1], args[at]);
    }
    for (const name of Object.keys(env)) assert.ok(byVariable.has(name), name);
  }
});

test('inputs that are used are asked for', () => {
  for (const block of blocks) {
    const used = [...JSON.stringify(block).matchAll(/\$\{input:([\w-]+)\}/g)].map(([, id]) => id);
    assert.deepEqual(used, (block.inputs ?? []).map(input => input.id));
  }
});

test('variables, flags and tools that the texts name exist', () => {
  for (const [file, text] of Object.entries({ GUIDE, README })) {
    for (const [, name] of text.matchAll(/\b(SEQUELIZE_MCP_[A-Z_]*[A-Z])\b/g)) assert.ok(byVariable.has(name), `${file}: ${name}`);
    for (const line of text.split('\n').filter(each => /sequelize-mcp-server( |`)/.test(each) && !/inspector/.test(each))) {
      for (const [, name] of line.matchAll(/ --([a-z-]+)/g)) assert.ok(byFlag.has(name) || ['help', 'version'].includes(name), `${file}: --${name}`);
    }
  }
});

test('every option is in the README, with its variable and default', () => {
  const rows = table(README, 'flag');
  for (const { name, aliases = [], flag, default: normal } of OPTIONS) {
    const variable = [...byVariable].find(([, option]) => option.name === name)[0];
    const row = rows.find(cells => quoted(cells[2]).includes(variable));
    assert.ok(row, `${variable} is in the table`);
    assert.deepEqual(quoted(row[0]), flag === false ? [] : [name, ...aliases].map(word => `--${word}`));
    if (normal !== undefined) assert.ok(row[4].replaceAll('`', '').startsWith(normal), `${name}: ${row[4]}`);
  }
  assert.deepEqual(rows.flatMap(cells => quoted(cells[2])).sort(), [...byVariable.keys()].sort());
});

test('the documented tools are the registered ones, in the profiles that they are in', () => {
  const registered = {};
  for (const profile of PROFILES) {
    for (const tool of toolsOf(new Set(PROFILES))) if ([tool.profile].flat().join(' and ') === profile) (registered[profile] ??= []).push(tool.name);
  }
  for (const tool of toolsOf(new Set(PROFILES)).filter(({ profile }) => Array.isArray(profile))) (registered[tool.profile.join(' and ')] ??= []).push(tool.name);

  const guide = Object.fromEntries(table(GUIDE, 'profile').map(([profile, tools]) => [profile.replaceAll('`', ''), quoted(tools).sort()]));
  const readme = {};
  for (const [profile, tool] of table(README, 'profile')) (readme[profile.replace(' (default)', '')] ??= []).push(...quoted(tool));
  for (const names of [...Object.values(readme), ...Object.values(registered)]) names.sort();
  assert.deepEqual(guide, registered);
  assert.deepEqual(readme, registered);
  assert.equal(Object.values(guide).flat().length, toolNames.length);
});

describe('the configurations start the server', () => {
  let app;
  before(() => {
    app = fs.mkdtempSync(path.join(os.tmpdir(), 'sequelize-mcp-app-'));
    fs.mkdirSync(path.join(app, 'node_modules'));
    fs.symlinkSync(path.join(root, 'mcp'), path.join(app, 'node_modules', 'sequelize-mcp-server'));
    fs.symlinkSync(root, path.join(app, 'node_modules', 'sequelize-native'));
    fs.mkdirSync(path.join(app, 'models'));
    fs.writeFileSync(path.join(app, 'models', 'define.js'), 'module.exports = (sequelize, DataTypes) => sequelize.define(\'Person\', { name: DataTypes.STRING }, { timestamps: false });');
    fs.writeFileSync(path.join(app, 'models', 'index.js'), `
      const { Sequelize, DataTypes } = require('sequelize-native');
      const sequelize = new Sequelize({ dialect: 'sqlite', storage: ${JSON.stringify(path.join(app, 'app.sqlite'))}, logging: false });
      require('./define.js')(sequelize, DataTypes);
      module.exports = { sequelize };`);
    fs.writeFileSync(path.join(app, 'sequelize-mcp.config.json'), JSON.stringify(blocks[0]));
  });
  after(() => fs.rmSync(app, { recursive: true }));

  for (const [i, name] of ['Claude Desktop', 'VS Code', 'Cursor'].entries()) {
    test(name, async () => {
      const { command, args, env } = JSON.parse(JSON.stringify(entries[i])
        .replaceAll('/path/to/app', app).replaceAll('${workspaceFolder}', app).replaceAll('${input:database-url}', `sqlite:${app}/app.sqlite`));
      assert.equal(command, 'node');
      const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'legacy' } });
      await client.connect(new StdioClientTransport({ command: process.execPath, args, env, cwd: os.tmpdir(), stderr: 'ignore' }));
      const { models } = await call(client, 'list_models', { detail: 'names' });
      assert.deepEqual(models, [{ name: 'Person' }]);
      const { tools } = await client.listTools();
      assert.deepEqual(tools.map(tool => tool.name), toolsOf(new Set(name === 'Cursor' ? ['read', 'write'] : ['read'])).map(tool => tool.name));
      await client.close();
    });
  }

  test('the README\'s configuration file is read', async () => {
    const files = jsonBlocks(README).filter(block => block.sequelize);
    assert.ok(files.length);
    for (const [i, content] of files.entries()) {
      const file = path.join(app, `readme-${i}.json`);
      fs.writeFileSync(file, JSON.stringify(content));
      const options = await readFile(file);
      assert.equal(options.port, content.port);
    }
  });
});
