// A change of rows in two calls: the first says what it would touch, the second carries out exactly that.
import { z } from 'zod';
import { cascade, matchingKeys, requireCascade, whereKeys } from './plan.js';
import { readOnly } from './read-only.js';
import { Refusal } from './refusal.js';
import { withinBudget } from './rows.js';

const SHOWN = 5;

export const changeOutput = z.object({
  model: z.string(),
  done: z.boolean(),
  rows: z.int().describe('affected, or to be affected'),
  sample: z.array(z.record(z.string(), z.unknown())).optional(),
  cascade: z.array(z.looseObject({ model: z.string(), rows: z.int(), effect: z.string() })).optional(),
  plan: z.string().optional(),
  validUntil: z.string().optional()
});

/** What would be touched: the rows' keys, and for a removal the rows that follow them. */
async function effectOf(access, model, where, removal, options) {
  const keys = await matchingKeys(model, where, options);
  if (!removal || !keys.length) return { keys };
  const { lock, ...reading } = options;
  return { keys, cascade: await cascade(access, model, whereKeys(model, keys), { ...removal, ...reading }) };
}

/**
 * @param {{ tool: string, args: object, plan?: string, removal?: { soft: boolean, force: boolean },
 *   perform: (where: object, options: object) => Promise<number> }} change
 */
export async function change({ access, catalog, filter, plans, sequelize, maxBytes }, { tool, args, plan, removal, perform }, signal) {
  const model = catalog.model(args.model, removal ? 'delete' : 'update');
  const conditions = filter.where(model, args.where);
  if (!Reflect.ownKeys(conditions).length) throw new Refusal('where must have a condition');
  if (removal) requireCascade(access, model, removal);
  const where = access.where(model, conditions);
  if (plan === undefined) {
    return readOnly(sequelize, signal, async control => {
      const effect = await effectOf(access, model, where, removal, control);
      const result = { model: model.name, done: false, rows: effect.keys.length };
      if (!result.rows) return result;
      const sample = await model.findAll({ ...control, ...access.find(model, { where: whereKeys(model, effect.keys.slice(0, SHOWN)) }) });
      Object.assign(result, { sample: withinBudget(access.show(model, sample), maxBytes).rows }, plans.make(tool, args, effect));
      if (effect.cascade?.length) result.cascade = effect.cascade;
      return result;
    });
  }
  const check = plans.take(tool, args, plan);
  // IMMEDIATE: where one writer at a time is the rule, be that writer before reading what will be written.
  return sequelize.transaction({ type: 'IMMEDIATE' }, async transaction => {
    const options = { transaction, signal };
    const effect = await effectOf(access, model, where, removal, { ...options, lock: transaction.LOCK.UPDATE });
    check(effect);
    const rows = await perform(whereKeys(model, effect.keys), { ...options, individualHooks: true });
    if (rows !== effect.keys.length) throw new Refusal(`${rows} rows would have been affected instead of ${effect.keys.length}; nothing was done`);
    if (!removal) await access.check(model, whereKeys(model, effect.keys), rows, options);
    return { model: model.name, done: true, rows };
  });
}
