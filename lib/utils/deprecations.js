// @ts-check
'use strict';
/** Warnings that are given once per process. */

const { deprecate } = require('node:util');

const warnOnce = (code, text) => deprecate(() => {}, text, code);

exports.noTrueLogging = warnOnce('SEQUELIZE0002', 'The logging-option should be either a function or false. Default: console.log');
exports.noStringOperators = warnOnce('SEQUELIZE0003', 'String operators are not safe with input from outside: use the symbols of Op instead.');
exports.noBoolOperatorAliases = warnOnce('SEQUELIZE0004', 'A boolean in options.operatorsAliases does nothing and should be removed.');
exports.noDoubleNestedGroup = warnOnce('SEQUELIZE0005', 'An array in an array in `group` is deprecated: pass one flat array.');
exports.unsupportedEngine = warnOnce('SEQUELIZE0006', 'This database engine version is not supported, please update your database server.');
