// transaction: begins, commits and rolls back a transaction that other calls then name by its handle.
import { z } from 'zod';
import { principalOf } from '../principal.js';
import { Refusal } from '../refusal.js';
import { MOST_SECONDS } from '../transactions.js';

const input = z.strictObject({
  action: z.enum(['begin', 'commit', 'rollback', 'status']),
  tx: z.string().optional().describe('the handle that begin gave; of commit, rollback, status'),
  isolation: z.enum(['READ UNCOMMITTED', 'READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE']).optional().describe('of begin'),
  read_only: z.boolean().optional().describe('of begin'),
  ttl_s: z.int().min(1).max(MOST_SECONDS).optional().describe('of begin: rolled back after so many seconds')
});

const one = z.object({
  tx: z.string(),
  state: z.enum(['open', 'committed', 'rolled_back', 'unknown']),
  readOnly: z.boolean(),
  isolation: z.string().optional(),
  reason: z.string().optional(),
  expiresAt: z.string().optional()
});

const output = z.object({ transactions: z.array(one) });

/** Why one ended may be in the words of the database. */
const shown = ({ access }, found) => ({ transactions: found.map(({ reason, ...item }) => (access.unrestricted && reason ? { ...item, reason } : item)) });

async function run(context, { action, tx, isolation, read_only: readOnly, ttl_s: ttl }, signal) {
  const { transactions } = context;
  const principal = principalOf(context);
  if (action === 'begin') {
    if (tx !== undefined) throw new Refusal('begin takes no tx; it gives one');
    return shown(context, [await transactions.begin(principal, { isolation, readOnly, ttl }, signal)]);
  }
  const surplus = Object.entries({ isolation, read_only: readOnly, ttl_s: ttl }).find(([, value]) => value !== undefined);
  if (surplus) throw new Refusal(`${surplus[0]} goes with begin`);
  if (action === 'status') return shown(context, transactions.status(principal, tx));
  if (tx === undefined) throw new Refusal(`${action} needs tx`);
  return shown(context, [await transactions[action](principal, tx)]);
}

export default {
  name: 'transaction',
  profile: 'write',
  description: 'Begins a transaction and gives its handle tx for the other tools; commits it, rolls it back, or says how it stands. Ends by itself after ttl_s.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  input,
  output,
  run
};
