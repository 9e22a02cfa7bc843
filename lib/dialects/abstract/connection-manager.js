// @ts-check
'use strict';

// Class ConnectionManager: v6's names around the core's pool, its hooks, and the server's version.

const deprecations = require('../../utils/deprecations');
const { cloneDeepWith } = require('../../utils/objects');
const { logger } = require('../../utils/logger');
const { checkDriverOptions } = require('./driver-options');
const { ArrivingConnection } = require('./connection');
const { NativePool, checkPool } = require('./pool');
const { atLeast, coerce } = require('./version');
const { TypeParsers } = require('../../data-types/parsers');

const debug = logger.debugContext('pool');
const CONNECT_HOOKS = ['beforeConnect', 'afterConnect', 'beforeDisconnect', 'afterDisconnect'];
const POOL_HOOKS = ['beforePoolAcquire', 'afterPoolAcquire'];

class ConnectionManager {
  /** @type {number|undefined} the database's usual port, if it has one */
  static defaultPort;

  constructor(dialect, sequelize) {
    const { defaultPort } = new.target;
    if (defaultPort) sequelize.config.port = sequelize.config.port || defaultPort;
    this.sequelize = sequelize;
    this.config = copyOf(sequelize.config);
    this.dialect = dialect;
    this.versionPromise = null;
    this.dialectName = sequelize.options.dialect;

    if (this.config.pool === false) throw new Error('Support for pool:false was removed in v4.0');
    this.config.pool = {
      max: 5, min: 0, idle: 10000, acquire: 60000, evict: 1000, validate: this._validate.bind(this),
      ...defined(this.config.pool || {})
    };
    /** The connections that hooks have seen, as long as they are open: each is one object, whoever asks. */
    this.introduced = new Map();
    checkPool(this.config.pool);
    checkDriverOptions(dialect, this.config.dialectOptions);
    if (this.config.replication) this._readReplication();
    this.lib = this._givenModule() || {};
    this.parsers = new TypeParsers(this.cellText);
    if (dialect && dialect.DataTypes) this.refreshTypeParser(dialect.DataTypes);
    this.initPools();
  }

  /** Every server of a replication set starts from the common configuration. */
  _readReplication() {
    const { replication, ...common } = this.config;
    replication.write = { ...common, ...defined(replication.write || {}) };
    replication.read = [].concat(replication.read).map(read => ({ ...common, ...defined(read || {}) }));
    for (const server of [replication.write, ...replication.read]) checkDriverOptions(this.dialect, server.dialectOptions);
  }

  initPools() {
    /** @type {any} a NativePool, or what somebody put in its place */
    this.pool = new NativePool(this);
    if (Object.hasOwn(this, 'getConnection')) delete (/** @type {any} */ (this).getConnection);
    debug(`pool created with max/min: ${this.config.pool.max}/${this.config.pool.min}, ${this.config.replication ? 'with' : 'no'} replication`);
  }

  /** The core, unless nothing has needed it yet. */
  coreIfAny() {
    return Object.hasOwn(this.sequelize, 'core') ? this.sequelize.core : undefined;
  }

  /** Whether the making of connections is somebody else's. */
  isConnectReplaced() {
    return this._connect !== originals._connect;
  }

  /** The configuration of the server that the next connection of a kind goes to; readers take turns. */
  nextServer(type) {
    const { replication } = this.config;
    if (!replication) return this.config;
    if (type !== 'read') return replication.write;
    this._turn = (this._turn === undefined ? -1 : this._turn) + 1;
    return replication.read[this._turn % replication.read.length];
  }

  /** What a dialect adds to the options that the core connects with. */
  endpointOptions() {
    return this.sequelize.options;
  }

