// createMcpServer: an application's models behind a handler for Express or node:http, or over stdio.
import { localhostHostValidation, localhostOriginValidation, toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { CONFIRM } from './call.js';
import { Contexts, LOCAL } from './context.js';
import { profilesOf } from './options.js';
import { protocolServer } from './server.js';
import { Transactions } from './transactions.js';

const KNOWN = new Set(['sequelize', 'profile', 'maxBytes', 'log', 'extend', 'roles', 'role', 'maskKey', 'transactions', 'timeout', 'confirm']);
const LOOPBACK = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/;

/**
 * @param {{ sequelize: object, profile?: string | string[], maxBytes?: number, log?: (text: string) => void, extend?: Function,
 *   roles?: Record<string, object>, role?: string, maskKey?: string,
 *   transactions?: { max?: number, idle?: number, ttl?: number }, timeout?: number, confirm?: 'host' | 'plan-only' | 'deny' }} options
 * `profile`: read (default), write. `maxBytes`: of the rows of one answer. `roles`, `role`, `maskKey`: see the README.
 * `transactions`: how many clients may hold open at once, and the seconds after which one is rolled back that rests
 * (`idle`), or that was begun without `ttl_s` (`ttl`). `timeout`: milliseconds a call may take; 0 for no end.
 * `confirm`: what clients that cannot ask their user may do.
 * `extend(server, { sealState, principal, access })` adds tools, resources and prompts of the application's own to each
 * McpServer of the SDK; `sealState` makes a `requestState` for them.
 */
export function createMcpServer(options) {
  const unknown = Object.keys(options).find(key => !KNOWN.has(key));
  if (unknown) throw new TypeError(`createMcpServer has no option ${JSON.stringify(unknown)}; it has ${[...KNOWN].join(', ')}`);
  const { sequelize, profile = 'read', maxBytes = 32768, log = () => {}, extend } = options;
  if (typeof sequelize?.getQueryInterface !== 'function') throw new TypeError('createMcpServer needs { sequelize }');
  if (extend !== undefined && typeof extend !== 'function') throw new TypeError('extend must be a function (server, { sealState })');
  const { timeout = 60_000, confirm = 'host' } = options;
  if (!Number.isInteger(timeout) || timeout < 0) throw new TypeError(`timeout takes milliseconds; got ${timeout}`);
  if (!CONFIRM.includes(confirm)) throw new TypeError(`confirm takes ${CONFIRM.join(', ')}; got ${JSON.stringify(confirm)}`);
  const transactions = new Transactions({ sequelize, ...options.transactions });
  const contexts = new Contexts({
    sequelize, profiles: profilesOf(profile), maxBytes, log, extend, roles: options.roles, maskKey: options.maskKey, transactions, timeout, confirm
  });
  const local = { ...LOCAL, role: options.role };
  contexts.of(local);
  const onerror = error => log(error.stack ?? String(error));
  const factory = () => protocolServer(contexts.of(local));
  const http = createMcpHandler(factory, { onerror });
  const node = toNodeHandler(http);
  const hostAllowed = localhostHostValidation();
  const originAllowed = localhostOriginValidation();
  return {
    /** For `app.use('/mcp', handler)` or node:http. Answers this machine only, since there is no authentication. */
    handler(req, res) {
      if (!LOOPBACK.test(req.socket.remoteAddress ?? '')) {
        res.writeHead(403, { 'Content-Type': 'application/json' }).end('{"error":"Only this machine may use /mcp"}');
        return undefined;
      }
      if (!hostAllowed(req, res) || !originAllowed(req, res)) return undefined;
      return node(req, res, req.body);
    },
    /** @param {import('node:stream').Writable} [stdout] @returns {{ close: () => Promise<void> }} */
    stdio(stdout = process.stdout) {
      return serveStdio(factory, { onerror, transport: new StdioServerTransport(process.stdin, stdout) });
    },
    /** Ends what is open; transactions that clients hold are rolled back. */
    async close() {
      await transactions.close();
      await http.close();
    }
  };
}
