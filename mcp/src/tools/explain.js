// explain: the database's plan for a find, or with the sql profile for SQL text, and what is wrong with it.
import { z } from 'zod';
import { readPlan } from '../explain/findings.js';
import { missingIndexes } from '../explain/indexes.js';
import { counted } from '../explain/repeats.js';
import { kit } from '../main-package.js';
import { Refusal } from '../refusal.js';
import { bindInput, judged, sqlInput } from '../sql.js';
import { reading } from '../work.js';
import find, { finding } from './find-records.js';

const input = z.strictObject({
  find: z.looseObject({}).optional().describe('arguments of find_records'),
  analyze: z.boolean().default(false).describe('runs it')
});

const output = z.object({
  statements: z.array(z.looseObject({})),
  queries: z.number().optional(),
  warnings: z.array(z.string())
});

/** The arguments as find_records would take them. */
function argumentsOf(given) {
  const { success, data, error } = find.input.safeParse(given);
  if (!success) throw new Refusal(`find: ${error.issues.map(({ path, message }) => `${path.join('.') || 'arguments'}: ${message}`).join('; ')}`);
  if (data.cursor !== undefined) throw new Refusal('find takes no cursor here; every page has the same plan');
  return data;
}

const separate = (include = []) => include.flatMap(item => [...item.separate ? [item] : [], ...separate(item.include)]);

async function explained(context, sql, bind, analyze, control) {
  const { sequelize, maxBytes } = context;
  const answer = await judged(() => kit().explain(sequelize, sql, { ...control, analyze, maxBytes, ...bind && { bind } }));
  if (answer.why !== null && !answer.rows.length) throw new Refusal(`The plan takes ${answer.rowBytes} bytes, more than the ${maxBytes} allowed`);
  const { plan, found } = readPlan(answer);
  return { statement: { sql, plan }, found };
}

/** Where EXPLAIN itself measures; elsewhere running it tells the number of queries only. */
const measures = sequelize => sequelize.getDialect() === 'postgres';

async function ofFind(context, args, analyze, control) {
  const { sequelize } = context;
  const given = argumentsOf(args);
  const { model, options, allowed, scoped } = finding(context, given, { limit: given.limit + 1, offset: 0 });
  const statements = [];
  const warnings = [];
  for (const sql of await kit().statementsOf(scoped, { ...allowed, ...control })) {
    const { statement, found } = await explained(context, sql, undefined, analyze && measures(sequelize), control);
    statements.push(statement);
    warnings.push(...found);
  }
  warnings.push(...await missingIndexes(model, { ...options, order: given.order && options.order }, control));
  const children = (options.include ?? []).filter(({ association, separate: own }) => /^(HasMany|BelongsToMany)$/.test(association.associationType) && !own);
  if (children.length > 1) warnings.push(`rows multiply: ${children.map(({ association }) => association.as).join(' and ')} are joined in one query; give one a limit, so that it gets a query of its own`);
  for (const { association } of separate(options.include)) warnings.push(`${association.as} is loaded by one more query for all rows together (limit, order); its plan is not here`);
  if (!analyze) return { statements, warnings };
  const { queries, repeated } = await counted(sequelize, () => scoped.findAll({ ...allowed, ...control }));
  return { statements, queries, warnings: [...warnings, ...repeated] };
}

async function run(context, { find: args, sql, bind, analyze, tx }, signal) {
  if ((args === undefined) === (sql === undefined)) throw new Refusal(context.profiles.has('sql') ? 'Give find or sql' : 'Give find, the arguments of find_records');
  if (args !== undefined && bind !== undefined) throw new Refusal('bind goes with sql');
  if (sql === undefined) return reading(context, tx, signal, control => ofFind(context, args, analyze, control));
  if (analyze && !measures(context.sequelize)) throw new Refusal('analyze of SQL text exists on PostgreSQL only');
  return judged(() => reading(context, tx, signal, async control => {
    const { statement, found } = await explained(context, sql, bind, analyze, control);
    return { statements: [statement], warnings: found };
  }));
}

export default {
  name: 'explain',
  profile: 'read',
  unfiltered: true,
  inTransaction: true,
  description: 'Plan and warnings: missing indexes, N+1',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input,
  /** SQL text is for those who may run it. */
  inputFor: profiles => (profiles.has('sql') ? input.extend({ sql: sqlInput.optional(), bind: bindInput }) : input),
  output,
  run
};
