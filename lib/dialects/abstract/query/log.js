// @ts-check
'use strict';

// A query's two log lines: its start, and its end with the time it took.

const { safeStringifyJson } = require('../../../utils');

function parametersAsText(sql, parameters) {
  const shown = Array.isArray(parameters) ? parameters.map(item => safeStringifyJson(item)).join(', ') : safeStringifyJson(parameters);
  return `${sql.endsWith(';') ? '' : ';'} ${shown}`;
}

/**
 * @param {object} query
 * @param {string} sql
 * @param {(message: string) => void} debug
 * @param {unknown} [parameters]
 * @returns {() => void} to be called when the query has succeeded
 */
module.exports = function startLog(query, sql, debug, parameters) {
  const { connection, options, sequelize } = query;
  const benchmark = sequelize.options.benchmark || options.benchmark;
  const withParameters = parameters && (sequelize.options.logQueryParameters || options.logQueryParameters);
  const line = `(${connection && connection.uuid || 'default'}): ${sql}${withParameters ? parametersAsText(sql, parameters) : ''}`;
  const started = Date.now();

  debug(`Executing ${line}`);
  if (!benchmark) sequelize.log(`Executing ${line}`, options);
  return () => {
    debug(`Executed ${line}`);
    if (benchmark) sequelize.log(`Executed ${line}`, Date.now() - started, options);
  };
};
