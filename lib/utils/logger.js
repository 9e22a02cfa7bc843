// @ts-check
'use strict';
/** Warnings and debug output of the library itself, under one context name. */

const util = require('node:util');
const { createDebug } = require('./debug');

class Logger {
  /** @param {{context?: string}} [config] */
  constructor({ context = 'sequelize', ...rest } = {}) {
    this.config = { context, ...rest };
  }

  /** @param {string} message */
  warn(message) {
    console.warn(`(${this.config.context}) Warning: ${message}`);
  }

  /**
   * A value as text for messages.
   *
   * @param {any} value
   */
  inspect(value) {
    return util.inspect(value, { showHidden: false, depth: 1 });
  }

  /** @param {string} name */
  debugContext(name) {
    return createDebug(`${this.config.context}:${name}`);
  }
}

exports.Logger = Logger;
exports.logger = new Logger();
