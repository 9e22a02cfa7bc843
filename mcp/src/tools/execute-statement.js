// execute_statement: one INSERT, UPDATE, DELETE or MERGE, by a plan that was made by trying it.
import { z } from 'zod';
import { kit } from '../main-package.js';
import { inMemory } from '../read-only.js';
import { Refusal } from '../refusal.js';
import { bindInput, cutInWords, judged, sqlInput } from '../sql.js';
import { writing } from '../work.js';

const SHOWN = 5;

const input = z.strictObject({
  sql: sqlInput,
  bind: bindInput,
  plan: z.string().optional().describe('from the same call without it')
});

const output = z.object({
  done: z.boolean(),
  statement: z.string(),
  tables: z.array(z.string()),
  rows: z.int().describe('affected, or to be affected'),
  returned: z.array(z.record(z.string(), z.unknown())).optional().describe('by RETURNING'),
  cut: z.string().optional(),
  plan: z.string().optional(),
  validUntil: z.string().optional()
});

/** Ends a transaction that was only a trial. */
class Tried extends Error {
  constructor(found) {
    super('Tried and undone');
    this.found = found;
  }
}

async function tried(context, tx, signal, work) {
  try {
    await writing(context, tx, signal, async control => { throw new Tried(await work(control)); });
  } catch (error) {
    if (error instanceof Tried) return error.found;
    throw error;
  }
  throw new Error('A trial was kept');
}

async function run(context, { plan, tx, sql, bind }, signal) {
  const { sequelize, plans, maxBytes } = context;
  const { verb, tables } = await judged(async () => kit().admit(sequelize, sql, 'write'));
  const told = { statement: verb, tables: tables.map(({ schema, name }) => (schema ? `${schema}.${name}` : name)) };
  const args = { sql, bind, tx };
  const limits = { maxRows: plan === undefined ? SHOWN : 1000, maxBytes };
  const perform = control => judged(() => kit().write(sequelize, sql, { ...control, ...limits, ...bind && { bind } }));
  if (plan === undefined) {
    context.mayPlan();
    if (inMemory(sequelize)) throw new Refusal('A database in memory has one connection for everybody: a statement cannot be tried there and undone. Use the tools for records');
    const { affected, rows } = await tried(context, tx, signal, perform);
    const about = `${verb} of ${affected} rows in ${told.tables.join(', ') || 'no table'}${tx ? ', in an open transaction' : ''}: ${sql.slice(0, 800)}`;
    const made = affected ? plans.make('execute_statement', args, { rows: affected, effect: told, about }) : {};
    return { done: false, ...told, rows: affected, ...rows.length && { returned: rows }, ...made };
  }
  const sealed = plans.read('execute_statement', args, plan);
  context.confirm(sealed.about);
  const check = sealed.take();
  const found = await writing(context, tx, signal, async control => {
    const result = await perform(control);
    // Another number of rows than was planned: all of it is undone.
    check(result.affected, told);
    return result;
  });
  const cut = cutInWords(found, limits);
  return { done: true, ...told, rows: found.affected, ...found.rows.length && { returned: found.rows }, ...cut && { cut } };
}

export default {
  name: 'execute_statement',
  profile: ['sql', 'write'],
  unfiltered: true,
  inTransaction: true,
  description: 'One INSERT, UPDATE, DELETE or MERGE as SQL; no validations and hooks of the models. Without plan: tries it, undoes it, says how many rows it affects and gives a plan. With it: carries it out, if it affects as many still.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  input,
  output,
  run
};
