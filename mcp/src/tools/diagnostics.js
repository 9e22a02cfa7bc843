// diagnostics: how the pool, the database and this server are, for those who look after them.
import { z } from 'zod';
import { mariadb } from '../diagnostics/mariadb.js';
import { postgres } from '../diagnostics/postgres.js';
import { sqlite } from '../diagnostics/sqlite.js';
import { readOnly } from '../read-only.js';
import { Refusal } from '../refusal.js';
import { withinBudget } from '../rows.js';

const DATABASES = { postgres, sqlite, mariadb };

const input = z.strictObject({
  what: z.enum(['pool', 'health', 'slow', 'locks', 'audit']),
  limit: z.int().min(1).max(100).default(20)
});

const output = z.object({
  what: z.string(),
  about: z.string().optional().describe('what the rows are'),
  facts: z.record(z.string(), z.unknown()).optional(),
  rows: z.array(z.record(z.string(), z.unknown())).optional(),
  cut: z.string().optional()
});

function poolOf({ sequelize, transactions }) {
  const { pool } = sequelize.connectionManager;
  const { size, available, using, waiting, maxSize } = pool;
  return { facts: { size, available, using, waiting, max: maxSize, transactionsHeldByClients: transactions.size, transactionsAtMost: transactions.max } };
}

function auditOf({ audit }, limit) {
  if (!audit) throw new Refusal('There is no audit file; it is named with --audit');
  return { rows: audit.latest(limit), about: 'the latest calls, the last first' };
}

async function ofDatabase({ sequelize }, what, limit, signal) {
  const database = DATABASES[sequelize.getDialect()];
  if (!database) throw new Refusal(`${what} is not known of ${sequelize.getDialect()}`);
  return readOnly(sequelize, signal, async control => {
    const queries = sequelize.getQueryInterface();
    const select = (table, options) => queries.select(null, table, { ...options, ...control, raw: true, type: 'SELECT' });
    const found = await database({ sequelize, select })[what](limit);
    if (what !== 'health') return found;
    const started = performance.now();
    const version = await sequelize.databaseVersion({ ...control });
    return { ...found, facts: { dialect: sequelize.getDialect(), version, answersInMs: Math.round(performance.now() - started), ...found.facts } };
  });
}

async function run(context, { what, limit }, signal) {
  const { rows, ...found } = what === 'pool' ? poolOf(context) : what === 'audit' ? auditOf(context, limit) : await ofDatabase(context, what, limit, signal);
  return { what, ...found, ...rows && withinBudget(rows, context.maxBytes) };
}

export default {
  name: 'diagnostics',
  profile: 'admin',
  unfiltered: true,
  description: 'pool: connections and held transactions. health: the database and its tables. slow: slow statements. locks: who waits for whom. audit: the latest calls.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input,
  output,
  run
};
