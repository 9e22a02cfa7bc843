'use strict';

// The options of a Sequelize instance -> the native core's configuration.

const { Core } = require('../native');

/** Options that change what SQL text looks like. */
function settingsOf(options) {
  return {
    timezone: options.timezone || '+00:00',
    quoteIdentifiers: options.quoteIdentifiers !== false,
    minifyAliases: Boolean(options.minifyAliases),
    databaseVersion: String(options.databaseVersion || 0),
    standardConformingStrings: options.standardConformingStrings !== false
  };
}

function settingsKey(options) {
  return `${options.timezone}|${options.quoteIdentifiers}|${options.minifyAliases}|${options.databaseVersion}|${options.standardConformingStrings}`;
}

function poolOf(pool) {
  return {
    max: pool.max,
    min: pool.min,
    idle: pool.idle,
    acquire: pool.acquire,
    evict: pool.evict,
    maxUses: pool.maxUses
  };
}

/** One server's parameters. */
function endpointOf(config, options) {
  return {
    host: config.host,
    port: config.port === undefined || config.port === null || config.port === '' ? undefined : Number(config.port),
    database: config.database,
    username: config.username,
    password: config.password === null ? undefined : config.password,
    storage: options.storage,
    timezone: options.timezone,
    keepDefaultTimezone: config.keepDefaultTimezone,
    dialectOptions: config.dialectOptions || {},
    ssl: config.ssl,
    foreignKeys: options.foreignKeys,
    clientMinMessages: options.clientMinMessages,
    standardConformingStrings: options.standardConformingStrings
  };
}

function configOf(sequelize) {
  const manager = sequelize.connectionManager;
  const { options } = sequelize;
  const config = manager.config;
  const { replication } = config;
  return {
    dialect: options.dialect,
    settings: settingsOf(options),
    pool: poolOf(config.pool),
    connection: endpointOf(replication ? replication.write : config, manager.endpointOptions()),
    replication: replication
      ? {
          write: endpointOf(replication.write, manager.endpointOptions()),
          read: replication.read.map(read => endpointOf(read, manager.endpointOptions()))
        }
      : undefined,
    hooks: manager.connectHooks()
  };
}

/** The core of one instance. Nothing is connected before the first query. */
function createCore(sequelize) {
  return new Core(configOf(sequelize));
}

/** A core for text alone, with settings that differ from the instance's. */
function textCore(dialect, options) {
  return Core.forDialect(dialect, settingsOf(options));
}

module.exports = { createCore, textCore, settingsKey, settingsOf };
