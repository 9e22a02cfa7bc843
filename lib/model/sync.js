// @ts-check
'use strict';
/** Model.sync: brings the table in the database in line with the model. */

async function sync(Model, options) {
  options = { ...Model.options, ...options };
  options.hooks = options.hooks === undefined ? true : !!options.hooks;
  const { queryInterface, tableAttributes } = Model;

  if (options.hooks) await Model.runHooks('beforeSync', options);
  const tableName = Model.getTableName(options);

  let exists = false;
  if (options.force) await Model.drop(options);
  else exists = await queryInterface.tableExists(tableName, options);

  if (exists) {
    // The values of enums follow the model even without `alter`; createTable does it for a new table.
    await queryInterface.ensureEnums(tableName, tableAttributes, options, Model);
    if (options.alter) await alterTable(Model, tableName, options);
  } else {
    await queryInterface.createTable(tableName, tableAttributes, options, Model);
  }

  await addMissingIndexes(Model, tableName, options);
  if (options.hooks) await Model.runHooks('afterSync', options);
  return Model;
}

async function alterTable(Model, tableName, options) {
  const { queryInterface, tableAttributes } = Model;
  const [columns, references] = await Promise.all([
    queryInterface.describeTable(tableName, options),
    queryInterface.getForeignKeyReferencesForTable(tableName, options)
  ]);

  for (const [name, attribute] of Object.entries(tableAttributes)) {
    if (!columns[name] && !columns[attribute.field]) {
      await queryInterface.addColumn(tableName, attribute.field || name, attribute, options);
    }
  }

  const mayDrop = options.alter === true || typeof options.alter === 'object' && options.alter.drop !== false;
  if (!mayDrop) return;

  const removed = new Set();
  for (const column of Object.keys(columns)) {
    const attribute = Object.hasOwn(Model.fieldRawAttributesMap, column) ? Model.fieldRawAttributesMap[column] : undefined;
    if (!attribute) {
      await queryInterface.removeColumn(tableName, column, options);
    } else if (!attribute.primaryKey) {
      await removeForeignKeys(Model, tableName, attribute, references, removed, options);
      await queryInterface.changeColumn(tableName, column, attribute, options);
    }
  }
}

/** changeColumn adds the foreign key again; the old constraint would stay beside it. */
async function removeForeignKeys(Model, tableName, attribute, references, removed, options) {
  if (!attribute.references) return;
  const { database, schema } = Model.sequelize.config;

  for (const reference of references) {
    const { constraintName } = reference;
    const isSame = constraintName
      && reference.tableCatalog === database
      && (!schema || reference.tableSchema === schema)
      && reference.referencedTableName === attribute.references.model
      && reference.referencedColumnName === attribute.references.key
      && (!schema || reference.referencedTableSchema === schema);
    if (!isSame || removed.has(constraintName)) continue;
    await Model.queryInterface.removeConstraint(tableName, constraintName, options);
    removed.add(constraintName);
  }
}

async function addMissingIndexes(Model, tableName, options) {
  const { queryInterface } = Model;
  const existing = await queryInterface.showIndex(tableName, options);
  const missing = Model._indexes.filter(index => !existing.some(other => other.name === index.name));

  // A concurrent index waits for the others' locks: it comes last.
  if (Model.sequelize.dialect.supports.index.concurrently) {
    missing.sort((a, b) => Number(a.concurrently === true) - Number(b.concurrently === true));
  }
  for (const index of missing) await queryInterface.addIndex(tableName, { ...options, ...index });
}

module.exports = { sync };
