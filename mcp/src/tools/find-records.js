// find_records: rows of one model, with its associations, page by page.
import { z } from 'zod';
import { listed, Refusal } from '../refusal.js';
import { withinBudget } from '../rows.js';
import { digest } from '../sealed.js';
import { reading } from '../work.js';

const input = z.strictObject({
  model: z.string(),
  where: z.looseObject({}).optional().describe('{"age":{"gte":18},"or":[{…},{…}]}; operators: eq ne gt gte lt lte in notIn between notBetween like notLike iLike startsWith endsWith substring'),
  attributes: z.array(z.string()).min(1).optional(),
  include: z.array(z.unknown()).max(10).optional().describe('["Posts"] or [{"association":"Posts","attributes":[…],"where":{…},"required":false,"limit":5,"order":[…],"include":[…]}]'),
  order: z.array(z.string()).max(10).optional().describe('["name","-createdAt"]'),
  limit: z.int().min(1).max(1000).default(50),
  cursor: z.string().optional().describe('nextCursor of the last answer; the other arguments stay the same'),
  scope: z.string().optional(),
  paranoid: z.boolean().optional().describe('false: deleted rows too')
});

const output = z.object({
  model: z.string(),
  rows: z.array(z.looseObject({})),
  nextCursor: z.string().optional(),
  cut: z.string().optional()
});

function scoped(catalog, model, scope) {
  if (scope === undefined) return model;
  const scopes = catalog.scopes(model);
  if (!scopes.includes(scope)) throw new Refusal(`${model.name} has no scope ${JSON.stringify(scope)}. Scopes: ${listed(scopes)}`);
  if (typeof model.options.scopes[scope] === 'function' && model.options.scopes[scope].length) throw new Refusal(`The scope ${scope} takes arguments; those cannot be given here`);
  return model.scope('defaultScope', scope);
}

/** What findAll takes for the tool's arguments: `options` as asked for, `allowed` as the role may. */
export function finding({ access, catalog, filter }, args, { limit, offset }) {
  const model = catalog.model(args.model, 'read');
  const options = { limit, offset, order: filter.order(model, args.order) };
  if (args.where) options.where = filter.where(model, args.where);
  if (args.attributes) options.attributes = filter.attributes(model, args.attributes);
  if (args.include) options.include = filter.include(model, args.include);
  if (args.paranoid !== undefined) options.paranoid = args.paranoid;
  return { model, options, allowed: access.find(model, options), scoped: scoped(catalog, model, args.scope) };
}

async function run(context, { cursor, tx, ...args }, signal) {
  const { access, seal, maxBytes } = context;
  const query = digest(args);
  const place = cursor === undefined ? { offset: 0, query } : seal.open('cursor', cursor);
  if (place.query !== query) throw new Refusal('The cursor belongs to a call with other arguments; begin without it');
  const { model, options, allowed, scoped: within } = finding(context, args, { limit: args.limit + 1, offset: place.offset });
  const found = await reading(context, tx, signal, control => within.findAll({ ...allowed, ...control }));
  const { rows, cut } = withinBudget(access.show(model, found.slice(0, args.limit), options), maxBytes);
  const result = { model: model.name, rows };
  if (rows.length && rows.length < found.length) result.nextCursor = seal.close('cursor', { offset: place.offset + rows.length, query });
  if (cut) result.cut = cut;
  return result;
}

export default {
  name: 'find_records',
  profile: 'read',
  inTransaction: true,
  description: 'Rows of a model with conditions, associations and order. Call list_models first for the names.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input,
  output,
  run
};
