// @ts-check
'use strict';
/** The package's entry: the Sequelize class, which carries everything else. */

module.exports = require('./sequelize');
