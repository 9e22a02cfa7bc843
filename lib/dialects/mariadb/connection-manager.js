// @ts-check
'use strict';

// The mariadb connection manager: mysql's, by its own name.

const MysqlConnectionManager = require('../mysql/connection-manager');

class ConnectionManager extends MysqlConnectionManager {}

module.exports = ConnectionManager;
module.exports.ConnectionManager = ConnectionManager;
module.exports.default = ConnectionManager;
