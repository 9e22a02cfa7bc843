// A change of rows in two calls: the first says what it would touch, the second carries out exactly that.
import { z } from 'zod';
import { isVirtual } from './catalog.js';
import { cascade, matchingKeys, requireCascade, whereKeys } from './plan.js';
import { Refusal } from './refusal.js';
import { withinBudget } from './rows.js';
import { statementOf, undoOf } from './statement.js';
import { reading, writing } from './work.js';

const SHOWN = 5;

export const changeOutput = z.object({
  model: z.string(),
  done: z.boolean(),
  rows: z.int().describe('affected, or to be affected'),
  sample: z.array(z.record(z.string(), z.unknown())).optional(),
  cascade: z.array(z.looseObject({ model: z.string(), rows: z.int(), effect: z.string() })).optional(),
  sql: z.string().optional().describe('in one statement; hooks may do more'),
  rollback: z.string().optional().describe('SQL that brings these rows back as they are, not those that follow'),
  plan: z.string().optional(),
  validUntil: z.string().optional()
});

/** What would be touched: the rows' keys, for a removal the rows that follow them, and the statement. */
async function effectOf(access, model, where, { removal, values }, options) {
  const keys = await matchingKeys(model, where, options);
  const effect = { keys, sql: keys.length ? statementOf(model, keys, values, removal) : '' };
  if (!removal || !keys.length) return effect;
  const { lock, ...reading } = options;
  return { ...effect, cascade: await cascade(access, model, whereKeys(model, keys), { ...removal, ...reading }) };
}

/** The statements have keys and former values in them, as they are. */
const seesAll = (access, model) => Object.entries(model.getAttributes()).every(([name, attribute]) => isVirtual(attribute) || access.field(model, name) === 'allow');

const following = (entries = []) => entries.flatMap(({ model, rows, effect, cascade: deeper }) => [`${rows} of ${model} (${effect})`, ...following(deeper)]);

/** The change in words, for the user who is asked. */
function inWords(model, { keys, cascade: entries }, { removal, values }, { where, tx }) {
  const what = removal ? `Delete ${keys.length} rows of ${model.name}${removal.soft ? ' (marked as deleted)' : ''}` : `Change ${Object.keys(values).join(', ')} in ${keys.length} rows of ${model.name}`;
  const after = following(entries);
  return `${what} where ${JSON.stringify(where)}${after.length ? `; ${after.join(', ')} follow` : ''}${tx ? ', in an open transaction' : ''}`.slice(0, 1000);
}

/**
 * @param {{ tool: string, args: object, plan?: string, values?: object, removal?: { soft: boolean, force: boolean },
 *   perform: (where: object, options: object) => Promise<number> }} change `values` of an update, `removal` of a deletion
 */
export async function change(context, { tool, args, plan, values, removal, perform }, signal) {
  const { access, catalog, filter, plans, maxBytes } = context;
  const model = catalog.model(args.model, removal ? 'delete' : 'update');
  const conditions = filter.where(model, args.where);
  if (!Reflect.ownKeys(conditions).length) throw new Refusal('where must have a condition');
  if (removal) requireCascade(access, model, removal);
  const where = access.where(model, conditions);
  const kind = { removal, values };
  if (plan === undefined) {
    context.mayPlan();
    return reading(context, args.tx, signal, async control => {
      const effect = await effectOf(access, model, where, kind, control);
      const rows = effect.keys.length;
      const result = { model: model.name, done: false, rows };
      if (!rows) return result;
      const sample = await model.findAll({ ...control, ...access.find(model, { where: whereKeys(model, effect.keys.slice(0, SHOWN)) }) });
      result.sample = withinBudget(access.show(model, sample), maxBytes).rows;
      if (seesAll(access, model)) {
        const rollback = await undoOf(model, effect.keys, whereKeys(model, effect.keys), values, removal, control);
        Object.assign(result, { sql: effect.sql }, rollback && { rollback });
      }
      if (effect.cascade?.length) result.cascade = effect.cascade;
      return Object.assign(result, plans.make(tool, args, { rows, effect, about: inWords(model, effect, kind, args) }));
    });
  }
  const sealed = plans.read(tool, args, plan);
  context.confirm(sealed.about);
  const check = sealed.take();
  return writing(context, args.tx, signal, async options => {
    const effect = await effectOf(access, model, where, kind, { ...options, lock: options.transaction.LOCK.UPDATE });
    check(effect.keys.length, effect);
    const rows = await perform(whereKeys(model, effect.keys), { ...options, individualHooks: true });
    if (rows !== effect.keys.length) throw new Refusal(`${rows} rows would have been affected instead of ${effect.keys.length}; nothing was done`);
    if (!removal) await access.check(model, () => whereKeys(model, effect.keys), rows, options);
    return { model: model.name, done: true, rows };
  });
}
