// migrate: applies or reverts migrations, by a plan that was shown before.
import { z } from 'zod';
import { identities, previewed, range, rangeOf } from '../migrations.js';
import { withinBudget } from '../rows.js';

const input = z.strictObject({ ...range, plan: z.string().optional().describe('from the same call without it') });

const output = z.object({
  done: z.boolean(),
  steps: z.array(z.looseObject({ name: z.string() })).describe('as in migrations; when done, their names'),
  cut: z.string().optional(),
  plan: z.string().optional(),
  validUntil: z.string().optional()
});

const DONE = { up: ['migrating', 'migrated'], down: ['reverting', 'reverted'] };

/** Runs exactly those steps, and tells of each. */
async function perform({ migrator, report }, direction, names) {
  const [beginning, ended] = DONE[direction];
  let count = 0;
  const off = [
    migrator.on(beginning, ({ name }) => report(count + 0.5, names.length, `${beginning} ${name}`)),
    migrator.on(ended, ({ name }) => report(count += 1, names.length, `${ended} ${name}`))
  ];
  try {
    return await migrator[direction]({ migrations: names });
  } finally {
    for (const stop of off) stop();
  }
}

async function run(context, { plan, ...args }) {
  const { migrator, plans, maxBytes } = context;
  const { direction } = args;
  const options = rangeOf(args);
  const found = await identities(migrator, direction, options);
  const names = found.map(step => step.name);
  if (plan === undefined) {
    context.mayPlan();
    if (!names.length) return { done: false, steps: [] };
    const shown = await previewed(migrator, direction, options);
    const { rows: steps } = withinBudget(shown, maxBytes);
    const about = `${direction === 'up' ? 'Apply' : 'Revert'} ${names.length} migrations: ${names.join(', ')}`.slice(0, 1000);
    return {
      done: false, steps, ...steps.length < shown.length && { cut: `${shown.length - steps.length} later steps are in the plan, and not shown` },
      ...plans.make('migrate', args, { rows: names.length, effect: found, about })
    };
  }
  const sealed = plans.read('migrate', args, plan);
  context.confirm(sealed.about);
  sealed.take()(names.length, found);
  const done = await perform(context, direction, names);
  return { done: true, steps: done.map(({ name }) => ({ name })) };
}

export default {
  name: 'migrate',
  profile: 'migrate',
  unfiltered: true,
  // A step that is cut off has to be mended by hand.
  timeout: false,
  description: 'Applies (up) or reverts (down) migrations. Without plan: shows the SQL and the way back and gives a plan. With it: runs them, if files and database are still the same.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  input,
  output,
  run
};
