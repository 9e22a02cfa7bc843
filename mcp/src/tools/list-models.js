// list_models: what can be asked for, from memory, without a query.
import { z } from 'zod';
import { digest } from '../sealed.js';
import { Refusal } from '../refusal.js';
import { withinBudget } from '../rows.js';

const PAGE = { names: 500, summary: 50, full: 10 };

const input = z.strictObject({
  pattern: z.string().optional().describe('part of a name'),
  models: z.array(z.string()).optional(),
  detail: z.enum(['names', 'summary', 'full']).default('summary'),
  cursor: z.string().optional()
});

const output = z.object({
  total: z.int(),
  models: z.array(z.looseObject({ name: z.string() })),
  nextCursor: z.string().optional()
});

async function run({ catalog, seal, maxBytes }, { cursor, ...args }) {
  const query = digest(args);
  const { offset, query: asked } = cursor === undefined ? { offset: 0, query } : seal.open('cursor', cursor);
  if (asked !== query) throw new Refusal('The cursor belongs to a call with other arguments; begin without it');
  let names = args.models ? args.models.map(name => catalog.model(name).name) : catalog.names();
  if (args.pattern) names = names.filter(name => name.toLowerCase().includes(args.pattern.toLowerCase()));
  const page = names.slice(offset, offset + PAGE[args.detail]);
  const { rows: models, cut } = withinBudget(page.map(name => catalog.describe(catalog.model(name), args.detail)), maxBytes);
  // One that is too large even alone is named, so that the list goes on.
  if (!models.length && page.length) models.push({ name: page[0], cut });
  const end = offset + models.length;
  const result = { total: names.length, models };
  if (end < names.length) result.nextCursor = seal.close('cursor', { offset: end, query });
  return result;
}

export default {
  name: 'list_models',
  profile: 'read',
  description: 'The models with their attributes and associations. Start here.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input,
  output,
  run
};
