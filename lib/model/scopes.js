// @ts-check
'use strict';
/** Scopes: named options that are merged into every query of a class derived from the model. */

const Utils = require('../utils');
const { isPlainObject } = require('../utils/objects');
const { SequelizeScopeError } = require('../errors');

/** The same model under a class of its own. */
function derive(Model) {
  const Derived = class extends Model {};
  Object.defineProperty(Derived, 'name', { value: Model.name });
  return Derived;
}

function addScope(Model, name, scope, options) {
  const isTaken = name === 'defaultScope' && Object.keys(Model.options.defaultScope).length > 0 || name in Model.options.scopes;
  if (isTaken && !(options && options.override)) {
    throw new Error(`The scope ${name} already exists. Pass { override: true } as options to silence this error`);
  }
  if (name === 'defaultScope') Model.options.defaultScope = Model._scope = scope;
  else Model.options.scopes[name] = scope;
}

/** @param {Array} requests every argument of Model.scope */
function scope(Model, requests) {
  const Scoped = derive(Model);
  Scoped._scope = {};
  Scoped._scopeNames = [];
  Scoped.scoped = true;
  if (!requests[0]) return Scoped;

  for (const request of requests.flat()) {
    const { name, options } = findScope(Scoped, request);
    if (!options) throw new SequelizeScopeError(`Invalid scope ${name} called.`);
    Model._conformIncludes(options, Model);
    Model._assignOptions(Scoped._scope, Utils.cloneDeep(options));
    Scoped._scopeNames.push(name || 'defaultScope');
  }
  return Scoped;
}

/** A scope by its name, by `{ method: name | [name, …args] }`, or options as they are. */
function findScope(Scoped, request) {
  const { scopes, defaultScope } = Scoped.options;
  if (isPlainObject(request)) {
    if (!request.method) return { name: null, options: request };
    const [name, ...args] = [].concat(request.method);
    return Object.hasOwn(scopes, name) && scopes[name]
      ? { name, options: scopes[name].apply(Scoped, args) }
      : { name: null, options: null };
  }
  if (request === 'defaultScope' && isPlainObject(defaultScope)) return { name: null, options: defaultScope };

  const found = Object.hasOwn(scopes, request) ? scopes[request] : undefined;
  return { name: request, options: typeof found === 'function' ? found() : found };
}

/** The same model in another schema. */
function inSchema(Model, schema, options) {
  const Derived = derive(Model);
  Derived._schema = schema;
  const delimiter = typeof options === 'string' ? options : options && options.schemaDelimiter;
  if (delimiter) Derived._schemaDelimiter = delimiter;
  return Derived;
}

module.exports = { addScope, scope, inSchema };
