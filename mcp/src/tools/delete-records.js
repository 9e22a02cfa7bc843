// delete_records: removes rows of a model, and what follows them, by a plan that was shown before.
import { z } from 'zod';
import { change, changeOutput } from '../change.js';

const input = z.strictObject({
  model: z.string(),
  where: z.record(z.string(), z.unknown()).describe('as in find_records'),
  force: z.boolean().default(false).describe('paranoid models: remove for good'),
  plan: z.string().optional().describe('from the same call without it')
});

async function run(context, { plan, ...args }, signal) {
  const model = context.catalog.model(args.model, 'delete');
  const { force } = args;
  const removal = { soft: Boolean(model.options.paranoid) && !force, force };
  const perform = (where, options) => model.destroy({ ...options, where, force });
  return change(context, { tool: 'delete_records', args, plan, removal, perform }, signal);
}

export default {
  name: 'delete_records',
  profile: 'write',
  inTransaction: true,
  description: 'Deletes rows. Without plan: says how many rows, and which others by cascade, and gives a plan. With it: deletes them, if they are still the same.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  input,
  output: changeOutput,
  run
};
