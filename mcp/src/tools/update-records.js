// update_records: changes rows of a model by a plan that was shown before.
import { z } from 'zod';
import { change, changeOutput } from '../change.js';
import { checkedValues } from '../values.js';

const input = z.strictObject({
  model: z.string(),
  where: z.record(z.string(), z.unknown()).describe('as in find_records'),
  values: z.record(z.string(), z.unknown()),
  plan: z.string().optional().describe('from the same call without it')
});

async function run(context, { plan, ...args }, signal) {
  const model = context.catalog.model(args.model, 'update');
  const values = checkedValues(context.catalog, model, args.values, { keys: false });
  const perform = async (where, options) => (await model.update(values, { ...options, where }))[0];
  return change(context, { tool: 'update_records', args, plan, values, perform }, signal);
}

export default {
  name: 'update_records',
  profile: 'write',
  inTransaction: true,
  description: 'Updates rows. Without plan: says which rows it would change and gives a plan. With it: changes them, if they are still the same.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  input,
  output: changeOutput,
  run
};
