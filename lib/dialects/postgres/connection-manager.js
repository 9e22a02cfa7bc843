'use strict';

// The postgres connection manager: the default port, and type ids for those who look at them.

const AbstractConnectionManager = require('../abstract/connection-manager');
const DataTypes = require('../../data-types');
const { cellText } = require('./cell-text');
const { readTypes, addParsers } = require('./type-ids');

class ConnectionManager extends AbstractConnectionManager {
  static defaultPort = 5432;

  constructor(dialect, sequelize) {
    super(dialect, sequelize);
    this._clearDynamicOIDs();
    this.oidParserMap = new Map();
  }

  /** Somebody who takes a connection by hand may look for type ids; the core's own queries need none. */
  async _prepareFor(options) {
    if (options.uuid === undefined && !options.logging && Object.keys(this.nameOidMap).length === 0) await this._refreshDynamicOIDs();
  }

  /** Reads the server's types anew: extensions and enums may have come. */
  async _refreshDynamicOIDs() {
    const { core, queryInterface } = this.sequelize;
    const result = await core.run(queryInterface.queryGenerator.dynamicTypesQuery());
    Object.assign(this, readTypes(result.rows()));
    this.refreshTypeParser(DataTypes.postgres);
  }

  _refreshTypeParser(dataType) {
    super._refreshTypeParser(dataType);
    if (!this.nameOidMap) return;
    addParsers(this, dataType, text => this.sequelize.queryInterface.queryGenerator.fromArray(text));
  }

  /** How a value of this type id is read by those who read values themselves. */
  getTypeParser(oid) {
    return this.oidParserMap.get(oid) || (text => text);
  }

  _clearDynamicOIDs() {
    this.nameOidMap = {};
    this.enumOids = { oids: [], arrayOids: [] };
  }

  _clearTypeParser() {
    super._clearTypeParser();
    this.oidParserMap = new Map();
  }
}

ConnectionManager.prototype.cellText = cellText;
ConnectionManager.prototype.parsesRawRows = true;

module.exports = ConnectionManager;
module.exports.ConnectionManager = ConnectionManager;
module.exports.default = ConnectionManager;
