// SQL text of a client: run by the main package's kit, and its failures in words for whoever wrote it.
import { z } from 'zod';
import { Refusal } from './refusal.js';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const sqlInput = z.string().min(1).max(100_000).describe('one statement; values by $1, $2 (? on MySQL and MariaDB)');
export const bindInput = z.array(z.union([scalar, z.array(scalar)])).max(1000).optional().describe('values for $1, $2');

const STOPPED = new Set(['AbortError', 'SequelizeTimeoutError', 'SequelizeConnectionAcquireTimeoutError']);

/** What to do in place of what was refused, in the words of the tools. */
const INSTEAD = {
  read: 'Use run_query.',
  write: 'Changes are made by execute_statement (profiles sql and write), or by the tools for records.',
  ddl: 'Definitions are changed by a migration (profile migrate).'
};

function refused({ message, rule, instead, class: kind }) {
  const better = rule === 'class' && INSTEAD[kind];
  return new Refusal(`Refused: ${better ? message.replace(instead, better) : message}`);
}

const inBind = message => `${message}. Values go into bind, one for each of $1, $2 (? on MySQL and MariaDB)`;

/** What the parser or the database says of a client's own text may be told word for word. */
export async function judged(work) {
  try {
    return await work();
  } catch (error) {
    if (error.code === 'NOT_HELD') throw new Refusal('This database cannot hold a part of a transaction that may write read-only: leave tx out, or begin a transaction with read_only');
    if (error.name === 'SqlRefused') throw refused(error);
    if (/^Sequelize.*Error$/.test(error.name) && !STOPPED.has(error.name) && !/^SQLITE_(BUSY|LOCKED|INTERRUPT)/.test(error.message)) {
      if (/^bind message supplies|placeholders, but/.test(error.message)) throw new Refusal(inBind(error.message));
      // A ValidationError of several fields says less than the database did.
      throw new Refusal(`The database refused it: ${error.parent?.message ?? error.message}`);
    }
    // Of the kit's own: values that are missing, too many, or of another type.
    if (error.name === 'Error' && /\bvalues?\b/.test(error.message)) throw new Refusal(inBind(error.message));
    throw error;
  }
}

/** How many rows were left out, and what to do about it. */
export function cutInWords({ rows, cut, why, rowBytes }, { maxRows, maxBytes }) {
  if (why === 'rows') return `there are more than ${maxRows} rows; raise max_rows, or go on with ORDER BY and OFFSET`;
  if (why === 'bytes' && !rows.length) return `one row alone takes ${rowBytes} bytes, more than the ${maxBytes} allowed; choose columns, or shorten texts with substr`;
  if (why === 'bytes') return `${cut} rows did not fit ${maxBytes} bytes; choose columns or fewer rows`;
  return undefined;
}
