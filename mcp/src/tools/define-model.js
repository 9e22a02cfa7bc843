// define_model: a model that was not there, in this process only, or also as a file where that was allowed.
import path from 'node:path';
import { z } from 'zod';
import { attributeInput, define, nameInput, optionsInput, write } from '../definition.js';
import { readOnly } from '../read-only.js';
import { Refusal } from '../refusal.js';
import { tables } from '../schema.js';

const input = z.strictObject({
  name: nameInput,
  attributes: z.record(z.string(), attributeInput).describe('{"title":{"type":"STRING","length":100,"allowNull":false}}'),
  options: optionsInput.optional(),
  persist: z.boolean().default(false).describe('write a model file, where the server was started to')
});

const output = z.object({
  model: z.looseObject({ name: z.string() }),
  tableExists: z.boolean(),
  file: z.string().optional()
});

async function run({ access, catalog, sequelize, writeModels }, { persist, ...definition }, signal) {
  if (!Object.keys(definition.attributes).length) throw new Refusal('There are no attributes');
  if (persist && !writeModels) throw new Refusal('Files are written only where the server was started with --write-models');
  const model = define(catalog, definition);
  let file;
  try {
    if (persist) file = write(writeModels, definition);
  } catch (error) {
    sequelize.modelManager.removeModel(model);
    throw error;
  }
  const table = model.getTableName();
  const found = await readOnly(sequelize, signal, control => tables(sequelize, access, control));
  const tableExists = found.has(typeof table === 'string' ? table : table.tableName);
  return { model: catalog.describe(model, 'full'), tableExists, ...file && { file: path.relative(process.cwd(), file) } };
}

export default {
  name: 'define_model',
  profile: 'dev',
  unfiltered: true,
  description: 'Defines a model until the server ends, for tables that have none. Creates no table. persist writes it to a file too.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  input,
  output,
  run
};
