// create_records: new rows through the model, all or none, with its validations and hooks.
import { z } from 'zod';
import { withinBudget } from '../rows.js';
import { checkedValues } from '../values.js';
import { writing } from '../work.js';

const input = z.strictObject({
  model: z.string(),
  values: z.array(z.record(z.string(), z.unknown())).min(1).max(100),
  validateOnly: z.boolean().default(false).describe('check by the validations of the model, write nothing')
});

const output = z.object({
  model: z.string(),
  created: z.int(),
  rows: z.array(z.record(z.string(), z.unknown())).optional(),
  cut: z.string().optional()
});

async function run(context, { tx, ...args }, signal) {
  const { access, catalog, sequelize, maxBytes } = context;
  const model = catalog.model(args.model, 'create');
  const values = args.values.map(given => checkedValues(catalog, model, given));
  if (args.validateOnly) {
    for (const item of values) await model.build(item).validate();
    return { model: model.name, created: 0 };
  }
  const { Op } = sequelize.constructor;
  const made = await writing(context, tx, signal, async control => {
    const rows = [];
    for (const item of values) {
      rows.push(await model.create(item, { ...control }));
      context.report(rows.length, values.length);
    }
    await access.check(model, () => ({ [Op.or]: rows.map(row => row.where()) }), rows.length, control);
    return rows;
  });
  if (!access.may(model, 'read')) return { model: model.name, created: made.length };
  const { rows, cut } = withinBudget(access.show(model, made), maxBytes);
  return { model: model.name, created: made.length, rows, ...cut && { cut: `all rows were created; not all are shown: ${maxBytes} bytes` } };
}

export default {
  name: 'create_records',
  profile: 'write',
  inTransaction: true,
  description: 'Creates rows of a model, all or none, with its validations and hooks.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  input,
  output,
  run
};
