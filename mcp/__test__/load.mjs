// Many clients of several principals at once, on a server process of its own: what they saw, and what is left of it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Sequelize } from '../../lib/index.mjs';
import { makeDatabase } from '../../__test__/support/databases.mjs';
import { bin, root, until } from './support.mjs';

const OWNERS = ['ada', 'alan', 'edsger', 'grace'];
const SEEDED = 50;
const BUSY = 'sequelize-mcp-server/busy';

/** Repeatable for a seed. */
function randomOf(seed) {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

async function startServer(url, folder) {
  const tokens = OWNERS.map(owner => ({ token: `token-of-${owner}-0123456789abcdef`, id: owner, role: 'member', claims: { owner } }));
  const config = {
    url, port: 0, profile: 'write', sequelize: { pool: { max: 10 } }, auth: { tokens },
    roles: { member: { profiles: ['read', 'write'], models: { note: { where: { owner: { claim: 'owner' } } } } } }
  };
  const file = path.join(folder, 'sequelize-mcp.config.json');
  fs.writeFileSync(file, JSON.stringify(config));
  const child = spawn(process.execPath, [bin, '--config', file], { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  const address = await new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error(stderr)));
    child.stderr.on('data', chunk => {
      stderr = `${stderr}${chunk}`.slice(-10_000);
      const [found] = /http:\/\/\S+\/mcp/.exec(stderr) ?? [];
      if (found) resolve(found);
    });
  });
  const connect = async owner => {
    const client = new Client({ name: owner, version: '1' }, { versionNegotiation: { mode: 'auto' } });
    const { token } = tokens.find(({ id }) => id === owner);
    await client.connect(new StreamableHTTPClientTransport(new URL(address), { requestInit: { headers: { Authorization: `Bearer ${token}` } } }));
    return client;
  };
  const close = async () => {
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
  };
  return { pid: child.pid, connect, close, stderr: () => stderr };
}

/** What one client does, one thing after the other, and what it must see. */
class Actor {
  constructor({ client, owner, number, random, shared }) {
    Object.assign(this, { client, owner, number, random, shared });
    this.made = 0;
  }

  /** @returns the answer, or undefined where the server asked to come back later */
  async call(name, args) {
    const result = await this.client.callTool({ name, arguments: args }, { timeout: 120_000 });
    this.shared.calls += 1;
    if (!result.isError) return result.structuredContent;
    if (result._meta?.[BUSY]) {
      this.shared.busy += 1;
      await new Promise(resolve => { setTimeout(resolve, 5 + this.random() * 20); });
      return undefined;
    }
    const error = new Error(`${name} ${JSON.stringify(args)}: ${result.content[0].text}`);
    error.told = result.content[0].text;
    throw error;
  }

  own(rows) {
    const foreign = rows.find(row => row.owner !== this.owner);
    if (foreign) throw new Error(`${this.owner} saw a row of ${foreign.owner}`);
    return rows;
  }

  async reads() {
    const found = await this.call('find_records', { model: 'note', limit: 20, order: ['-id'] });
    if (found) this.own(found.rows);
    const counted = await this.call('aggregate_records', { model: 'note', fn: 'count', group: ['owner'] });
    if (counted) this.own(counted.groups);
  }

  async status() {
    await this.call('transaction', { action: 'status' });
  }

  /** Somebody else's handle is of no use. */
  async steals() {
    const foreign = this.shared.handles.find(({ owner }) => owner !== this.owner);
    if (!foreign) return;
    try {
      await this.call('find_records', { model: 'note', tx: foreign.tx });
    } catch (error) {
      if (/no such transaction/.test(error.told)) return;
      throw error;
    }
    throw new Error(`${this.owner} used a transaction of ${foreign.owner}`);
  }

  async begin(options) {
    const begun = await this.call('transaction', { action: 'begin', ...options });
    if (!begun) return undefined;
    const [{ tx }] = begun.transactions;
    this.shared.handles.push({ owner: this.owner, tx });
    if (this.shared.handles.length > 20) this.shared.handles.shift();
    return tx;
  }

  /** Asks until it is answered: what holds a connection must be ended. */
  async must(name, args) {
    for (;;) {
      const answer = await this.call(name, args);
      if (answer) return answer;
    }
  }

  async writes() {
    // Some clients go away in the middle.
    if (this.random() < 0.02) return this.leaves();
    const text = `${this.number}-${this.made += 1}`;
    const tx = await this.begin();
    if (!tx) return;
    const seen = async more => this.own((await this.must('find_records', { model: 'note', where: { text }, ...more })).rows).length;
    await this.must('create_records', { model: 'note', values: [{ owner: this.owner, text }], tx });
    if (await seen({ tx }) !== 1) throw new Error('A transaction did not see what it wrote');
    const commit = this.random() < 0.55;
    await this.must('transaction', { action: commit ? 'commit' : 'rollback', tx });
    this.shared[commit ? 'committed' : 'rolledBack'] += 1;
    if (await seen({}) !== (commit ? 1 : 0)) throw new Error(`After ${commit ? 'commit' : 'rollback'} the row is ${commit ? 'missing' : 'there'}`);
  }

