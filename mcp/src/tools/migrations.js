// migrations: how each migration stands, and what a run would do.
import { z } from 'zod';
import { previewed, range, rangeOf, statusOf, stepOutput } from '../migrations.js';
import { Refusal } from '../refusal.js';
import { withinBudget } from '../rows.js';

const input = z.strictObject({ action: z.enum(['status', 'plan']), ...range, direction: range.direction.optional().describe('of plan; up') });

const output = z.object({
  migrations: z.array(z.looseObject({ name: z.string(), state: z.enum(['applied', 'pending', 'dirty', 'missing', 'changed']) })).optional(),
  steps: z.array(stepOutput).optional(),
  cut: z.string().optional()
});

async function run({ migrator, maxBytes }, { action, direction, ...args }) {
  if (action === 'status') {
    const surplus = Object.keys({ ...direction && { direction }, ...args })[0];
    if (surplus) throw new Refusal(`${surplus} goes with plan`);
    const found = await statusOf(migrator);
    // The latest are those that matter.
    const { rows } = withinBudget(found.reverse(), maxBytes);
    return { migrations: rows.reverse(), ...rows.length < found.length && { cut: `${found.length - rows.length} earlier migrations are not shown` } };
  }
  const found = await previewed(migrator, direction ?? 'up', rangeOf(args));
  const { rows } = withinBudget(found, maxBytes);
  return { steps: rows, ...rows.length < found.length && { cut: `${found.length - rows.length} later steps are not shown; use steps` } };
}

export default {
  name: 'migrations',
  profile: 'migrate',
  unfiltered: true,
  description: 'status: how each migration stands. plan: the SQL that a run of migrate would come to, and the way back. Changes nothing.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input,
  output,
  run
};
