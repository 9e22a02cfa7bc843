// @ts-check
'use strict';
/** Every way to write an include becomes `{ model, association?, as?, … }`. */

const Association = require('../../associations/base');
const { isPlainObject } = require('../../utils/objects');
const { isModelClass } = require('../root');

function conformIncludes(Model, options, self) {
  if (!options.include) return;
  if (!Array.isArray(options.include)) {
    options.include = [options.include];
  } else if (options.include.length === 0) {
    delete options.include;
    return;
  }
  options.include = options.include.map(include => Model._conformInclude(include, self));
}

/** A text is the alias of an association. */
function resolveAlias(include, self) {
  if (!self || typeof include !== 'string') return include;
  if (!Object.hasOwn(self.associations, include)) {
    throw new Error(`Association with alias "${include}" does not exist on ${self.name}`);
  }
  return self.associations[include];
}

/** The end of an association that is not `self`. */
const farEnd = (association, self) => self && association.target.name === self.name ? association.source : association.target;

function conformObject(Model, include, self) {
  if (include.association) {
    include.association = Model._transformStringAssociation(include.association, self);
    const model = farEnd(include.association, self);
    if (!include.model) include.model = model;
    if (!include.as) include.as = include.association.as;
    Model._conformIncludes(include, model);
    return include;
  }
  if (include.model) {
    Model._conformIncludes(include, include.model);
    return include;
  }
  if (include.all) {
    Model._conformIncludes(include);
    return include;
  }
  return undefined;
}

function conformInclude(Model, include, self) {
  if (include) {
    if (include._pseudo) return include;
    include = Model._transformStringAssociation(include, self);
    if (include instanceof Association) return { model: farEnd(include, self), association: include, as: include.as };
    if (isModelClass(include)) return { model: include };
    if (isPlainObject(include)) {
      const conformed = conformObject(Model, include, self);
      if (conformed) return conformed;
    }
  }
  throw new Error('Include unexpected. Element has to be either a Model, an Association or an object.');
}

module.exports = { conformIncludes, conformInclude, resolveAlias };
