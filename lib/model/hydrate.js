// @ts-check
'use strict';
/**
 * Hydration: a shaped result becomes model instances. Row factories are compiled once per entity and
 * column layout; the entities of an include are attached to their parents by index, not by comparing keys.
 */
const { FactoryCache } = require('../native/batch');
const { instantiate } = require('./instance/instantiate');

/** Entity of a shape -> its factories. A shape lives as long as its plan. */
const factories = new WeakMap();

function factoryOf(entity, codes, model, attributes) {
  let cache = factories.get(entity);
  if (cache === undefined) factories.set(entity, cache = new FactoryCache());
  const names = attributes && hidesColumns(entity.columns, attributes)
    ? shownColumns(entity.columns, model, attributes)
    : entity.columns;
  const key = names === entity.columns ? codes : `${codes}${JSON.stringify(names)}`;
  return cache.get(key, names, codes, true);
}

const nameOf = attribute => Array.isArray(attribute) ? attribute[1] : attribute;

/** Columns nearly always stand in the attributes' order: one walk over both finds whether one is not asked for. */
function hidesColumns(columns, attributes) {
  let at = 0;
  for (const column of columns) {
    while (at < attributes.length && nameOf(attributes[at]) !== column) at++;
    if (at++ === attributes.length) return true;
  }
  return false;
}

/** A key selected only to fold the rows is not shown: null in its place. */
function shownColumns(columns, model, attributes) {
  const shown = new Set(attributes.map(nameOf));
  return columns.map(column => shown.has(column) || model._virtualAttributes.has(column) ? column : null);
}

/** Options that every instance of one include shares, as v6's `_setInclude` passes them to `build`. */
function childOptions(include) {
  return {
    isNewRecord: false,
    include: include.include,
    includeNames: include.includeNames,
    includeMap: include.includeMap,
    includeValidated: true,
    raw: true,
    attributes: include.originalAttributes
  };
}

/**
 * @param {import('../native/result').NativeResult} result with a shape
 * @param {typeof import('../model')} model
 * @param {object} options what the root instances are built with (`Model.build`'s options)
 */
function hydrate(result, model, options) {
  const shape = result.shape;
  const entities = result.entities();
  let next = 0;
  const visit = (entity, entityModel, buildOptions) => {
    const { rows, codes, columns, parents } = entities[next++];
    const items = factoryOf(entity, codes, entityModel, buildOptions.attributes)(columns, rows, makerOf(entityModel), buildOptions);
    for (const child of entity.children) {
      const include = buildOptions.includeMap?.[child.as];
      if (include === undefined) throw new Error(`The result has an include "${child.as}" that the options do not name.`);
      const below = visit(child, include.model, childOptions(include));
      // Of an include with `attributes: []` nothing is shown, even where its join table was read.
      if (!include.originalAttributes || include.originalAttributes.length > 0) attach(items, child, below);
    }
    return { items, parents };
  };
  return visit(shape, model, options).items;
}

const makers = new WeakMap();
/** `(dataValues, previous, options) => instance` of one model, made once so that calls stay monomorphic. */
function makerOf(model) {
  let make = makers.get(model);
  if (make === undefined) makers.set(model, make = (values, previous, options) => instantiate(model, values, previous, options));
  return make;
}

/** Puts the children where v6 puts them: into `dataValues` and onto the instance. */
function attach(parents, { as, many }, { items, parents: owners }) {
  for (const parent of parents) {
    const empty = many ? [] : null;
    parent.dataValues[as] = empty;
    parent[as] = empty;
  }
  for (let i = 0; i < items.length; i++) {
    const parent = parents[owners[i]];
    if (many) {
      parent.dataValues[as].push(items[i]);
    } else {
      // Where rows disagree on a single association, the last one counts, as in v6.
      parent.dataValues[as] = items[i];
      parent[as] = items[i];
    }
  }
  for (const parent of parents) parent._previousDataValues[as] = parent.dataValues[as];
}

module.exports = { hydrate };
