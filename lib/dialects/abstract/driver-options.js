// @ts-check
'use strict';

// `dialectOptions`: what a dialect honours, what it refuses by name, and a warning for what has no effect in v6 either.

const { logger } = require('../../utils/logger');

const warned = new Set();

/**
 * @param {{name: string, driverOptions?: {honoured: string[], dataOnly?: boolean, restated?: string[], refused?: Record<string, string>}}} dialect
 *   without `driverOptions`, all options go to the wire, which judges them itself; `restated` are the parts of a
 *   URI that stand in the configuration, too; `dataOnly`: no option can be a function
 * @param {any} given
 */
function checkDriverOptions({ name: dialect, driverOptions }, given) {
  if (!driverOptions || given === null || given === undefined) return;
  if (typeof given !== 'object') throw new TypeError(`dialectOptions must be an object, not ${typeof given}`);
  const { honoured, dataOnly = false, restated = [], refused = {} } = driverOptions;
  for (const [name, value] of Object.entries(given)) {
    if (dataOnly && typeof value === 'function') {
      throw new Error(`dialectOptions.${name} is not supported by sequelize-native as a function: the values are read in the core`);
    }
    if (value === undefined || honoured.includes(name) || restated.includes(name)) continue;
    if (Object.hasOwn(refused, name)) {
      if (value === null || value === false) continue;
      throw new Error(`dialectOptions.${name} is not supported by sequelize-native: ${refused[name]}`);
    }
    const key = `${dialect}.${name}`;
    if (warned.has(key)) continue;
    warned.add(key);
    logger.warn(`dialectOptions.${name} has no effect with ${dialect}, as in Sequelize v6. What has: ${honoured.join(', ')}.`);
  }
}

module.exports = { checkDriverOptions };
