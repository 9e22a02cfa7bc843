// @ts-check
'use strict';
/** The root of every error class of Sequelize; the names are own properties, so that they survive JSON and logging. */

class BaseError extends Error {
  /** @param {string} [message] */
  constructor(message) {
    super(message);
    this.name = 'SequelizeBaseError';
  }
}

exports.default = BaseError;
