'use strict';
/** Where a run is recorded, as the configuration says: a table, a JSON file, or nowhere. */

const fs = require('fs');
const path = require('path');
const { CliError } = require('./errors');

const DEFAULTS = {
  migration: { storage: 'sequelize', table: 'SequelizeMeta', file: 'sequelize-meta.json' },
  seeder: { storage: 'none', table: 'SequelizeData', file: 'sequelize-data.json' }
};

/** Names in a JSON file, as Umzug's JSONStorage keeps them. */
function jsonStorage(file) {
  const read = () => {
    try {
      return JSON.parse(fs.readFileSync(file, 'utf8'));
    } catch (error) {
      if (error.code === 'ENOENT') return [];
      throw new CliError(`"${file}" cannot be read: ${error.message}`);
    }
  };
  const write = names => {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    // Written beside and moved over: a process that is killed leaves the old file or the new one.
    const beside = `${file}.${process.pid}.tmp`;
    fs.writeFileSync(beside, `${JSON.stringify(names, null, 2)}\n`);
    fs.renameSync(beside, file);
  };
  return {
    executed: async () => read(),
    logMigration: async ({ name }) => write([...read().filter(one => one !== name), name]),
    unlogMigration: async ({ name }) => write(read().filter(one => one !== name))
  };
}

function tableNames(list) {
  return list.map(name => (typeof name === 'object' ? name.tableName : name));
}

/** sequelize-cli keeps time stamps in a journal that has them already. */
async function hasTimestamps(sequelize, tableName, schema) {
  const queryInterface = sequelize.getQueryInterface();
  if (!tableNames(await queryInterface.showAllTables()).includes(tableName) && !schema) return false;
  const columns = await queryInterface.describeTable(tableName, schema).catch(() => ({}));
  return Object.keys(columns).length === 3 && 'createdAt' in columns && 'updatedAt' in columns;
}

/**
 * @param {import('./session').Session} session
 * @param {'migration' | 'seeder'} type
 * @returns {Promise<{ kind: string, storage: any, tableName?: string, schema?: string }>} `storage` as Migrator takes it
 */
async function storageOf(session, type, sequelize, { readOnly = false } = {}) {
  const config = await session.config();
  const kind = config[`${type}Storage`] ?? DEFAULTS[type].storage;
  if (kind === 'none') return { kind, storage: 'none' };
  if (kind === 'json') {
    const file = path.resolve(session.cwd, config[`${type}StoragePath`] ?? DEFAULTS[type].file);
    return { kind, storage: jsonStorage(file) };
  }
  if (kind !== 'sequelize') throw new CliError(`${type}Storage is "sequelize", "json" or "none", not "${kind}".`);
  const tableName = config[`${type}StorageTableName`] ?? DEFAULTS[type].table;
  const schema = config[`${type}StorageTableSchema`];
  if (schema && !readOnly && sequelize.dialect.supports.schemas) {
    const existing = await sequelize.showAllSchemas();
    if (!existing.includes(schema)) await sequelize.createSchema(schema);
  }
  const timestamps = config[`${type}Timestamps`] ?? await hasTimestamps(sequelize, tableName, schema);
  // The journal's model is called as its table: an application may use both storages on one connection.
  return { kind, storage: { modelName: tableName, tableName, schema, timestamps }, tableName, schema };
}

module.exports = { storageOf, tableNames };
