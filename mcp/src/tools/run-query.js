// run_query: one SQL statement that only reads.
import { z } from 'zod';
import { kit } from '../main-package.js';
import { bindInput, cutInWords, judged, sqlInput } from '../sql.js';
import { reading } from '../work.js';

const input = z.strictObject({
  sql: sqlInput,
  bind: bindInput,
  max_rows: z.int().min(1).max(1000).default(100)
});

const output = z.object({
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  rows: z.array(z.record(z.string(), z.unknown())),
  truncated: z.boolean(),
  cut: z.string().optional()
});

async function run(context, { sql, bind, max_rows: maxRows, tx }, signal) {
  const { sequelize, maxBytes } = context;
  // Before a connection is taken for it.
  await judged(async () => kit().admit(sequelize, sql, 'read'));
  const limits = { maxRows, maxBytes };
  const found = await judged(() => reading(context, tx, signal, control => kit().read(sequelize, sql, { ...control, ...limits, ...bind && { bind } })));
  const cut = cutInWords(found, limits);
  return { columns: found.columns, rows: found.rows, truncated: found.why !== null, ...cut && { cut } };
}

export default {
  name: 'run_query',
  profile: 'sql',
  unfiltered: true,
  inTransaction: true,
  description: 'Runs one SQL statement that only reads; the database refuses writes. Prefer find_records, which knows the models. inspect_schema tells the tables.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input,
  output,
  run
};
