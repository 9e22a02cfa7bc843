// @ts-check
'use strict';
/** Debug output per namespace, switched on with the environment variable DEBUG (`DEBUG=sequelize:*,-sequelize:pool`). */

const util = require('node:util');

const escape = text => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*?');

/** @param {string} namespace */
function isEnabled(namespace, patterns = process.env.DEBUG ?? '') {
  let enabled = false;
  for (const pattern of patterns.split(/[\s,]+/).filter(Boolean)) {
    const negative = pattern.startsWith('-');
    if (!new RegExp(`^${escape(negative ? pattern.slice(1) : pattern)}$`).test(namespace)) continue;
    if (negative) return false;
    enabled = true;
  }
  return enabled;
}

/**
 * @param {string} namespace
 * @returns {((...args: any[]) => void) & {namespace: string, enabled: boolean, extend: (name: string) => any, log?: Function}}
 */
function createDebug(namespace) {
  const enabled = isEnabled(namespace);
  let last = 0;
  const debug = /** @type {any} */ ((...args) => {
    if (!debug.enabled) return;
    const now = Date.now();
    const since = last ? now - last : 0;
    last = now;
    const write = debug.log ?? (line => process.stderr.write(`${line}\n`));
    write(`${new Date(now).toISOString()} ${namespace} ${util.format(...args)} +${since}ms`);
  });
  debug.namespace = namespace;
  debug.enabled = enabled;
  debug.extend = name => createDebug(`${namespace}:${name}`);
  return debug;
}

module.exports = { createDebug, isEnabled };
