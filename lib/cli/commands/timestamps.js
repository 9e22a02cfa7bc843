'use strict';
/** db:migrate:schema:timestamps:add gives the journal createdAt and updatedAt. */

const { CliError } = require('../errors');
const { storageOf } = require('../storage');

async function addTimestamps(session) {
  const sequelize = await session.connect();
  const { DataTypes } = sequelize.constructor;
  const { kind, tableName, schema } = await storageOf(session, 'migration', sequelize);
  if (kind !== 'sequelize') throw new CliError(`Time stamps need a journal in the database; migrationStorage is "${kind}".`);
  const table = schema ? { tableName, schema } : tableName;
  const queryInterface = sequelize.getQueryInterface();
  const columns = await queryInterface.describeTable(tableName, schema).catch(() => {
    throw new CliError(`There is no table "${tableName}" yet: run db:migrate first.`);
  });
  if (columns.createdAt) {
    session.output.set({ added: false });
    return void session.output.line('The journal has timestamps already.');
  }
  // Rows that were recorded before get the time of this command.
  const now = new Date();
  const names = ['createdAt', 'updatedAt'];
  for (const name of names) await queryInterface.addColumn(table, name, { type: DataTypes.DATE, allowNull: true });
  await queryInterface.bulkUpdate(table, Object.fromEntries(names.map(name => [name, now])), {});
  for (const name of names) await queryInterface.changeColumn(table, name, { type: DataTypes.DATE, allowNull: false });
  session.output.set({ added: true });
  session.output.line('Timestamps were added to the journal.');
}

module.exports = { addTimestamps };