  /** Functions around every new connection, where somebody asked for them. */
  connectHooks() {
    const { sequelize } = this;
    if (!this.validatesConnections() && !CONNECT_HOOKS.some(name => sequelize.hasHooks(name))) return undefined;
    return {
      before: async config => {
        await sequelize.runHooks('beforeConnect', config);
      },
      after: async answer => {
        const connection = this.introduce(answer.connection);
        connection.statements = [];
        await sequelize.runHooks('afterConnect', connection, answer.config);
        answer.statements = connection.arrive();
      },
      validate: async facts => {
        facts.valid = Boolean(this.config.pool.validate(this.introduce(facts)));
      },
      beforeDisconnect: facts => sequelize.runHooks('beforeDisconnect', this.introduce(facts)),
      afterDisconnect: facts => {
        const connection = this.introduce(facts);
        this.introduced.delete(facts.connectionId);
        return sequelize.runHooks('afterDisconnect', connection);
      }
    };
  }

  /** Whether the application has a `pool.validate` of its own. The database's sign of life is the core's matter. */
  validatesConnections() {
    return Boolean(this.sequelize.config.pool && this.sequelize.config.pool.validate);
  }

  /** The object that stands for a connection outside of anybody's use. */
  introduce(facts) {
    const { connectionId } = facts;
    let connection = this.introduced.get(connectionId);
    if (connection === undefined) this.introduced.set(connectionId, connection = new ArrivingConnection(this, facts));
    return connection;
  }

  /** Hooks may be added after the core was made. */
  _refreshConnectHooks() {
    const { core } = this.sequelize;
    if (!core.connectHooks && CONNECT_HOOKS.some(name => this.sequelize.hasHooks(name))) core.setConnectHooks(this.connectHooks());
  }

  /** Whether a query may go to the core at once, which takes a connection for it: nobody watches the way there. */
  isDirect(options) {
    return this.getConnection === originals.getConnection
      && this.releaseConnection === originals.releaseConnection
      && !this.isConnectReplaced()
      && this.sequelize.options.databaseVersion !== 0
      && !this.config.replication
      && !POOL_HOOKS.some(name => this.sequelize.hasHooks(name))
      && (Boolean(this.coreIfAny() && this.coreIfAny().connectHooks) || !CONNECT_HOOKS.some(name => this.sequelize.hasHooks(name)))
      && !(options && options.connection);
  }

  /**
   * A connection of one's own, to be given back with releaseConnection.
   *
   * @param {{type?: string, useMaster?: boolean, uuid?: string, signal?: AbortSignal}} [options]
   */
  async getConnection(options) {
    options = options || {};
    this._describeRequest(options);
    this._refreshConnectHooks();
    if (this.sequelize.options.databaseVersion === 0) await this._learnVersion();

    await this._prepareFor(options);

    const { sequelize } = this;
    await sequelize.runHooks('beforePoolAcquire', options);
    const request = { transaction: options.uuid !== undefined && options.uuid !== 'default', signal: options.signal };
    const connection = await this.pool.acquire(options.type, options.useMaster, request);
    await sequelize.runHooks('afterPoolAcquire', connection, options);
    debug('connection acquired');
    return connection;
  }

  /** What a dialect wants to know before it hands out a connection. */
  async _prepareFor(_options) {}

  /** What a dialect writes down about a request for a connection. */
  _describeRequest(_options) {}

  /** The server's version decides about some statements; it is asked for once. */
  _learnVersion() {
    if (!this.versionPromise) {
      this.versionPromise = this._askVersion().finally(() => {
        this.versionPromise = null;
      });
    }
    return this.versionPromise;
  }

  async _askVersion() {
    const { sequelize, dialect } = this;
    const connection = await this.pool.acquire(undefined, true, {});
    try {
      const version = connection.serverVersion || await sequelize.databaseVersion({ transaction: { connection }, logging: false });
      if (sequelize.options.databaseVersion === 0) {
        sequelize.options.databaseVersion = coerce(version) || dialect.defaultVersion;
      }
    } finally {
      this.pool.release(connection);
    }
    if (!atLeast(sequelize.options.databaseVersion, dialect.defaultVersion)) {
      deprecations.unsupportedEngine();
      debug(`Unsupported database engine version ${sequelize.options.databaseVersion}`);
    }
  }

  releaseConnection(connection) {
    this.pool.release(connection);
    debug('connection released');
  }

