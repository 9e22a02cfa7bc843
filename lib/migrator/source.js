'use strict';
/** The `migrations` option: which files, and how a file becomes `{ name, up, down }`. */

const path = require('path');
const { load } = require('./load');

const GLOB = /[*?[\]{}]/;

/**
 * @returns {Promise<Array<object>|object>} a list of migrations, or `{ list, accepts, resolve, params }`:
 *   what Rust lists, and which of the paths count
 */
async function sourceOf(migrations, context) {
  let given = migrations;
  while (typeof given === 'function') given = await given(context);
  if (Array.isArray(given)) return given;
  const { glob, path: folder, pattern, resolve, customResolver, params } = given ?? {};
  const rest = { resolve: resolve ?? fromCustomResolver(customResolver), params, accepts: () => true };
  if (glob !== undefined) {
    const [text, options = {}] = Array.isArray(glob) ? glob : [glob];
    return { ...rest, list: { glob: text, cwd: path.resolve(String(options.cwd ?? '.')), ignore: [options.ignore ?? []].flat() } };
  }
  if (typeof pattern === 'string' && (GLOB.test(pattern) || folder === undefined)) {
    return { ...rest, list: { glob: pattern, cwd: path.resolve(folder ?? '.'), ignore: [] } };
  }
  if (folder === undefined) throw new TypeError('migrations needs glob, path or pattern');
  const filter = typeof pattern === 'string' ? new RegExp(pattern) : pattern;
  return {
    ...rest,
    list: { folder: path.resolve(folder), any: filter !== undefined },
    accepts: filter ? file => (filter.lastIndex = 0, filter.test(path.basename(file))) : rest.accepts
  };
}

/** Umzug 2's `customResolver(path)` answers the module. */
function fromCustomResolver(custom) {
  if (custom === undefined) return undefined;
  return ({ name, path: file, context }) => {
    const call = async (direction, params) => (await custom(file))[direction]?.(params);
    return { name, path: file, up: () => call('up', context), down: () => call('down', context) };
  };
}

/** What a migration function is called with: sequelize-cli's `(queryInterface, Sequelize)` and Umzug's `({ name, path, context })` in one. */
function argumentsOf(fn, { name, path: file, context, queryInterface }, { params, sequelize }) {
  if (params !== undefined) return typeof params === 'function' ? params() : params;
  const Sequelize = sequelize?.constructor;
  const face = queryInterface ?? (isQueryInterface(context) ? context : sequelize?.getQueryInterface());
  if (fn.length >= 2) return [face, Sequelize];
  if (face === undefined || !isQueryInterface(context) && context !== undefined) return [{ name, path: file, context }, Sequelize];
  // One parameter says nothing about its form: a query interface that knows `name`, `path` and `context` serves both.
  const own = value => ({ value, writable: true, configurable: true, enumerable: true });
  return [Object.create(face, { name: own(name), path: own(file), context: own(queryInterface ?? context) }), Sequelize];
}

function isQueryInterface(value) {
  return value !== null && typeof value === 'object' && typeof value.createTable === 'function' && value.sequelize !== undefined;
}

/** How a file becomes a migration: the application's `resolve`, else by its kind. */
function resolverOf({ resolve, params, sequelize }) {
  if (resolve) return resolve;
  return ({ name, path: file, context: first }) => {
    if (!file) throw new Error("Can't use default resolver for non-filesystem migrations");
    if (path.extname(file).toLowerCase() === '.sql') return { name, path: file, sql: true };
    const loaded = async direction => functionOf(await load(file), direction, file);
    const call = async (direction, given) => {
      const fn = await loaded(direction);
      return await fn?.(...argumentsOf(fn, { name, path: file, context: first, ...given }, { params, sequelize }));
    };
    return { name, path: file, load: loaded, up: given => call('up', given), down: given => call('down', given) };
  };
}

function functionOf(module, direction, file) {
  const found = [module, module?.default, module?.default?.default].find(one => typeof one?.up === 'function' || typeof one?.down === 'function');
  if (found === undefined || direction === 'up' && typeof found.up !== 'function') throw new Error(`${file} exports no function \`up\``);
  return found[direction]?.bind === undefined ? undefined : withLength(found, direction);
}

/** A method with its `this`, and with the length of its parameter list. */
function withLength(owner, direction) {
  const bound = (...args) => owner[direction](...args);
  Object.defineProperty(bound, 'length', { value: owner[direction].length });
  return bound;
}

module.exports = { sourceOf, resolverOf };
