// The command: opens what the options name and serves it until it is told to end.
import http from 'node:http';
import { createMcpServer } from './index.js';
import { open } from './open.js';
import { HELP, parseOptions, UsageError } from './options.js';
import { version } from './version.js';

const say = text => process.stderr.write(`${text}\n`);

function listen(handler, port) {
  const server = http.createServer((req, res) => {
    if (new URL(req.url, 'http://localhost').pathname === '/mcp') handler(req, res);
    else res.writeHead(404, { 'Content-Type': 'text/plain' }).end('The endpoint is /mcp\n');
  });
  return new Promise((resolve, reject) => {
    server.once('error', error => reject(error.code === 'EADDRINUSE' ? new UsageError(`Port ${port} is in use`) : error));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

/** Resolves when the process is asked to end, or, over stdio, when the client has gone. */
function untilEnd(overStdio) {
  return new Promise(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, resolve);
    if (overStdio) for (const event of ['end', 'close']) process.stdin.once(event, resolve);
  });
}

async function serve(options, stdout) {
  const ended = untilEnd(options.port === undefined);
  const { sequelize, close, about } = await open(options);
  try {
    const mcp = createMcpServer({ sequelize, profile: [...options.profiles], log: say, ...options.maxBytes !== undefined && { maxBytes: options.maxBytes } });
    say(`sequelize-mcp-server ${version}: ${about}; profile ${[...options.profiles].join(', ')}`);
    if (options.port === undefined) {
      const stdio = mcp.stdio(stdout);
      await ended;
      await stdio.close();
    } else {
      const server = await listen(mcp.handler, options.port);
      say(`http://127.0.0.1:${server.address().port}/mcp`);
      await ended;
      server.closeAllConnections();
      await new Promise(resolve => { server.close(resolve); });
    }
    await mcp.close();
  } finally {
    await close();
  }
}

/** @returns {Promise<number>} the exit code */
export async function main(args, stdout) {
  try {
    const options = parseOptions(args);
    if (options.help) stdout.write(HELP);
    else if (options.version) stdout.write(`${version}\n`);
    else await serve(options, stdout);
    return 0;
  } catch (error) {
    say(error instanceof UsageError ? `${error.message}\n\n${HELP}` : error.stack);
    return error instanceof UsageError ? 2 : 1;
  }
}
