'use strict';
/** The `storage` option as the core reads it: a table as SequelizeStorage would define it, a foreign object, or nothing. */

function isStorage(value) {
  return ['logMigration', 'unlogMigration', 'executed'].every(name => typeof value?.[name] === 'function');
}

/** Umzug's SequelizeStorage, by what it holds: its package need not be there. */
function isSequelizeStorage(value) {
  return isStorage(value) && value.sequelize && value.model && typeof value.columnName === 'string';
}

function sequelizeOf({ sequelize, storage, context }) {
  return sequelize ?? (isSequelizeStorage(storage) ? storage.sequelize : undefined) ?? storage?.sequelize ?? storage?.model?.sequelize ?? context?.sequelize;
}

/** The model behind a journal. One that we define is not left among the application's models. */
function modelOf(options, sequelize) {
  if (options.model) return options.model;
  const { columnName = 'name', modelName = 'SequelizeMeta', tableName, schema, timestamps = false } = options;
  if (sequelize.isDefined(modelName)) return sequelize.model(modelName);
  const model = sequelize.define(modelName, {
    [columnName]: { type: options.columnType ?? sequelize.constructor.DataTypes.STRING, allowNull: false, unique: true, primaryKey: true, autoIncrement: false }
  }, { tableName, schema, timestamps });
  sequelize.modelManager.removeModel(model);
  return model;
}

/**
 * @returns {{ spec: object, foreign?: object }} `spec` for the core; `foreign` keeps the journal itself
 */
function journalOf(options, sequelize) {
  const { storage } = options;
  if (storage === 'none') return { spec: { kind: 'none' } };
  if (isStorage(storage) && !isSequelizeStorage(storage)) return { spec: { kind: 'foreign' }, foreign: storage };
  if (!sequelize) throw new TypeError('Migrator needs sequelize, or a storage of its own');
  const given = storage ?? {};
  const model = modelOf(given, sequelize);
  const columnName = given.columnName ?? 'name';
  const field = name => model.rawAttributes[name]?.field ?? name;
  const table = model.getTableName();
  const { createdAt, updatedAt } = model._timestampAttributes ?? {};
  return {
    spec: {
      kind: 'table',
      table: typeof table === 'string' ? table : table.tableName,
      schema: (typeof table === 'string' ? null : table.schema) || null,
      delimiter: (typeof table === 'string' ? null : table.delimiter) || null,
      column: field(columnName),
      // A column of another type than STRING crosses as its SQL text.
      columnType: sequelize.core.typeText(model.rawAttributes[columnName]?.type ?? sequelize.constructor.DataTypes.STRING),
      timestamps: [createdAt, updatedAt].filter(Boolean).map(field)
    }
  };
}

module.exports = { journalOf, sequelizeOf };
