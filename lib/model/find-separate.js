// @ts-check
'use strict';
/** `include.separate`: one further query per include, for all parents together. */

const { omit } = require('../utils/objects');
const { root } = require('./root');

/** What belongs to the parent's query alone. */
const OWN_OPTIONS = ['include', 'attributes', 'originalAttributes', 'order', 'where', 'limit', 'offset', 'plain', 'group', 'having'];
const PARENT_OPTIONS = ['include', 'attributes', 'order', 'where', 'limit', 'offset', 'plain', 'scope'];

async function findSeparate(results, options) {
  if (!options.include || options.raw || !results) return results;
  const parents = options.plain ? [results] : results;
  if (parents.length === 0) return results;

  await Promise.all(options.include.map(include => include.separate
    ? loadChildren(parents, include, options)
    : descend(parents, include, options)));
  return results;
}

/** A joined include has nothing to load itself, but may hold separate ones. */
function descend(parents, include, options) {
  if (!include.include || include.include.length === 0) return undefined;
  const children = parents.flatMap(parent => parent.get(include.association.as) || []);
  return root()._findSeparate(children, { ...omit(options, PARENT_OPTIONS), include: include.include });
}

async function loadChildren(parents, include, options) {
  const { association } = include;
  const byKey = await association.get(parents, {
    ...omit(options, OWN_OPTIONS),
    ...omit(include, ['parent', 'association', 'as', 'originalAttributes'])
  });
  for (const parent of parents) {
    parent.set(association.as, byKey[parent.get(association.sourceKey)], { raw: true });
  }
}

module.exports = { findSeparate };
