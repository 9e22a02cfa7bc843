// @ts-check
'use strict';
/** The base class Model, known to its parts without a circular require: model.js registers it here. */

let Root = null;

/** @param {Function} Model the base class, once */
function register(Model) {
  Root = Model;
}

/** The base class itself. */
function root() {
  return Root;
}

/** Is this value an instance of some model? */
function isInstance(value) {
  return value instanceof Root;
}

/** Is this value a model, that is a class below Model? */
function isModelClass(value) {
  return !!value && !!value.prototype && value.prototype instanceof Root;
}

module.exports = { register, root, isInstance, isModelClass };
