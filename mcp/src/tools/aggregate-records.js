// aggregate_records: count, sum, avg, min, max of one model, in groups if asked.
import { z } from 'zod';
import { Refusal } from '../refusal.js';
import { withinBudget } from '../rows.js';
import { reading } from '../work.js';

const input = z.strictObject({
  model: z.string(),
  fn: z.enum(['count', 'countDistinct', 'sum', 'avg', 'min', 'max']),
  field: z.string().optional().describe('needed by all but count'),
  group: z.array(z.string()).min(1).max(5).optional(),
  where: z.looseObject({}).optional().describe('as in find_records'),
  having: z.looseObject({}).optional().describe('of the value: {"gt":10}'),
  order: z.enum(['value', '-value', 'group']).default('-value'),
  limit: z.int().min(1).max(1000).default(100)
});

const output = z.object({
  model: z.string(),
  groups: z.array(z.looseObject({ value: z.unknown() })),
  cut: z.string().optional()
});

/** Numbers that the driver gave as text, where nothing is lost. */
function number(value) {
  return typeof value === 'string' && /^-?\d{1,15}(\.\d{1,12})?$/.test(value) && Number(value).toString().length >= value.replace(/\.?0+$/, '').length - 1 ? Number(value) : value;
}

function expression({ fn, col }, column, name) {
  if (name === 'count') return fn('COUNT', column ? col(column) : col('*'));
  if (name === 'countDistinct') return fn('COUNT', fn('DISTINCT', col(column)));
  return fn(name.toUpperCase(), col(column));
}

async function run(context, { tx, ...args }, signal) {
  const { access, catalog, filter, sequelize, maxBytes } = context;
  const model = catalog.model(args.model, 'read');
  if (!args.field && args.fn !== 'count') throw new Refusal(`${args.fn} needs a field`);
  const columnOf = name => `${model.name}.${model.getAttributes()[catalog.attribute(model, name)].field}`;
  const value = expression(sequelize.constructor, args.field && columnOf(args.field), args.fn);
  const group = args.group ?? [];
  for (const name of group) catalog.attribute(model, name);
  if (group.includes('value')) throw new Refusal('An attribute named "value" cannot be grouped by');
  const options = {
    attributes: [...group, [value, 'value']],
    group: group.map(name => sequelize.constructor.col(columnOf(name))),
    order: args.order === 'group' ? group.map(name => [name, 'ASC']) : [[value, args.order === 'value' ? 'ASC' : 'DESC']],
    limit: args.limit + 1,
    raw: true
  };
  if (!group.length) for (const key of ['group', 'order', 'limit']) delete options[key];
  if (args.where) options.where = filter.where(model, args.where);
  if (args.having) {
    if (!group.length) throw new Refusal('having goes with group');
    options.having = sequelize.constructor.where(value, filter.comparison(args.having, 'having'));
  }
  const allowed = access.find(model, options);
  const found = await reading(context, tx, signal, control => model.findAll({ ...allowed, ...control }));
  for (const row of found) row.value = number(row.value);
  const { rows, cut } = withinBudget(found.slice(0, args.limit), maxBytes);
  const result = { model: model.name, groups: rows };
  if (cut || found.length > args.limit) result.cut = `there are more groups than the ${rows.length} shown; narrow them by where or having`;
  return result;
}

export default {
  name: 'aggregate_records',
  profile: 'read',
  inTransaction: true,
  description: 'Count, sum, average, least or greatest value of a model, in groups if asked.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input,
  output,
  run
};
