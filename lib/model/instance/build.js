// @ts-check
'use strict';
/** `new Model(values)`: the fields of an instance, and the values a new row begins with. */

const Utils = require('../../utils');
const { clone, assignKey } = require('../../utils/objects');
const { logger } = require('../../utils/logger');
const { arrival } = require('./instantiate');

/**
 * The body of the constructor. All instances get the same fields in the same order, so that V8 gives them one
 * hidden class.
 */
function construct(instance, values, options) {
  const Model = instance.constructor;
  if (!Model._overwrittenAttributesChecked) warnOnClassFields(instance, Model);

  const arrived = arrival(values, options);
  if (!arrived) options = completeOptions(Model, options);

  instance.dataValues = arrived ? values : {};
  instance._previousDataValues = arrived || {};
  instance.uniqno = 1;
  instance._changed = new Set();
  instance._options = options;
  instance.isNewRecord = options.isNewRecord;

  if (!arrived) instance._initValues(values, options);
}

/** Public class fields of a subclass come into being after this constructor: they are looked for later. */
function warnOnClassFields(instance, Model) {
  Model._overwrittenAttributesChecked = true;
  setTimeout(() => {
    const shadowing = Object.keys(Model._attributeManipulation).filter(name => Object.hasOwn(instance, name));
    if (shadowing.length === 0) return;
    logger.warn(`Model ${JSON.stringify(Model.name)} is declaring public class fields for attribute(s): ${shadowing.map(name => JSON.stringify(name)).join(', ')}.`
      + '\nThese class fields are shadowing Sequelize\'s attribute getters & setters.'
      + '\nSee https://sequelize.org/main/manual/model-basics.html#caveat-with-public-class-fields');
  }, 0);
}

function completeOptions(Model, options) {
  options = { isNewRecord: true, _schema: Model._schema, _schemaDelimiter: Model._schemaDelimiter, ...options };
  if (options.attributes) options.attributes = namesOf(options.attributes);
  readIncludes(Model, options);
  return options;
}

/** `[expression, alias]` is known by its alias. */
const namesOf = attributes => attributes.map(attribute => Array.isArray(attribute) ? attribute[1] : attribute);

function readIncludes(Model, options) {
  if (options.includeValidated) return;
  Model._conformIncludes(options, Model);
  if (!options.include) return;
  Model._expandIncludeAll(options);
  Model._validateIncludedElements(options);
}

function initValues(instance, values, options) {
  values = { ...values };
  if (options.isNewRecord) setDefaults(instance, values);
  instance.set(values, options);
}

/** The defaults that `values` leaves open; a value that is there but undefined gives way to its default. */
function setDefaults(instance, values) {
  const Model = instance.constructor;
  const { dialect } = instance.sequelize.options;
  const defaults = {};

  if (Model._hasDefaultValues) {
    for (const name of Object.keys(Model._defaultValues)) {
      const value = Model._defaultValues[name]();
      assignKey(defaults, name, value instanceof Utils.SequelizeMethod ? value : clone(value));
    }
  }
  // A new instance has no id, which is not the same as an unknown one.
  for (const name of Model.primaryKeyAttributes) {
    if (!Object.hasOwn(defaults, name)) defaults[name] = null;
  }
  const { createdAt, updatedAt, deletedAt } = Model._timestampAttributes;
  for (const name of [createdAt, updatedAt, deletedAt]) {
    if (!name || !defaults[name]) continue;
    instance.dataValues[name] = Utils.toDefaultValue(defaults[name], dialect);
    delete defaults[name];
  }
  for (const name in defaults) {
    if (values[name] !== undefined) continue;
    instance.set(name, Utils.toDefaultValue(defaults[name], dialect), { raw: true });
    delete values[name];
  }
}

function bulkBuild(Model, valueSets, options) {
  options = { isNewRecord: true, ...options };
  readIncludes(Model, options);
  if (options.attributes) options.attributes = namesOf(options.attributes);
  return valueSets.map(values => Model.build(values, options));
}

module.exports = { construct, initValues, bulkBuild, readIncludes };
