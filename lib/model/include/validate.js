// @ts-check
'use strict';
/** Checks includes against the associations and works out what the plan must know of each. */

const Utils = require('../../utils');
const Op = require('../../operators');
const { EagerLoadingError } = require('../../errors');
const HasMany = require('../../associations/has-many');

function validateElements(Model, options, tableNames = {}) {
  if (!options.model) options.model = Model;
  options.includeNames = [];
  options.includeMap = {};
  options.hasSingleAssociation = false;
  options.hasMultiAssociation = false;

  if (!options.parent) {
    options.topModel = options.model;
    options.topLimit = options.limit;
  }

  options.include = options.include.map(element => {
    const include = Model._conformInclude(element);
    include.parent = options;
    include.topLimit = options.topLimit;
    Model._validateIncludedElement.call(options.model, include, tableNames, options);
    gatherFlags(options, include);
    return include;
  });

  for (const include of options.include) placeInQuery(options, include);

  if (options.topModel === options.model && options.subQuery === undefined) options.subQuery = false;
  return options;
}

/** What of an include its parent must know before any include is placed. */
function gatherFlags(options, include) {
  if (include.duplicating === undefined) include.duplicating = include.association.isMultiAssociation;
  include.hasDuplicating = include.hasDuplicating || include.duplicating;
  include.hasRequired = include.hasRequired || include.required;

  options.hasDuplicating = options.hasDuplicating || include.hasDuplicating;
  options.hasRequired = options.hasRequired || include.required;
  options.hasWhere = options.hasWhere || include.hasWhere || !!include.where;
}

/** Inside or outside the limited sub-query, and the parent's summary of it. */
function placeInQuery(options, include) {
  include.hasParentWhere = options.hasParentWhere || !!options.where;
  include.hasParentRequired = options.hasParentRequired || !!options.required;
  placeInSubQuery(options, include);

  options.includeMap[include.as] = include;
  options.includeNames.push(include.as);

  if (options.topModel === options.model && options.subQuery === undefined && options.topLimit) {
    if (include.subQuery) options.subQuery = include.subQuery;
    else if (include.hasDuplicating) options.subQuery = true;
  }

  options.hasIncludeWhere = options.hasIncludeWhere || include.hasIncludeWhere || !!include.where;
  options.hasIncludeRequired = options.hasIncludeRequired || include.hasIncludeRequired || !!include.required;
  if (include.association.isMultiAssociation || include.hasMultiAssociation) options.hasMultiAssociation = true;
  if (include.association.isSingleAssociation || include.hasSingleAssociation) options.hasSingleAssociation = true;
}

function placeInSubQuery(options, include) {
  const limited = include.subQuery !== false && options.hasDuplicating && options.topLimit;
  if (limited && !include.duplicating) {
    include.subQuery = include.hasRequired;
    include.subQueryFilter = false;
    return;
  }
  include.subQuery = include.subQuery || false;
  if (limited) {
    include.subQueryFilter = include.hasRequired;
  } else if (include.duplicating) {
    include.subQueryFilter = include.subQuery;
  } else {
    include.subQueryFilter = false;
    include.subQuery = include.subQuery || include.hasParentRequired && include.hasRequired && !include.separate;
  }
}

function validateElement(Model, include, tableNames, options) {
  tableNames[include.model.getTableName()] = true;
  readAttributes(include, options);

  if (include._pseudo) {
    if (!include.attributes) include.attributes = Object.keys(include.model.tableAttributes);
    return Utils.mapFinderOptions(include, include.model);
  }

  const association = include.association || Model._getIncludedAssociation(include.model, include.as);
  include.association = association;
  include.as = association.as;

  addThroughInclude(include, tableNames);
  scopedModel(include)._injectScope(include);

  // A scope may have brought attributes along.
  if (!include.attributes) include.attributes = Object.keys(include.model.tableAttributes);
  Utils.mapFinderOptions(include, include.model);

  if (include.required === undefined) include.required = !!include.where;
  if (association.scope) {
    include.where = include.where ? { [Op.and]: [include.where, association.scope] } : association.scope;
  }
  if (include.limit && include.separate === undefined) include.separate = true;
  if (include.separate === true) separateInclude(include, options);

  if (Object.hasOwn(include, 'include')) Model._validateIncludedElements.call(include.model, include, tableNames);
  return include;
}

/** Chosen attributes always bring the primary key along: rows are folded by it. */
function readAttributes(include, options) {
  const model = include.model;
  if (!include.attributes || options.raw) {
    Utils.mapFinderOptions(include, model);
    return;
  }
  model._expandAttributes(include);
  include.originalAttributes = model._injectDependentVirtualAttributes(include.attributes);
  Utils.mapFinderOptions(include, model);
  if (!include.attributes.length) return;

  for (const [name, attribute] of Object.entries(model.primaryKeys)) {
    const isThere = attribute.field === name
      ? include.attributes.includes(name)
      : include.attributes.some(chosen => Array.isArray(chosen) && chosen[0] === attribute.field && chosen[1] === name);
    if (!isThere) include.attributes.unshift(name);
  }
}

/** The join table of a many-to-many association is an include of its own, below the target. */
function addThroughInclude(include, tableNames) {
  const through = include.association.through;
  if (!through || Object(through.model) !== through.model) return;

  if (!include.include) include.include = [];
  /** @type {Record<string, any>} */
  const element = include.through = include.through || {};
  if (element.model === undefined) element.model = through.model;
  if (element.as === undefined) element.as = through.model.name;
  if (element.association === undefined) element.association = { isSingleAssociation: true };
  if (element._pseudo === undefined) element._pseudo = true;
  if (element.parent === undefined) element.parent = include;
  if (through.scope) {
    element.where = element.where ? { [Op.and]: [element.where, through.scope] } : through.scope;
  }
  include.include.push(element);
  tableNames[through.tableName] = true;
}

/** The class whose scope counts: the one passed if it is scoped, else the one the association was made with. */
function scopedModel(include) {
  if (include.model.scoped === true) return include.model;
  const { source, target } = include.association;
  return target.name === include.model.name ? target : source;
}

/** A separate include is a query of its own, so both ends must select the columns that join them. */
function separateInclude(include, options) {
  const { association } = include;
  if (!(association instanceof HasMany)) throw new Error('Only HasMany associations support include.separate');
  include.duplicating = false;
  selectAlso(options.attributes, association.sourceKey);
  selectAlso(include.attributes, association.foreignKey);
}

function selectAlso(attributes, name) {
  if (attributes && attributes.length && !attributes.flat(2).includes(name)) attributes.push(name);
}

function includedAssociation(Model, target, alias) {
  const candidates = Model.getAssociations(target);
  if (candidates.length === 0) throw new EagerLoadingError(`${target.name} is not associated to ${Model.name}!`);

  const association = Model.getAssociationForAlias(target, alias);
  if (association) return association;
  if (candidates.length > 1) {
    throw new EagerLoadingError(`${target.name} is associated to ${Model.name} multiple times. `
      + 'To identify the correct association, you must use the \'as\' keyword to specify the alias of the association you want to include.');
  }
  if (alias) {
    throw new EagerLoadingError(`${target.name} is associated to ${Model.name} using an alias. `
      + `You've included an alias (${alias}), but it does not match the alias(es) defined in your association (${candidates.map(each => each.as).join(', ')}).`);
  }
  throw new EagerLoadingError(`${target.name} is associated to ${Model.name} using an alias. `
    + 'You must use the \'as\' keyword to specify the alias within your include statement.');
}

module.exports = { validateElements, validateElement, includedAssociation };
