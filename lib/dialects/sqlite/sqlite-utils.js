// @ts-check
'use strict';

// Foreign key checks off for a while, at v6's path.

const { withForeignKeysOff } = require('../../sequelize/sync');

module.exports = { withSqliteForeignKeysOff: withForeignKeysOff };
