// @ts-check
'use strict';
/** Model.init: from attributes and options to a model that the Sequelize instance knows. */

const Utils = require('../utils');
const { clone, mapValues } = require('../utils/objects');
const { isModelClass } = require('./root');

const WHERE_MERGE_STRATEGIES = ['and', 'overwrite'];

function init(Model, attributes, options = {}) {
  if (!options.sequelize) throw new Error('No Sequelize instance passed');
  Model.sequelize = options.sequelize;
  const { sequelize } = Model;

  options = completeOptions(Model, options);
  sequelize.runHooks('beforeDefine', attributes, options);
  if (options.modelName !== Model.name) Object.defineProperty(Model, 'name', { value: options.modelName });
  delete options.modelName;

  Model.options = {
    timestamps: true,
    validate: {},
    freezeTableName: false,
    underscored: false,
    paranoid: false,
    rejectOnEmpty: false,
    whereCollection: null,
    schema: null,
    schemaDelimiter: '',
    defaultScope: {},
    scopes: {},
    indexes: [],
    whereMergeStrategy: 'overwrite',
    ...options
  };

  // A second definition of the same name takes the first one's place.
  if (sequelize.isDefined(Model.name)) {
    sequelize.modelManager.removeModel(sequelize.modelManager.getModel(Model.name));
  }

  Model.associations = {};
  Model._setupHooks(options.hooks);
  nameTable(Model);
  checkOptions(Model, attributes, options);

  Model.rawAttributes = mapValues(attributes, (attribute, name) => normalizeAttribute(Model, attribute, name));

  const tableName = Model.getTableName();
  Model._indexes = Model.options.indexes.map(index => Utils.nameIndex(Model._conformIndex(index), tableName));

  Model.primaryKeys = {};
  nameSpecialAttributes(Model);
  Model._addDefaultAttributes();
  Model.refreshAttributes();
  Model._findAutoIncrementAttribute();

  Model._scope = Model.options.defaultScope;
  Model._scopeNames = ['defaultScope'];
  sequelize.modelManager.addModel(Model);
  sequelize.runHooks('afterDefine', Model);
  keepCompact(Model);
  return Model;
}

/**
 * V8 keeps an object with many members of its own as a table, and never optimizes code that makes instances of such
 * a class: it compiles that code again and again. A prototype through which something was read is kept compact.
 */
function keepCompact(Model) {
  return Object.create(Model).options;
}

/** The options of the call over those of `new Sequelize({ define })`, and what both leave open. */
function completeOptions(Model, options) {
  const globalOptions = Model.sequelize.options;
  options = Utils.merge(clone(globalOptions.define), options);
  if (!options.modelName) options.modelName = Model.name;
  return Utils.merge({
    name: {
      plural: Utils.pluralize(options.modelName),
      singular: Utils.singularize(options.modelName)
    },
    indexes: [],
    omitNull: globalOptions.omitNull,
    schema: globalOptions.schema
  }, options);
}

function nameTable(Model) {
  const { options } = Model;
  Model.underscored = options.underscored;
  if (options.tableName) {
    Model.tableName = options.tableName;
  } else {
    Model.tableName = options.freezeTableName ? Model.name : Utils.underscoredIf(Utils.pluralize(Model.name), Model.underscored);
  }
  Model._schema = options.schema;
  Model._schemaDelimiter = options.schemaDelimiter;
}

function checkOptions(Model, attributes, options) {
  for (const [name, validator] of Object.entries(options.validate || {})) {
    if (Object.hasOwn(attributes, name)) {
      throw new Error(`A model validator function must not have the same name as a field. Model: ${Model.name}, field/validation name: ${name}`);
    }
    if (typeof validator !== 'function') {
      throw new Error(`Members of the validate option must be functions. Model: ${Model.name}, error with validate member ${name}`);
    }
  }
  const strategy = Model.options.whereMergeStrategy;
  if (!WHERE_MERGE_STRATEGIES.includes(strategy)) {
    throw new Error(`Invalid value ${strategy} for whereMergeStrategy. Allowed values are 'and' and 'overwrite'.`);
  }
}

function normalizeAttribute(Model, attribute, name) {
  attribute = Model.sequelize.normalizeAttribute(attribute);
  if (attribute.type === undefined) throw new Error(`Unrecognized datatype for attribute "${Model.name}.${name}"`);
  if (attribute.allowNull !== false && attribute.validate && attribute.validate.notNull) {
    throw new Error(`Invalid definition for "${Model.name}.${name}", "notNull" validator is only allowed with "allowNull:false"`);
  }
  if (attribute.references && isModelClass(attribute.references.model)) {
    attribute.references.model = attribute.references.model.getTableName();
  }
  return attribute;
}

/** createdAt, updatedAt, deletedAt and version: which there are, and what they are called here. */
function nameSpecialAttributes(Model) {
  const { options } = Model;
  const names = {};
  Model._readOnlyAttributes = new Set();
  Model._timestampAttributes = names;

  if (options.timestamps) {
    for (const key of ['createdAt', 'updatedAt', 'deletedAt']) {
      const value = options[key];
      if (!['undefined', 'string', 'boolean'].includes(typeof value)) {
        throw new Error(`Value for "${key}" option must be a string or a boolean, got ${typeof value}`);
      }
      if (value === '') throw new Error(`Value for "${key}" option cannot be an empty string`);
      if (value === false || key === 'deletedAt' && !options.paranoid) continue;
      names[key] = typeof value === 'string' ? value : key;
      Model._readOnlyAttributes.add(names[key]);
    }
  }

  if (options.version) {
    Model._versionAttribute = typeof options.version === 'string' ? options.version : 'version';
    Model._readOnlyAttributes.add(Model._versionAttribute);
  }
  Model._hasReadOnlyAttributes = Model._readOnlyAttributes.size > 0;
}

module.exports = { init };
