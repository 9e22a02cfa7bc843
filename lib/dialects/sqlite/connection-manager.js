// @ts-check
'use strict';

// The sqlite connection manager: a file or memory in the place of a host.

const fs = require('fs');
const path = require('path');
const AbstractConnectionManager = require('../abstract/connection-manager');
const { cellText } = require('./cell-text');

/** SQLite's open flags. */
const OPEN = { OPEN_READONLY: 1, OPEN_READWRITE: 2, OPEN_CREATE: 4 };

class ConnectionManager extends AbstractConnectionManager {
  constructor(dialect, sequelize) {
    super(dialect, sequelize);
    // The default host is no file's name.
    if (sequelize.options.host === 'localhost') delete sequelize.options.host;
    this.connections = {};
    this.lib = this._givenModule() || OPEN;
  }

  /** Where the database is: an empty storage is a temporary file of SQLite's own. */
  get storage() {
    const { storage, host } = this.sequelize.options;
    return storage !== null && storage !== undefined ? storage : host || ':memory:';
  }

  get mode() {
    const { dialectOptions } = this.sequelize.options;
    return dialectOptions && dialectOptions.mode || OPEN.OPEN_READWRITE | OPEN.OPEN_CREATE;
  }

  endpointOptions() {
    this._provideFolder();
    return { ...this.sequelize.options, storage: this.storage, mode: this.mode };
  }

  _provideFolder() {
    const { storage, mode } = this;
    if (storage === ':memory:' || storage === '' || storage.startsWith('file:') || (mode & OPEN.OPEN_CREATE) === 0) return;
    fs.mkdirSync(path.dirname(storage), { recursive: true });
  }

  _describeRequest(options) {
    options.uuid = options.uuid || 'default';
    options.storage = this.storage;
    options.inMemory = options.storage === ':memory:' ? 1 : 0;
    options.readWriteMode = this.mode;
  }
}

ConnectionManager.prototype.cellText = cellText;

module.exports = ConnectionManager;
module.exports.ConnectionManager = ConnectionManager;
module.exports.default = ConnectionManager;
