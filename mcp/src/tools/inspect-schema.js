// inspect_schema: the tables as the database has them, and where the models differ.
import { z } from 'zod';
import { withinBudget } from '../rows.js';
import { compare, describeTable, tables } from '../schema.js';
import { readOnly } from '../read-only.js';

const MOST_TABLES = 500;

const input = z.strictObject({
  table: z.string().optional().describe('without it: the names of all tables'),
  pattern: z.string().optional().describe('part of a table\'s name'),
  diffModels: z.boolean().default(false).describe('compare models and tables')
});

const output = z.object({
  tables: z.array(z.string()).optional(),
  table: z.looseObject({ name: z.string() }).optional(),
  differences: z.array(z.string()).optional(),
  cut: z.string().optional()
});

async function run({ access, catalog, sequelize, maxBytes, report }, args, signal) {
  return readOnly(sequelize, signal, async control => {
    const found = await tables(sequelize, access, control);
    const result = {};
    if (args.table !== undefined) result.table = await describeTable(sequelize, access, found, args.table, control);
    else {
      const names = [...found.keys()].filter(name => !args.pattern || name.toLowerCase().includes(args.pattern.toLowerCase()));
      result.tables = names.slice(0, MOST_TABLES);
      if (names.length > MOST_TABLES) result.cut = `${names.length - MOST_TABLES} more tables; use pattern`;
    }
    if (args.diffModels) {
      const differences = await compare(catalog, found, args.table, control, report);
      result.differences = withinBudget(differences, maxBytes).rows;
      const more = differences.length - result.differences.length;
      if (more) result.cut = [result.cut, `${more} more differences; use table`].filter(Boolean).join('; ');
    }
    return result;
  });
}

export default {
  name: 'inspect_schema',
  profile: 'read',
  description: 'Tables, or the columns, indexes and foreign keys of one; differences between models and database.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input,
  output,
  run
};
