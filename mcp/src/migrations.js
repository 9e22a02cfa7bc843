// The application's migrations, through the main package's own runner.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/** Files that the runner can run; declarations are none. */
const FILES = /^(?!.*\.d\.[cm]?ts$).*\.([cm]?js|[cm]?ts|sql)$/;
const MOST_CHARACTERS = 1000;

/** @param {{ path: string, pattern?: RegExp } | object} [given] a folder, or a Migrator of the application's own */
export function migratorOf(sequelize, given) {
  if (given === undefined || typeof given.preview === 'function') return given;
  const { path: folder, pattern = FILES, ...unknown } = typeof given === 'string' ? { path: given } : given;
  const [surplus] = Object.keys(unknown);
  if (surplus !== undefined) throw new TypeError(`migrations has no option ${JSON.stringify(surplus)}; it has path, pattern, or is a Migrator`);
  if (!folder || !fs.existsSync(folder)) throw new TypeError(`migrations: there is no folder ${JSON.stringify(folder)}`);
  return new sequelize.constructor.Migrator({ sequelize, migrations: { path: path.resolve(folder), pattern }, create: { folder: path.resolve(folder) }, lock: { wait: false } });
}

export const stepOutput = z.looseObject({
  name: z.string(),
  kind: z.string(),
  statements: z.array(z.string()),
  previewable: z.boolean(),
  reason: z.string().optional(),
  error: z.string().optional(),
  rollback: z.array(z.string()).optional().describe('the way back')
});

export const range = {
  direction: z.enum(['up', 'down']),
  to: z.string().optional().describe('a migration\'s name, and those before it (up) or after it (down)'),
  steps: z.int().min(1).max(1000).optional().describe('only so many; without to and steps: up all, down one')
};

/** The options of the runner's `up` and `down` */
export const rangeOf = ({ to, steps }) => ({ ...to !== undefined && { to }, ...steps !== undefined && { step: steps } });

const shortened = statements => statements.map(sql => (sql.length > MOST_CHARACTERS ? `${sql.slice(0, MOST_CHARACTERS)}… (${sql.length} characters)` : sql));

/** What a run would do, as it is shown. */
export async function previewed(migrator, direction, options) {
  return (await migrator.preview(direction, options)).map(({ name, kind, statements, previewable, reason, error, undo }) => ({
    name, kind, statements: shortened(statements), previewable,
    ...reason && { reason }, ...error && { error: error.message },
    ...undo?.previewable && undo.statements.length && !undo.error && { rollback: shortened(undo.statements) }
  }));
}

/** What the steps of a run are made of: another file is another run. */
export async function identities(migrator, direction, options) {
  return (await migrator.plan(direction, options)).map(step => ({
    name: step.name,
    direction,
    content: step.path ? createHash('sha256').update(fs.readFileSync(step.path)).digest('base64url') : String(step.run)
  }));
}

/** Every migration with its state. */
export async function statusOf(migrator) {
  return (await migrator.status()).map(({ name, state, outOfOrder, finishedAt, durationMs, message }) => ({
    name, state, ...outOfOrder && { outOfOrder }, ...finishedAt && { finishedAt: finishedAt.toISOString() }, ...durationMs !== undefined && durationMs !== null && { durationMs }, ...message && { message }
  }));
}

/** A file's name as those beside it have theirs: sequelize-cli's time stamp and ending, or Umzug's. */
export async function fileNameOf(migrator, name) {
  const last = (await migrator.status()).filter(one => one.path).at(-1);
  const now = new Date().toISOString();
  const extension = last ? path.extname(last.name) : '.js';
  if (last && /^\d{4}\.\d{2}\.\d{2}T/.test(last.name)) return `${now.slice(0, 19).replace(/\W/g, '.')}.${name}${extension}`;
  if (last && !/^\d{14}\D/.test(last.name)) return undefined;
  return `${now.replace(/\D/g, '').slice(0, 14)}${last ? last.name[14] : '-'}${name}${extension}`;
}
