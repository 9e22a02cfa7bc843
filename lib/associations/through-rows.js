// @ts-check
'use strict';
/** The rows of a join table: which are missing, which are too many, which have other values than asked for. */

const { EmptyResultError } = require('../errors');

/**
 * @param {any} association a BelongsToMany
 * @param {any} sourceInstance
 * @param {any} options
 */
function throughRows(association, sourceInstance, options) {
  const { through, identifier, foreignIdentifier, sourceKey, targetKey } = association;
  const Through = through.model;
  const owner = sourceInstance.get(sourceKey);
  const keyOf = target => target.get(targetKey);
  const defaults = options.through || {};
  /** What the user wants the row to say: for all, and, under the through model's name, for this target. */
  const wanted = (target, own = target[Through.name]) => ({ ...defaults, ...own });

  return {
    keyOf,
    wanted,

    /** The rows there are; none where `rejectOnEmpty` turned that into an error. */
    async present(where) {
      try {
        return await Through.findAll({ ...options, where: { [identifier]: owner, ...where, ...through.scope }, raw: true });
      } catch (error) {
        if (error instanceof EmptyResultError) return null;
        throw error;
      }
    },

    find: (rows, target) => rows.find(row => row[foreignIdentifier] === keyOf(target)),

    insert(targets) {
      const rows = targets.map(target => ({
        ...wanted(target),
        [identifier]: owner,
        [foreignIdentifier]: keyOf(target),
        ...through.scope
      }));
      return Through.bulkCreate(rows, { validate: true, ...options });
    },

    update(target, values) {
      return Through.update(values, { ...options, where: { [identifier]: owner, [foreignIdentifier]: keyOf(target) } });
    },

    remove(keys) {
      return Through.destroy({ ...options, where: { [identifier]: owner, [foreignIdentifier]: keys, ...through.scope } });
    },

    /** A target that was read through this association carries its row as an instance: that is no wish. */
    ownValues: target => target[Through.name] instanceof Through ? {} : target[Through.name]
  };
}

/** Leaves exactly these targets associated. */
async function replaceRows(association, sourceInstance, targets, options) {
  const rows = throughRows(association, sourceInstance, options);
  const present = await rows.present() ?? [];
  const work = [];
  const obsolete = [];
  for (const row of present) {
    const target = targets.find(each => row[association.foreignIdentifier] === rows.keyOf(each));
    if (!target) {
      obsolete.push(row[association.foreignIdentifier]);
      continue;
    }
    const values = rows.wanted(target, rows.ownValues(target));
    if (Object.keys(values).length) work.push(rows.update(target, values));
  }
  const added = targets.filter(target => !rows.find(present, target));
  if (obsolete.length) work.push(rows.remove(obsolete));
  if (added.length) work.push(rows.insert(added));
  return Promise.all(work);
}

/** Associates these targets too; where they are already, their rows get the values asked for. */
async function addRows(association, sourceInstance, targets, options) {
  const rows = throughRows(association, sourceInstance, options);
  const present = await rows.present({ [association.foreignIdentifier]: targets.map(rows.keyOf) });
  const work = [];
  const added = targets.filter(target => !rows.find(present ?? [], target));
  if (added.length) work.push(rows.insert(added));
  for (const target of targets) {
    const row = rows.find(present ?? [], target);
    if (!row) continue;
    const values = rows.wanted(target);
    if (Object.keys(values).some(name => values[name] !== row[name])) work.push(rows.update(target, values));
  }
  const done = await Promise.all(work);
  return present ? done[0] : done;
}

module.exports = { replaceRows, addRows };
