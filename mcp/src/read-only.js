// Reads run where the database itself refuses writes: a transaction on a connection of its own, in its read-only mode.
import { kit } from './main-package.js';

/** A database in memory has a single connection, which the application writes through: it stays as it is. */
export const inMemory = sequelize => !kit().canHoldReadOnly(sequelize);

/** Can a part of a transaction be held read-only? Not where the mode lasts as long as the transaction. */
export const holdsParts = sequelize => kit().canHoldReadOnly(sequelize, { parent: true });

/**
 * For a transaction that is not ours to end: it may only read until it ends, or until the answered function is called.
 * @returns {Promise<undefined | ((on?: object) => Promise<void>)>} what must be called before the connection is given
 * back, `on` the transaction around one that has ended
 */
export async function holdReadOnly(sequelize, transaction) {
  // Where a part of a transaction cannot be held, finds of models run in it all the same; SQL text does not.
  return kit().canHoldReadOnly(sequelize, transaction) ? kit().holdReadOnly(sequelize, transaction) : undefined;
}

/**
 * @param {(options: { transaction?: object, signal?: AbortSignal }) => Promise<any>} work
 * gets the options that each of its queries must pass on
 */
export const readOnly = (sequelize, signal, work) => kit().readOnly(sequelize, { signal }, work);
