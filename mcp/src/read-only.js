// Reads run where the database itself refuses writes: a transaction on a connection of its own, in its read-only mode.

const MODES = {
  postgres: { on: 'SET TRANSACTION READ ONLY' },
  // The mode belongs to the connection, which goes back to the pool: it must be undone.
  sqlite: { on: 'PRAGMA query_only = ON', off: 'PRAGMA query_only = OFF' }
};

/** A database in memory has a single connection, which the application writes through: it stays as it is. */
const inMemory = sequelize => sequelize.getDialect() === 'sqlite' && (!sequelize.options.storage || String(sequelize.options.storage).includes(':memory:'));

export const isReadOnly = sequelize => Boolean(MODES[sequelize.getDialect()]) && !inMemory(sequelize);

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
