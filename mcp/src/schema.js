// The database's own description of its tables, by names that it listed itself.
import { isVirtual, tableName } from './catalog.js';
import { listed, Refusal } from './refusal.js';

/** @returns {Promise<Map<string, any>>} names as shown, to what the query interface takes; those that the principal may see */
export async function tables(sequelize, access, control) {
  const found = await sequelize.getQueryInterface().showAllTables({ ...control });
  const all = new Map(found.map(table => {
    if (typeof table === 'string') return [table, table];
    const { schema } = table;
    // Where a schema is a database, it is the one that is connected to.
    return [!schema || schema === 'public' || schema === sequelize.config.database ? table.tableName : `${schema}.${table.tableName}`, { tableName: table.tableName, schema }];
  }).sort(([a], [b]) => (a < b ? -1 : 1)));
  return access.unrestricted ? all : new Map([...all].filter(([name]) => columnsOf(access, name)));
}

/** By the names that the models use, which may have the default schema or not. */
const columnsOf = (access, name) => access.columns(name) ?? access.columns(`public.${name}`);

export async function describeTable(sequelize, access, found, name, control) {
  if (!found.has(name)) throw new Refusal(`There is no table ${JSON.stringify(name)}. Tables: ${listed([...found.keys()])}`);
  const table = found.get(name);
  const queries = sequelize.getQueryInterface();
  const visibility = (of, column) => (access.unrestricted ? 'allow' : columnsOf(access, of)?.get(column) ?? 'deny');
  const plain = column => visibility(name, column) === 'allow';
  const columns = Object.entries(await queries.describeTable(table, { ...control })).filter(([column]) => visibility(name, column) !== 'deny');
  const indexes = (await queries.showIndex(table, { ...control })).filter(index => access.unrestricted || index.fields.every(field => plain(field.attribute)));
  const keys = (await queries.getForeignKeyReferencesForTable(table, { ...control })).filter(key => plain(key.columnName) && visibility(key.referencedTableName, key.referencedColumnName ?? 'id') === 'allow');
  return {
    name,
    columns: columns.map(([column, { type, allowNull, defaultValue, primaryKey }]) => ({ name: column, type, nullable: allowNull, ...defaultValue != null && plain(column) && { default: defaultValue }, ...primaryKey && { primaryKey: true } })),
    indexes: indexes.map(index => ({ name: index.name, unique: Boolean(index.unique), fields: index.fields.map(field => field.attribute) })),
    foreignKeys: keys.map(key => ({ column: key.columnName, references: `${key.referencedTableName}.${key.referencedColumnName ?? 'id'}` }))
  };
}

/** Differences in words: tables and columns that only one side has, and columns that may be null on one side only. */
export async function compare(catalog, found, only, control, report = () => {}) {
  const queries = catalog.sequelize.getQueryInterface();
  // What no visible model has is not for a role that does not see everything.
  const beyond = catalog.access?.unrestricted ?? true;
  const differences = [];
  const known = new Set();
  const names = catalog.names();
  for (const [at, name] of names.entries()) {
    report(at, names.length);
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
    for (const [, attribute] of catalog.attributes(model)) {
      if (isVirtual(attribute)) continue;
      fields.add(attribute.field);
      const column = columns[attribute.field];
      if (!column) differences.push(`${table}.${attribute.field}: in model ${name}, not in the database`);
      // What has a default in the database may be left out, so the model need not insist.
      else if (!attribute.primaryKey && !(column.defaultValue != null && !column.allowNull) && column.allowNull !== (attribute.allowNull !== false)) {
        differences.push(`${table}.${attribute.field}: may ${column.allowNull ? '' : 'not '}be null in the database, may ${column.allowNull ? 'not ' : ''}in model ${name}`);
      }
    }
    if (beyond) for (const column of Object.keys(columns)) if (!fields.has(column)) differences.push(`${table}.${column}: in the database, not in model ${name}`);
  }
  if (beyond && only === undefined) for (const table of found.keys()) if (!known.has(table)) differences.push(`table ${table}: has no model`);
  return differences;
}
