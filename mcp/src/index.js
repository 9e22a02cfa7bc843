// createMcpServer: an application's models behind a handler for Express or node:http, or over stdio.
import { hostHeaderValidation, originValidation, toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, localhostAllowedHostnames, localhostAllowedOrigins } from '@modelcontextprotocol/server';
import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { gate } from './auth/gate.js';
import { CONFIRM } from './call.js';
import { didYouMean } from './config/problem.js';
import { Contexts, LOCAL } from './context.js';
import { migratorOf } from './migrations.js';
import { profilesOf } from './options.js';
import { protocolServer } from './server.js';
import { Transactions } from './transactions.js';

const KNOWN = ['sequelize', 'profile', 'maxBytes', 'log', 'extend', 'roles', 'role', 'claims', 'maskKey', 'auth', 'allowedHosts', 'allowedOrigins', 'migrations', 'transactions', 'timeout', 'confirm', 'audit', 'auditKey', 'writeModels'];
const LOOPBACK = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/;

/**
 * @param {{ sequelize: object, profile?: string | string[], maxBytes?: number, log?: (text: string) => void, extend?: Function,
 *   roles?: Record<string, object>, role?: string, claims?: object, maskKey?: string, auth?: object, allowedHosts?: string[],
 *   allowedOrigins?: string[], audit?: string, auditKey?: string, writeModels?: string, migrations?: string | { path: string, pattern?: RegExp } | object,
 *   transactions?: { max?: number, idle?: number, ttl?: number }, timeout?: number, confirm?: 'host' | 'plan-only' | 'deny' }} options
 * as in the configuration file; the README has them all. `timeout`: milliseconds a call may take; 0 for no end.
 * `transactions`: how many clients may hold open at once, and the seconds after which one is rolled back that rests
 * (`idle`), or that was begun without `ttl_s` (`ttl`). `confirm`: what clients that cannot ask their user may do.
 * `writeModels`: a folder; define_model may write model files there.
 * `extend(server, { sealState, principal, access })` adds tools, resources and prompts of the application's own to each
 * McpServer of the SDK; `sealState` makes a `requestState` for them.
 */
export function createMcpServer(options) {
  const unknown = Object.keys(options).find(key => !KNOWN.includes(key));
  if (unknown) throw new TypeError(`createMcpServer has no option ${JSON.stringify(unknown)}.${didYouMean(unknown, KNOWN)} It has ${KNOWN.join(', ')}`);
  const { sequelize, profile = 'read', maxBytes = 32768, log = () => {}, extend, roles, role, maskKey, auth = {} } = options;
  if (typeof sequelize?.getQueryInterface !== 'function') throw new TypeError('createMcpServer needs { sequelize }');
  if (extend !== undefined && typeof extend !== 'function') throw new TypeError('extend must be a function (server, { sealState })');
  const { timeout = 60_000, confirm = 'host' } = options;
  if (!Number.isInteger(timeout) || timeout < 0) throw new TypeError(`timeout takes milliseconds; got ${timeout}`);
  if (!CONFIRM.includes(confirm)) throw new TypeError(`confirm takes ${CONFIRM.join(', ')}; got ${JSON.stringify(confirm)}`);
  const profiles = profilesOf(profile);
  const migrator = migratorOf(sequelize, options.migrations);
  if (profiles.has('migrate') && !migrator) throw new TypeError('The profile migrate needs migrations: the folder where they are');
  const transactions = new Transactions({ sequelize, ...options.transactions });
  const contexts = new Contexts({ sequelize, profiles, maxBytes, log, extend, migrator, roles, maskKey, transactions, timeout, confirm, writeModels: options.writeModels });
  const local = { ...LOCAL, role, claims: options.claims ?? {} };
  contexts.of(local);
  const guard = gate(auth, contexts.roles, log);
  if (options.audit !== undefined) contexts.openAudit(options.audit, options.auditKey);
  else if (options.auditKey !== undefined) throw new TypeError('auditKey goes with audit');
  const onerror = error => log(error.stack ?? String(error));
  const http = createMcpHandler(({ authInfo }) => protocolServer(contexts.of(guard ? authInfo.extra.principal : local)), { onerror });
  const node = toNodeHandler(http);
  const hostAllowed = hostHeaderValidation([...localhostAllowedHostnames(), ...options.allowedHosts ?? []]);
  const originAllowed = originValidation([...localhostAllowedOrigins(), ...options.allowedOrigins ?? []]);
  return {
    /** For `app.use('/mcp', handler)` or node:http. Without authentication it answers this machine only. */
    async handler(req, res) {
      if (!guard && !LOOPBACK.test(req.socket.remoteAddress ?? '')) {
        res.writeHead(403, { 'Content-Type': 'application/json' }).end('{"error":"Only this machine may use /mcp"}');
        return undefined;
      }
      if (!hostAllowed(req, res) || !originAllowed(req, res)) return undefined;
      try {
        if (guard && !await guard.enter(req, res)) return undefined;
        return await node(req, res, req.body);
      } catch (error) {
        onerror(error);
        if (!res.headersSent) res.writeHead(500, { 'Content-Type': 'application/json' });
        res.end();
        return undefined;
      }
    },
    /**
     * The protected-resource metadata (RFC 9728), at the root of the server: `app.use(metadata)` or node:http.
     *
     * @returns {Promise<boolean>} whether it has answered
     */
    async metadata(req, res, next) {
      const answered = guard ? await guard.metadata(req, res) : false;
      if (!answered) next?.();
      return answered;
    },
    /**
     * @param {import('node:stream').Writable} [stdout]
     * @returns {{ close: () => Promise<void>, ended: Promise<void> }} `ended` when the client has gone, or has been given up
     */
    stdio(stdout = process.stdout) {
      const transport = new StdioServerTransport(process.stdin, stdout);
      const { close } = serveStdio(() => protocolServer(contexts.of(local)), { onerror, transport });
      const served = transport.onclose;
      const ended = new Promise(resolve => {
        transport.onclose = () => {
          served?.();
          resolve();
        };
      });
      return { close, ended };
    },
    /** Ends what is open; transactions that clients hold are rolled back. */
    async close() {
      await transactions.close();
      await http.close();
      contexts.close();
    }
  };
}
