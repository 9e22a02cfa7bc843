// @ts-check
'use strict';
/** What all associations do to models: the foreign key's constraint, the accessors, the check of names. */

function checkNamingCollision({ source, as }) {
  if (!Object.hasOwn(source.rawAttributes, as)) return;
  throw new Error(
    `Naming collision between attribute '${as}' and association '${as}' on model ${source.name}. `
    + 'To remedy this, change either foreignKey or as in your association definition'
  );
}

/**
 * Lets the attribute reference the source's key. A constraint is made when somebody asked for it or for what it does.
 *
 * @param {any} newAttribute changed
 * @param {any} source the model referenced
 * @param {any} _target
 * @param {{foreignKeyConstraint?: boolean, onDelete?: string, onUpdate?: string}} options
 * @param {string} [key] the field referenced; by default the primary key, if it is one column
 */
function addForeignKeyConstraints(newAttribute, source, _target, options, key) {
  const { foreignKeyConstraint, onDelete, onUpdate } = options;
  if (!foreignKeyConstraint && !onDelete && !onUpdate) return;
  const primaryKeys = Object.keys(source.primaryKeys).map(name => source.rawAttributes[name].field || name);
  if (primaryKeys.length !== 1 && primaryKeys.includes(key)) return;
  newAttribute.references = { model: source.getTableName(), key: key || primaryKeys[0] };
  newAttribute.onDelete = onDelete;
  newAttribute.onUpdate = onUpdate;
}

/**
 * Puts accessors on a prototype; what the user has put there stays.
 *
 * @param {any} association
 * @param {any} obj
 * @param {string[]} methods keys of `association.accessors`
 * @param {Record<string, string>} [aliases] the association's method, where it has another name
 */
function mixinMethods(association, obj, methods, aliases = {}) {
  for (const method of methods) {
    const accessor = association.accessors[method];
    if (Object.hasOwn(obj, accessor)) continue;
    const implementation = aliases[method] || method;
    obj[accessor] = function (...args) {
      return association[implementation](this, ...args);
    };
  }
}

module.exports = { checkNamingCollision, addForeignKeyConstraints, mixinMethods };
