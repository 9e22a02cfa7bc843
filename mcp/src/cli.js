// The command: opens what the options name and serves it until it is told to end.
import fs from 'node:fs';
import http from 'node:http';
import { verify } from './audit/verify.js';
import { createMcpServer } from './index.js';
import { open } from './open.js';
import { HELP, readOptions, UsageError } from './options.js';
import { version } from './version.js';

const say = text => process.stderr.write(`${text}\n`);

const PATIENCE_MS = 5000;
const LOOPBACK = /^(localhost|::1|127\.\d+\.\d+\.\d+)$/;

function listen(mcp, port, host) {
  const answer = async (req, res) => {
    const [path] = req.url.split('?');
    if (path === '/mcp') await mcp.handler(req, res);
    else if (!await mcp.metadata(req, res)) res.writeHead(404, { 'Content-Type': 'text/plain' }).end('The endpoint is /mcp\n');
  };
  const server = http.createServer((req, res) => answer(req, res).catch(error => {
    say(error.stack);
    if (!res.headersSent) res.writeHead(500, { 'Content-Type': 'text/plain' });
    res.end();
  }));
  return new Promise((resolve, reject) => {
    server.once('error', error => reject(error.code === 'EADDRINUSE' ? new UsageError(`Port ${port} is in use`) : error));
    server.listen(port, host, () => resolve(server));
  });
}

/** Resolves when the process is asked to end, or, over stdio, when the client has gone. */
function untilEnd(overStdio, stdout) {
  return new Promise(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, resolve);
    if (!overStdio) return;
    for (const event of ['end', 'close']) process.stdin.once(event, resolve);
    // Once it has failed it may fail again, and an error without a listener would end the process first.
    stdout.on('error', resolve);
  });
}

/** Refuses before anything is opened what could not be served safely, or would be ignored. */
function checkListening({ port, host, auth, flags, role }) {
  if (port === undefined) {
    const idle = ['host', 'allowed-hosts', 'allowed-origins', 'token', 'token-file'].find(name => flags.includes(name));
    if (idle) throw new UsageError(`--${idle} goes with --port; over stdio there is no HTTP`);
    if (auth.tokens || auth.jwt) say(`Authentication is for HTTP; over stdio it is ${role === undefined ? 'the user of this machine' : `the role ${role}`}`);
  } else if (role !== undefined && (auth.tokens || auth.jwt)) {
    say(`The role ${role} is for whoever comes without authentication; over HTTP each token has its own`);
  } else if (host !== undefined && !LOOPBACK.test(host) && !auth.tokens && !auth.jwt) {
    throw new UsageError(`--host ${host} can be reached from other machines: it needs --token-file, --token or auth in the configuration`);
  }
}

const urlOf = ({ address, family, port }) => `http://${family === 'IPv6' ? `[${address}]` : address}:${port}/mcp`;

/** What createMcpServer says of an option is for whoever gave it. */
function create(options) {
  try {
    return createMcpServer(options);
  } catch (error) {
    throw error instanceof TypeError ? new UsageError(error.message) : error;
  }
}

/** A database that does not answer must not keep alive a server that is told to end. */
function endSoon() {
  setTimeout(() => {
    say(`What was open did not close within ${PATIENCE_MS / 1000} seconds`);
    process.exit(1);
  }, PATIENCE_MS);
}

async function serve(options, stdout) {
  checkListening(options);
  const { url, models, sequelize: connection, port, host = '127.0.0.1', profiles, profile, flags, ...rest } = options;
  const ended = untilEnd(port === undefined, stdout).then(endSoon);
  const { sequelize, close, about } = await open({ url, models, sequelize: connection });
  try {
    const allowedHosts = [...rest.allowedHosts ?? [], ...LOOPBACK.test(host) || /^(0\.0\.0\.0|::)$/.test(host) ? [] : [host]];
    const mcp = create({ ...rest, allowedHosts, sequelize, profile: [...profiles], log: say });
    say(`sequelize-mcp-server ${version}: ${about}; profile ${[...profiles].join(', ')}`);
    if (port === undefined) {
      const stdio = mcp.stdio(stdout);
      await Promise.race([ended, stdio.ended.then(endSoon)]);
      await stdio.close();
    } else {
      const server = await listen(mcp, port, host);
      say(urlOf(server.address()));
      await ended;
      server.closeAllConnections();
      await new Promise(resolve => { server.close(resolve); });
    }
    await mcp.close();
  } finally {
    await close();
  }
}

async function verifyFile(args, stdout) {
  const [file, ...more] = args;
  if (file === undefined || more.length || file.startsWith('-')) throw new UsageError('verify takes one file');
  if (!fs.existsSync(file)) throw new UsageError(`verify ${file}: there is no such file`);
  const { ok, text } = await verify(file, process.env.SEQUELIZE_MCP_AUDIT_KEY);
  stdout.write(`${text}\n`);
  return ok ? 0 : 1;
}

/** @returns {Promise<number>} the exit code */
export async function main(args, stdout) {
  try {
    if (args[0] === 'verify') return await verifyFile(args.slice(1), stdout);
    const options = await readOptions(args, process.env);
    if (options.help) stdout.write(HELP);
    else if (options.version) stdout.write(`${version}\n`);
    else await serve(options, stdout);
    return 0;
  } catch (error) {
    say(error instanceof UsageError ? `${error.message}\n\n${HELP}` : error.stack);
    return error instanceof UsageError ? 2 : 1;
  }
}
