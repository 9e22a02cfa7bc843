// @ts-check
'use strict';
/** Instances for rows that came from the database: the same as building them raw, without the work of it. */

const DataTypes = require('../../data-types');
const { root } = require('../root');

/** Marks options of rows; not copied by a spread, so that options which a constructor makes itself build as usual. */
const ROW = Symbol('row');

/** What `new Model` is to find when `instantiate` calls it through a user's constructor. */
let arriving = null;
let arrivingPrevious = null;

/**
 * The previous values of a row in the making, or undefined where `new Model` builds as usual.
 * @returns {object|undefined}
 */
function arrival(values, options) {
  if (!options || options[ROW] !== true) return undefined;
  const previous = arriving === values ? arrivingPrevious : null;
  arriving = arrivingPrevious = null;
  return previous || { ...values };
}

/**
 * Makes the options of a result what the constructor would make of them, once for all rows. They are marked for it
 * unless the model must be asked to build each row itself.
 */
function markOptions(Model, options) {
  options._schema = Model._schema;
  options._schemaDelimiter = Model._schemaDelimiter;
  if (options.attributes) {
    options.attributes = options.attributes.map(attribute => Array.isArray(attribute) ? attribute[1] : attribute);
  }
  Object.defineProperty(options, ROW, { value: canInstantiate(Model) });
}

/** May rows of this model skip `Model.build`? Not where a class has its own idea of building or setting. */
function canInstantiate(Model) {
  const base = root();
  const own = Model.prototype;
  return Model.build === base.build
    && Model.bulkBuild === base.bulkBuild
    && own._initValues === base.prototype._initValues
    && own._setInclude === base.prototype._setInclude
    && own.set === base.prototype.set;
}

/**
 * An instance for a row: equal to `new Model(values, { isNewRecord: false, raw: true, … })`.
 *
 * @param {any} Model
 * @param {object} dataValues the values by attribute name; included rows already as instances (an instance, a
 *   list of them, or null); it becomes the instance's own
 * @param {object|null} previousDataValues a second object with the same entries (null: it is copied)
 * @param {object} options what v6 builds rows with, one object for all rows of a model; changed at the first
 */
function instantiate(Model, dataValues, previousDataValues, options) {
  if (options[ROW] === undefined) markOptions(Model, options);
  if (options[ROW] === false) return Model.build(dataValues, options);

  const sanitizers = Model._rawSanitizers;
  for (let i = 0; i < sanitizers.length; i++) sanitize(sanitizers[i], dataValues, previousDataValues, options);

  arriving = dataValues;
  arrivingPrevious = previousDataValues;
  const instance = new Model(dataValues, options);

  const names = options.includeNames;
  if (names !== undefined) {
    for (let i = 0; i < names.length; i++) {
      const value = dataValues[names[i]];
      if (value !== undefined) instance[names[i]] = value;
    }
  }
  return instance;
}

function sanitize({ name, read, isSettled }, dataValues, previousDataValues, options) {
  const value = dataValues[name];
  if (value === undefined || isSettled(value)) return;
  const clean = dataValues[name] = read.call(null, value, options);
  if (previousDataValues) previousDataValues[name] = clean;
}

const isSettledBoolean = value => typeof value === 'boolean' || value === null;
const neverSettled = () => false;

/** Date types leave raw values alone: their own sanitizers need not be asked row by row. */
function leavesRawAlone(type) {
  return (type instanceof DataTypes.DATE || type instanceof DataTypes.DATEONLY) && isBuiltIn(type);
}

let builtInTypes = null;

function isBuiltIn(type) {
  if (!builtInTypes) {
    builtInTypes = new Set();
    for (const types of [DataTypes, ...Object.values(DataTypes).filter(each => each && typeof each === 'object')]) {
      builtInTypes.add(types.DATE).add(types.DATEONLY);
    }
  }
  return builtInTypes.has(type.constructor);
}

/** Which attributes of a model must be cleaned in every row; called by refreshAttributes. */
function indexRawSanitizers(Model) {
  Model._rawSanitizers = Object.keys(Model._dataTypeSanitizers)
    .filter(name => !leavesRawAlone(Model.rawAttributes[name].type))
    .map(name => ({
      name,
      read: Model._dataTypeSanitizers[name],
      isSettled: Model.rawAttributes[name].type instanceof DataTypes.BOOLEAN ? isSettledBoolean : neverSettled
    }));
}

module.exports = { instantiate, canInstantiate, arrival, indexRawSanitizers };
