// @ts-check
'use strict';
/** Paranoid models: deleted rows stay in the table, and no query sees them unless it asks to. */

const Utils = require('../utils');
const Op = require('../operators');

/** The value of deletedAt in a row that is not deleted. */
function notDeletedValue(attribute) {
  return Object.hasOwn(attribute, 'defaultValue') ? attribute.defaultValue : null;
}

/** Adds "is not deleted" to the options of `model` and of its includes, unless `paranoid: false`. */
function paranoidClause(Model, model, options = {}) {
  if (options.include) {
    for (const include of options.include) Model._paranoidClause(include.model, include);
  }

  const on = options.groupedLimit && options.groupedLimit.on;
  if (on && on.options && on.options.paranoid && on.through && on.through.model) {
    options.groupedLimit.through = Model._paranoidClause(on.through.model, options.groupedLimit.through);
  }

  if (!model.options.timestamps || !model.options.paranoid || options.paranoid === false) return options;

  const name = model._timestampAttributes.deletedAt;
  const attribute = model.rawAttributes[name];
  const notDeleted = { [attribute.field || name]: notDeletedValue(attribute) || { [Op.eq]: null } };

  options.where = Utils.isWhereEmpty(options.where) ? notDeleted : { [Op.and]: [notDeleted, options.where] };
  return options;
}

module.exports = { paranoidClause, notDeletedValue };
