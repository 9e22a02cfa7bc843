// Reads run where the database itself refuses writes: a transaction on a connection of its own, in its read-only mode.
import { Refusal } from './refusal.js';

const MODES = {
  postgres: { on: 'SET TRANSACTION READ ONLY' },
  // The mode belongs to the connection, which goes back to the pool: it must be undone.
  sqlite: { on: 'PRAGMA query_only = ON', off: 'PRAGMA query_only = OFF' }
};

/** A database in memory has a single connection, which the application writes through: it stays as it is. */
export const inMemory = sequelize => sequelize.getDialect() === 'sqlite' && (!sequelize.options.storage || String(sequelize.options.storage).includes(':memory:'));

export const isReadOnly = sequelize => Boolean(MODES[sequelize.getDialect()]) && !inMemory(sequelize);

/**
 * For a transaction that is not ours to end: it may only read until it ends, or until the answered function is called.
 * @returns {Promise<undefined | ((on?: object) => Promise<void>)>} what must be called before the connection is given
 * back, `on` the transaction around one that has ended
 */
export async function holdReadOnly(sequelize, transaction) {
  const mode = MODES[sequelize.getDialect()];
  if (!mode) throw new Refusal(`On ${sequelize.getDialect()} no transaction can be held read-only`);
  await sequelize.query(mode.on, { transaction });
  return mode.off && ((on = transaction) => sequelize.query(mode.off, { transaction: on }));
}

/**
 * @param {(options: { transaction?: object, signal?: AbortSignal }) => Promise<any>} work
 * gets the options that each of its queries must pass on
 */
export async function readOnly(sequelize, signal, work) {
  const mode = MODES[sequelize.getDialect()];
  if (!isReadOnly(sequelize)) return work({ signal });
  const transaction = await sequelize.transaction();
  const end = async () => {
    try {
      if (mode.off) await sequelize.query(mode.off, { transaction });
    } finally {
      await transaction.rollback();
    }
  };
  let result;
  try {
    await sequelize.query(mode.on, { transaction });
    result = await work({ transaction, signal });
  } catch (error) {
    // A stopped query may have cost the connection its life; what the caller must hear is why.
    await end().catch(() => {});
    throw error;
  }
  await end();
  return result;
}
