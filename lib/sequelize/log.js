// @ts-check
'use strict';

// `sequelize.log(…)`: which function gets which words.

/**
 * @param {object} sequelize
 * @param {unknown[]} args the message, the milliseconds where known, and the query's options where known
 * @param {object} deprecations
 */
function log(sequelize, args, deprecations) {
  const last = args[args.length - 1];
  const hasOptions = last !== null && typeof last === 'object' && Object.prototype.hasOwnProperty.call(last, 'logging');
  const options = hasOptions ? last : sequelize.options;
  // The console has no use for an options object.
  const words = hasOptions && options.logging === console.log ? args.slice(0, -1) : args;

  if (!options.logging) return;
  if (options.logging === true) {
    deprecations.noTrueLogging();
    options.logging = console.log;
  }
  if (options.logging === console.log && (sequelize.options.benchmark || options.benchmark)) {
    options.logging(`${words[0]} Elapsed time: ${words[1]}ms`);
    return;
  }
  options.logging(...words);
}

module.exports = { log };