  async leaves() {
    const tx = await this.begin({ ttl_s: 1 });
    if (!tx) return;
    this.shared.left += 1;
    await this.call('create_records', { model: 'note', values: [{ owner: this.owner, text: 'left' }], tx }).catch(error => {
      if (!/seconds were over/.test(error.told)) throw error;
    });
  }

  async readsInOne() {
    const tx = await this.begin({ read_only: true });
    if (!tx) return;
    for (let i = 0; i < 2; i += 1) this.own((await this.must('find_records', { model: 'note', limit: 5, tx })).rows);
    await this.must('transaction', { action: 'commit', tx });
  }

  async forges() {
    const other = OWNERS.find(owner => owner !== this.owner);
    try {
      await this.call('create_records', { model: 'note', values: [{ owner: other, text: 'forged' }] });
    } catch (error) {
      if (/may not write such rows/.test(error.told)) return;
      throw error;
    }
  }

  async one() {
    const draw = this.random();
    const what = draw < 0.5 ? 'reads' : draw < 0.55 ? 'status' : draw < 0.6 ? 'steals' : draw < 0.62 ? 'forges' : draw < 0.75 ? 'readsInOne' : 'writes';
    await this[what]();
  }
}

/** @returns {Promise<object>} counts, the first errors, and what was left: connections, rows */
export async function load({ dialect, clients, seconds, seed }) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mcp-load-'));
  const database = await makeDatabase(dialect);
  const sequelize = new Sequelize(database.url, { logging: false });
  const numbers = { sqlite: 'INTEGER', postgres: 'SERIAL' }[dialect] ?? 'INTEGER AUTO_INCREMENT';
  await sequelize.query(`CREATE TABLE note (id ${numbers} PRIMARY KEY, owner VARCHAR(20) NOT NULL, text VARCHAR(40) NOT NULL)`);
  await sequelize.getQueryInterface().bulkInsert('note', OWNERS.flatMap(owner => Array.from({ length: SEEDED }, (_, i) => ({ owner, text: `seed ${i}` }))));
  const server = await startServer(database.url, folder);
  const connections = async () => {
    if (dialect === 'sqlite') {
      const storage = fs.realpathSync(sequelize.options.storage);
      return fs.readdirSync(`/proc/${server.pid}/fd`).filter(fd => fs.existsSync(`/proc/${server.pid}/fd/${fd}`) && fs.readlinkSync(`/proc/${server.pid}/fd/${fd}`) === storage).length;
    }
    const [rows] = await sequelize.query(dialect === 'postgres'
      ? 'SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> \'idle\''
      : 'SELECT t.trx_id FROM information_schema.innodb_trx t JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id WHERE p.db = database() AND p.id <> connection_id()');
    return rows.length;
  };
  try {
    const shared = { calls: 0, busy: 0, committed: 0, rolledBack: 0, left: 0, handles: [] };
    const errors = [];
    const actors = await Promise.all(Array.from({ length: clients }, async (_, number) => {
      const owner = OWNERS[number % OWNERS.length];
      return new Actor({ client: await server.connect(owner), owner, number, random: randomOf(seed * 1000 + number), shared });
    }));
    const before = await connections();
    const end = Date.now() + seconds * 1000;
    // A slow machine goes on until there is something to judge.
    const enough = () => shared.committed > 1 && shared.rolledBack > 1 || Date.now() > end + 60_000;
    await Promise.all(actors.map(async actor => {
      while ((Date.now() < end || !enough()) && errors.length < 10) await actor.one().catch(error => errors.push(error));
    }));
    // What was left open is reaped.
    const open = async () => {
      const found = await Promise.all(OWNERS.map(owner => actors.find(actor => actor.owner === owner).must('transaction', { action: 'status' })));
      return found.flatMap(({ transactions }) => transactions).length;
    };
    await until(async () => await open() === 0 && await connections() === before).catch(() => {});
    const rest = { transactions: await open(), connections: await connections() };
    await Promise.all(actors.map(({ client }) => client.close()));
    const rows = (await sequelize.query('SELECT count(*) AS n FROM note', { plain: true })).n;
    return { ...shared, handles: undefined, errors, before, rest, rows: Number(rows), expected: OWNERS.length * SEEDED + shared.committed };
  } finally {
    await server.close();
    await sequelize.close();
    await database.remove();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