  async destroyConnection(connection) {
    await this.pool.destroy(connection);
    debug(`connection ${connection.uuid} destroyed`);
  }

  async _onProcessExit() {
    if (!this.pool) return;
    await this.pool.drain();
    debug('connection drain due to process exit');
    await this.pool.destroyAllNow();
  }

  /** Closes every connection; the instance answers no query after it. */
  async close() {
    this.getConnection = async function getConnection() {
      throw new Error('ConnectionManager.getConnection was called after the connection manager was closed!');
    };
    await this._onProcessExit();
  }

  /** One connection outside of the pool's own bookkeeping, with its hooks. */
  async _connect(config) {
    await this.sequelize.runHooks('beforeConnect', config);
    const connection = await this.dialect.connectionManager.connect(config);
    await this.sequelize.runHooks('afterConnect', connection, config);
    return connection;
  }

  async _disconnect(connection) {
    return this._aroundDisconnect(connection, () => this.dialect.connectionManager.disconnect(connection));
  }

  async _aroundDisconnect(connection, disconnect) {
    await this.sequelize.runHooks('beforeDisconnect', connection);
    await disconnect();
    return this.sequelize.runHooks('afterDisconnect', connection);
  }

  async connect() {
    return this.pool.acquire(undefined, true, {});
  }

  async disconnect(connection) {
    if (connection._ending || connection._released) return;
    connection._ending = true;
    this.pool.release(connection);
  }

  validate(connection) {
    return !connection._invalid && !connection._ending;
  }

  _validate(connection) {
    const { connectionManager } = this.dialect;
    return connectionManager && connectionManager.validate ? connectionManager.validate(connection) : true;
  }

  /** Parsers that users have put on data types come into force. */
  refreshTypeParser(dataTypes) {
    for (const dataType of Object.values(dataTypes)) {
      if (!dataType || !Object.hasOwn(dataType, 'parse')) continue;
      if (!dataType.types[this.dialectName]) {
        throw new Error(`Parse function not supported for type ${dataType.key} in dialect ${this.dialectName}`);
      }
      this._refreshTypeParser(dataType);
    }
  }

  _refreshTypeParser(dataType) {
    this.parsers.add(dataType, dataType.types[this.dialectName]);
  }

  _clearTypeParser() {
    this.parsers.clear();
  }

  /** A driver that the user has chosen, for code that looks at it: the core has its own wire. */
  _givenModule() {
    const { dialectModulePath, dialectModule } = this.sequelize.config;
    return dialectModulePath || dialectModule ? this._loadDialectModule(this.dialectName) : undefined;
  }

  _loadDialectModule(moduleName) {
    const { dialectModulePath, dialectModule } = this.sequelize.config;
    try {
      if (dialectModulePath) return require(dialectModulePath);
      if (dialectModule) return dialectModule;
      return require(moduleName);
    } catch (error) {
      if (error.code !== 'MODULE_NOT_FOUND') throw error;
      if (dialectModulePath) throw new Error(`Unable to find dialect at ${dialectModulePath}`);
      throw new Error(`Please install ${moduleName} package manually`);
    }
  }
}

/** The configuration's own copy: plain data is copied, driver modules and functions are shared. */
function copyOf(config) {
  const copy = {};
  for (const [key, value] of Object.entries(config)) copy[key] = key === 'dialectModule' ? value : cloneDeepWith(value, part => typeof part === 'function' ? part : undefined);
  return copy;
}

function defined(object) {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

const originals = {
  _connect: ConnectionManager.prototype._connect,
  getConnection: ConnectionManager.prototype.getConnection,
  releaseConnection: ConnectionManager.prototype.releaseConnection
};

/** A value as the driver of v6 would hand it to a parser. */
ConnectionManager.prototype.cellText = value => value;
/** Whether parsers read the rows of raw queries too. */
ConnectionManager.prototype.parsesRawRows = false;

module.exports = ConnectionManager;
module.exports.ConnectionManager = ConnectionManager;
module.exports.default = ConnectionManager;
