// Where a call's queries run: by themselves, or in the transaction that the client holds open and names by `tx`.
import { readOnly } from './read-only.js';
import { principalOf } from './principal.js';

/**
 * @param {object} context with `sequelize`, `transactions` and the call's principal
 * @param {string} [tx] a handle
 * @param {(options: { transaction?: object, signal?: AbortSignal }) => Promise<any>} work
 * gets the options that each of its queries must pass on; the database refuses what writes
 */
export async function reading(context, tx, signal, work) {
  if (tx === undefined) return readOnly(context.sequelize, signal, work);
  return context.transactions.use(principalOf(context), tx, signal, { readOnly: true }, work);
}

/** The same for work that writes: all of it happens or nothing, also inside a client's transaction. */
export async function writing(context, tx, signal, work) {
  if (tx !== undefined) return context.transactions.use(principalOf(context), tx, signal, {}, work);
  return context.transactions.alone(signal, work);
}
