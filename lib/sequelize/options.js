// @ts-check
'use strict';

// Constructor arguments -> `config` and complete `options`, with v6's defaults and refusals.

const { readUri } = require('./uri');

const DIALECTS = new Set(['mssql', 'mariadb', 'mysql', 'postgres', 'sqlite']);
const LATER = new Set(['oracle', 'db2', 'snowflake', 'ibmi']);

/**
 * Reads the four forms of `new Sequelize(…)`.
 *
 * @param {any[]} args
 * @returns {{config: object, options: object}} both may still be changed by `beforeInit`
 */
function readArguments(args) {
  const [first, second] = args;
  if (args.length === 1 && typeof first === 'object' && first !== null) {
    const { host, port, database, username, password } = first;
    return { config: withoutUndefined({ host, port, database, username, password }), options: first };
  }
  if (args.length === 1 && typeof first === 'string' || args.length === 2 && typeof second === 'object') {
    const options = second || {};
    return { config: readUri(first, options), options };
  }
  const [database, username, password, options] = args;
  return { config: { database, username, password }, options: options || {} };
}

function withoutUndefined(object) {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

/** v6's defaults under what the user gave. `console.log` is read at call time: tests replace it. */
function completeOptions(options, deprecations) {
  const complete = {
    dialect: null,
    dialectModule: null,
    dialectModulePath: null,
    host: 'localhost',
    protocol: 'tcp',
    define: {},
    query: {},
    sync: {},
    timezone: '+00:00',
    standardConformingStrings: true,
    logging: console.log,
    omitNull: false,
    native: false,
    replication: false,
    ssl: undefined,
    pool: {},
    quoteIdentifiers: true,
    hooks: {},
    retry: { max: 5, match: ['SQLITE_BUSY: database is locked'] },
    transactionType: 'DEFERRED',
    isolationLevel: null,
    databaseVersion: 0,
    typeValidation: false,
    benchmark: false,
    minifyAliases: false,
    logQueryParameters: false,
    attributeBehavior: 'throw',
    ...options
  };

  if (!complete.dialect) throw new Error('Dialect needs to be explicitly supplied as of v4.0.0');
  if (complete.dialect === 'postgresql') complete.dialect = 'postgres';
  if (complete.dialect === 'sqlite' && complete.timezone !== '+00:00') {
    throw new Error('Setting a custom timezone is not supported by SQLite, dates are always returned as UTC. Please remove the custom timezone parameter.');
  }
  if (complete.logging === true) {
    deprecations.noTrueLogging();
    complete.logging = console.log;
  }
  return complete;
}

/** The connection part of the options, as `sequelize.config` shows it. */
function connectionConfig(config, options) {
  return {
    database: config.database || options.database,
    username: config.username || options.username,
    password: config.password || options.password || null,
    host: config.host || options.host,
    port: config.port || options.port,
    pool: options.pool,
    protocol: options.protocol,
    native: options.native,
    ssl: options.ssl,
    replication: options.replication,
    dialectModule: options.dialectModule,
    dialectModulePath: options.dialectModulePath,
    keepDefaultTimezone: options.keepDefaultTimezone,
    dialectOptions: options.dialectOptions
  };
}

/** Loads a dialect's class; the requires stay static so that bundlers see them. */
function dialectClass(name) {
  switch (name) {
    case 'mariadb': return require('../dialects/mariadb');
    case 'mssql': return require('../dialects/mssql');
    case 'mysql': return require('../dialects/mysql');
    case 'postgres': return require('../dialects/postgres');
    case 'sqlite': return require('../dialects/sqlite');
  }
  if (LATER.has(name)) throw new Error(`The dialect ${name} is not supported yet by sequelize-native`);
  throw new Error(`The dialect ${name} is not supported. Supported dialects: mssql, mariadb, mysql, oracle, postgres, db2 and sqlite.`);
}

module.exports = { readArguments, completeOptions, connectionConfig, dialectClass, DIALECTS };
