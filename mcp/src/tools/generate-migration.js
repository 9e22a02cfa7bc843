// generate_migration: a new, empty migration file, named as those beside it.
import path from 'node:path';
import { z } from 'zod';
import { fileNameOf } from '../migrations.js';
import { Refusal } from '../refusal.js';

const input = z.strictObject({ name: z.string().regex(/^[A-Za-z][\w-]{0,99}$/).describe('what it does: add-index-to-users') });

const output = z.object({ file: z.string() });

async function run({ migrator }, { name }) {
  const file = await fileNameOf(migrator, name);
  if (!file) throw new Refusal('The migrations are not named by their time; a new one must be named by hand');
  const [written] = await migrator.create({ name: file, prefix: 'NONE' });
  return { file: path.relative(process.cwd(), written) };
}

export default {
  name: 'generate_migration',
  profile: 'migrate',
  unfiltered: true,
  description: 'Writes a new, empty migration file with up and down.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  input,
  output,
  run
};
