// @ts-check
'use strict';
/** `include: { all: … }` becomes the includes it stands for. */

const Utils = require('../../utils');
const { EagerLoadingError } = require('../../errors');

const TYPES = new Map([
  ['BelongsTo', ['BelongsTo']],
  ['HasOne', ['HasOne']],
  ['HasMany', ['HasMany']],
  ['One', ['BelongsTo', 'HasOne']],
  ['Has', ['HasOne', 'HasMany']],
  ['Many', ['HasMany']]
]);

/** The association types asked for; `true` means all of them. */
function wantedTypes(all) {
  if (all === true) return true;
  const wanted = new Set();
  for (const type of Array.isArray(all) ? all : [all]) {
    if (type === 'All') return true;
    const types = TYPES.get(type);
    if (!types) {
      throw new EagerLoadingError(`include all '${type}' is not valid - must be BelongsTo, HasOne, HasMany, One, Has, Many or All`);
    }
    types.forEach(name => wanted.add(name));
  }
  return wanted;
}

function addAll(parent, includes, request) {
  const { types, nested, template, used } = request;
  for (const association of Object.values(parent.associations)) {
    if (types !== true && !types.has(association.associationType)) continue;

    const model = association.target;
    const as = association.options.as;
    if (includes.some(include => include.model === model && (!as || include.as === as))) continue;
    // A model that is being expanded further up would never end.
    if (nested && used.includes(model)) continue;
    used.push(parent);

    const include = Utils.cloneDeep(template);
    include.model = model;
    if (as) include.as = as;
    includes.push(include);

    if (nested) {
      addAll(model, include.include, request);
      if (include.include.length === 0) delete include.include;
    }
  }
  used.pop();
}

/** One `{ all }` element: its associations join `includes`. */
function expandElement(Model, includes, include) {
  const types = wantedTypes(include.all);
  delete include.all;

  const nested = include.nested;
  if (nested) {
    delete include.nested;
    if (!include.include) include.include = [];
    else if (!Array.isArray(include.include)) include.include = [include.include];
  }
  addAll(Model, includes, { types, nested, template: include, used: [] });
}

function expandIncludeAll(Model, options) {
  const includes = options.include;
  if (!includes) return;

  for (let index = 0; index < includes.length; index++) {
    const include = includes[index];
    if (!include.all) continue;
    includes.splice(index, 1);
    index--;
    Model._expandIncludeAllElement(includes, include);
  }
  for (const include of includes) Model._expandIncludeAll.call(include.model, include);
}

module.exports = { expandIncludeAll, expandElement };
