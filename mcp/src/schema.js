// The database's own description of its tables, by names that it listed itself.
import { isVirtual, tableName } from './catalog.js';
import { listed, Refusal } from './refusal.js';

/** @returns {Promise<Map<string, any>>} names as shown, to what the query interface takes */
export async function tables(sequelize, control) {
  const found = await sequelize.getQueryInterface().showAllTables({ ...control });
  return new Map(found.map(table => {
    if (typeof table === 'string') return [table, table];
    const { schema } = table;
    return [!schema || schema === 'public' ? table.tableName : `${schema}.${table.tableName}`, { tableName: table.tableName, schema }];
  }).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export async function describeTable(sequelize, found, name, control) {
  if (!found.has(name)) throw new Refusal(`There is no table ${JSON.stringify(name)}. Tables: ${listed([...found.keys()])}`);
  const table = found.get(name);
  const queries = sequelize.getQueryInterface();
  const columns = await queries.describeTable(table, { ...control });
  const indexes = await queries.showIndex(table, { ...control });
  const keys = await queries.getForeignKeyReferencesForTable(table, { ...control });
  return {
    name,
    columns: Object.entries(columns).map(([column, { type, allowNull, defaultValue, primaryKey }]) => ({ name: column, type, nullable: allowNull, ...defaultValue != null && { default: defaultValue }, ...primaryKey && { primaryKey: true } })),
    indexes: indexes.map(index => ({ name: index.name, unique: Boolean(index.unique), fields: index.fields.map(field => field.attribute) })),
    foreignKeys: keys.map(key => ({ column: key.columnName, references: `${key.referencedTableName}.${key.referencedColumnName ?? 'id'}` }))
  };
}

/** Differences in words: tables and columns that only one side has, and columns that may be null on one side only. */
export async function compare(catalog, found, only, control) {
  const queries = catalog.sequelize.getQueryInterface();
  const differences = [];
  const known = new Set();
  for (const name of catalog.names()) {
    const model = catalog.model(name);
    const table = tableName(model).replace(/^public\./, '');
    known.add(table);
    if (only !== undefined && only !== table) continue;
    if (!found.has(table)) {
      differences.push(`model ${name}: its table ${table} does not exist`);
      continue;
    }
    const columns = await queries.describeTable(found.get(table), { ...control });
    const fields = new Set();
    for (const attribute of Object.values(model.getAttributes())) {
      if (isVirtual(attribute)) continue;
      fields.add(attribute.field);
      const column = columns[attribute.field];
      if (!column) differences.push(`${table}.${attribute.field}: in model ${name}, not in the database`);
      else if (!attribute.primaryKey && column.allowNull !== (attribute.allowNull !== false)) {
        differences.push(`${table}.${attribute.field}: may ${column.allowNull ? '' : 'not '}be null in the database, may ${column.allowNull ? 'not ' : ''}in model ${name}`);
      }
    }
    for (const column of Object.keys(columns)) if (!fields.has(column)) differences.push(`${table}.${column}: in the database, not in model ${name}`);
  }
  if (only === undefined) for (const table of found.keys()) if (!known.has(table)) differences.push(`table ${table}: has no model`);
  return differences;
}
