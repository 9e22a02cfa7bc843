// @ts-check
'use strict';

// The options of a Sequelize instance -> the native core's configuration.

const { Core } = require('../native');

/** Options that change what SQL text looks like. */
function settingsOf(options, database) {
  return {
    timezone: options.timezone || '+00:00',
    quoteIdentifiers: options.quoteIdentifiers !== false,
    minifyAliases: Boolean(options.minifyAliases),
    attributeBehavior: options.attributeBehavior || 'throw',
    databaseVersion: String(options.databaseVersion || 0),
    standardConformingStrings: options.standardConformingStrings !== false,
    schema: options.schema || '',
    database
  };
}

/** The same as one text, to see at a glance that nothing has changed. */
function settingsKey(options) {
  return `${options.timezone}|${options.quoteIdentifiers}|${options.minifyAliases}|${options.attributeBehavior}`
    + `|${options.databaseVersion}|${options.standardConformingStrings}|${options.schema}`;
}

/** The pool's figures; as in v6, a time of 0 stands for the pool's own default. */
function poolOf(pool, validate) {
  return {
    max: pool.max,
    min: pool.min,
    idle: Number(pool.idle) || 30000,
    acquire: Number(pool.acquire) || 30000,
    evict: Number(pool.evict) || 1000,
    maxUses: pool.maxUses || undefined,
    validate
  };
}

/** One server's parameters. */
function endpointOf(config, options) {
  const dialectOptions = config.dialectOptions || {};
  const port = config.port === undefined || config.port === null || config.port === '' ? undefined : Number(config.port);
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port < 65536)) {
    throw new RangeError(`Port should be >= 0 and < 65536. Received ${config.port}.`);
  }
  return {
    host: config.host,
    port,
    database: config.database,
    username: config.username,
    password: config.password === null ? undefined : config.password,
    storage: options.storage,
    mode: options.mode,
    keepDefaultTimezone: config.keepDefaultTimezone,
    dialectOptions: config.ssl !== undefined && dialectOptions.ssl === undefined ? { ...dialectOptions, ssl: config.ssl } : dialectOptions,
    foreignKeys: options.foreignKeys,
    clientMinMessages: options.clientMinMessages,
    standardConformingStrings: options.standardConformingStrings
  };
}

/** The core of one instance. Nothing is connected before the first query. */
function createCore(sequelize) {
  const manager = sequelize.connectionManager;
  const options = manager.endpointOptions();
  const { config } = manager;
  const { replication } = config;
  return new Core({
    dialect: sequelize.options.dialect,
    settings: settingsOf(sequelize.options, config.database || undefined),
    pool: poolOf(config.pool, manager.validatesConnections()),
    connection: endpointOf(replication ? replication.write : config, options),
    replication: replication
      ? { write: endpointOf(replication.write, options), read: replication.read.map(read => endpointOf(read, options)) }
      : undefined,
    connectHooks: manager.connectHooks()
  });
}

const detached = new Map();

/** A core without a database, for texts with settings that are not the instance's. */
function textCore(dialect, options) {
  const key = `${dialect}|${settingsKey(options)}`;
  if (!detached.has(key)) detached.set(key, new Core({ dialect, settings: settingsOf(options) }));
  return detached.get(key);
}

module.exports = { createCore, textCore, settingsKey, settingsOf };
