// The command as a client starts it: over stdio and over HTTP.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { createMcpServer } from '../src/index.js';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
export const bin = path.join(root, 'mcp', 'bin', 'sequelize-mcp-server.js');

const newClient = (mode, capabilities = {}) => new Client({ name: 'test', version: '1' }, { capabilities, versionNegotiation: { mode } });

export async function overStdio(args = [], mode = 'auto', capabilities = {}) {
  const client = newClient(mode, capabilities);
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [bin, ...args], cwd: root, stderr: 'ignore' }));
  return { client, close: () => client.close() };
}

/** @returns {Promise<{ code: number, stdout: string, stderr: string }>} of a start that ends by itself */
export async function runBin(args, env = {}) {
  const child = spawn(process.execPath, [bin, ...args], { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const out = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) child[name].on('data', chunk => { out[name] += chunk; });
  const [code] = await once(child, 'close');
  return { code, ...out };
}

export async function startHttp(args = [], env = {}) {
  const child = spawn(process.execPath, [bin, '--port', '0', ...args], { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', chunk => { stdout += chunk; });
  const url = await new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error(stderr)));
    child.stderr.on('data', chunk => {
      stderr += chunk;
      const [found] = /http:\/\/\S+\/mcp/.exec(stderr) ?? [];
      if (found) resolve(found);
    });
  });
  const connect = async (mode = 'auto') => {
    const client = newClient(mode);
    await client.connect(new StreamableHTTPClientTransport(new URL(url)));
    return client;
  };
  const close = async () => {
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
    return { code: child.exitCode, stdout, stderr };
  };
  const kill = async () => {
    child.kill('SIGKILL');
    if (child.exitCode === null) await once(child, 'exit');
  };
  return { url, connect, close, kill };
}

/** Calls a tool; an error of the tool is thrown. */
export async function call(client, name, args = {}) {
  const result = await client.callTool({ name, arguments: args });
  if (result.isError) throw new Error(result.content[0].text);
  return result.structuredContent;
}

/** createMcpServer over HTTP in this process: a client, and `connect` for more of them. */
export async function serve(sequelize, options = {}, clientOptions = {}) {
  const mcp = createMcpServer({ sequelize, ...options });
  const server = http.createServer(mcp.handler);
  await new Promise(resolve => { server.listen(0, '127.0.0.1', resolve); });
  const url = `http://127.0.0.1:${server.address().port}/mcp`;
  const clients = [];
  const connect = async ({ mode = 'auto', headers, ...more } = {}) => {
    const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode }, ...more });
    await client.connect(new StreamableHTTPClientTransport(new URL(url), headers && { requestInit: { headers } }));
    clients.push(client);
    return client;
  };
  const close = async () => {
    for (const client of clients) await client.close();
    await mcp.close();
    server.closeAllConnections();
    await new Promise(resolve => { server.close(resolve); });
  };
  return { client: await connect(clientOptions), connect, mcp, url, close };
}

/** Waits for what must come to be; fails where it does not. */
export async function until(condition) {
  const end = Date.now() + 10_000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error('It never came to be');
    await new Promise(resolve => { setTimeout(resolve, 20); });
  }
}

/** How many connections are at work for an instance of this process. SQLite's are seen by the files that are open. */
export function atWork(sequelize) {
  if (sequelize.getDialect() !== 'sqlite' || !fs.existsSync('/proc/self/fd')) return sequelize.core.pool.using;
  const storage = fs.realpathSync(sequelize.options.storage);
  const open = fs.readdirSync('/proc/self/fd').filter(fd => {
    try {
      return fs.readlinkSync(`/proc/self/fd/${fd}`) === storage;
    } catch {
      return false;
    }
  });
  // The one that serves whatever is not in a transaction stays open.
  return Math.max(0, open.length - 1);
}

/** A view that takes a minute to read. */
export const SLOW = {
  sqlite: 'CREATE VIEW slow AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 2000000000) SELECT max(n) AS id FROM c',
  postgres: 'CREATE VIEW slow AS SELECT length(pg_sleep(60)::text) AS id',
  mariadb: 'CREATE VIEW slow AS SELECT sleep(60) AS id',
  mysql: 'CREATE VIEW slow AS SELECT sleep(60) AS id'
};
