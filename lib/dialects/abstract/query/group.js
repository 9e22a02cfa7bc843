// @ts-check
'use strict';

// Flat rows of a join (`posts.comments.id`) -> nested values, one object an entity. The core folds its own rows;
// this serves texts that somebody else wrote.

const show = value => Buffer.isBuffer(value) ? value.toString('hex') : String(value);

/** The attributes that identify an entity: primary key, else the first unique key, else none. */
function identityOf(model) {
  if (model.primaryKeyAttributes.length > 0) return model.primaryKeyAttributes;
  const [first] = Object.values(model.uniqueKeys || {});
  if (!first) return [];
  const names = Object.keys(model.rawAttributes);
  return first.fields.map(field => names.find(name => model.rawAttributes[name].field === field) || field);
}

/** The columns of a row as a tree: each entity with its own columns and its children. */
function treeOf(keys, includeOptions) {
  /** @type {{include: any, alias: string, path: string, columns: {key: string, name: any}[], children: Map<string, any>}} */
  const root = { include: includeOptions, alias: '', path: '', columns: [], children: new Map() };
  for (const key of keys) {
    const path = key.split('.');
    const name = path.pop();
    let at = root;
    for (const part of path) {
      if (!at.children.has(part)) {
        const map = at.include && at.include.includeMap;
        const include = map && Object.hasOwn(map, part) ? map[part] : undefined;
        at.children.set(part, {
          include, alias: part, path: at.path ? `${at.path}.${part}` : part, columns: [], children: new Map()
        });
      }
      at = at.children.get(part);
    }
    at.columns.push({ key, name });
  }
  return root;
}

function keyOf(node, row) {
  const model = node.include && node.include.model;
  const identity = model ? identityOf(model) : [];
  if (identity.length === 0) return undefined;
  const prefix = node.path ? `${node.path}.` : '';
  return JSON.stringify(identity.map(name => show(row[prefix + name])));
}

const isSingle = node => Boolean(node.include && node.include.association && node.include.association.isSingleAssociation);

/** Puts a row's values of one child entity under its parent. */
function attach(node, row, parent, index, parentKey) {
  const isAbsent = node.columns.length > 0 && node.columns.every(({ key }) => row[key] === null || row[key] === undefined);
  const single = isSingle(node);
  if (isAbsent) {
    if (!Object.hasOwn(parent, node.alias)) parent[node.alias] = single ? null : [];
    return;
  }
  const own = keyOf(node, row);
  const key = own === undefined ? undefined : `${parentKey}|${node.path}=${own}`;
  let values = key === undefined ? undefined : index.get(key);
  if (values === undefined) {
    values = {};
    for (const column of node.columns) values[column.name] = row[column.key];
    if (key !== undefined) index.set(key, values);
    if (single) parent[node.alias] = values;
    else if (Array.isArray(parent[node.alias])) parent[node.alias].push(values);
    else parent[node.alias] = [values];
  }
  for (const child of node.children.values()) attach(child, row, values, index, key === undefined ? parentKey : key);
}

/**
 * @param {object[]} rows
 * @param {object} includeOptions `{ model, includeMap }`
 * @param {{checkExisting?: boolean}} options whether one entity may stand in several rows
 * @returns {object[]}
 */
function groupJoinData(rows, includeOptions, options) {
  if (!rows.length) return [];
  const tree = treeOf(Object.keys(rows[0]), includeOptions);
  const results = [];
  const index = new Map();
  rows.forEach((row, at) => {
    const own = options.checkExisting ? keyOf(tree, row) : undefined;
    const key = own === undefined ? `#${at}` : own;
    let values = index.get(key);
    if (values === undefined) {
      values = {};
      for (const column of tree.columns) values[column.name] = row[column.key];
      index.set(key, values);
      results.push(values);
    }
    for (const child of tree.children.values()) attach(child, row, values, index, key);
  });
  return results;
}

module.exports = { groupJoinData };
