// Columns that a find looks rows up by, and no index begins with.
import { tableName } from '../catalog.js';

/** Attributes that are compared at the top of a condition: what stands under `or` and `not` rarely uses an index. */
function compared(where, Op) {
  if (!where || typeof where !== 'object') return [];
  return [...Object.keys(where), ...[where[Op.and] ?? []].flat().flatMap(item => compared(item, Op))];
}

/** [model, attribute, why] of everything that is looked up. */
function lookups(model, { where, order, include = [] }, Op) {
  const found = compared(where, Op).map(name => [model, name, 'where']);
  const [first] = order ?? [];
  if (first) found.push([model, first[0], 'order']);
  for (const { association, ...options } of include) {
    const { associationType, target, through, foreignKey, as } = association;
    if (through) found.push([through.model, foreignKey, `include ${as}`]);
    else if (associationType !== 'BelongsTo') found.push([target, foreignKey, `include ${as}`]);
    found.push(...lookups(target, options, Op));
  }
  return found;
}

/** Columns that an index or the primary key begins with. */
async function begins(model, control) {
  const indexes = await model.sequelize.getQueryInterface().showIndex(model.getTableName(), { ...control });
  const firsts = indexes.map(({ fields: [first] }) => first?.attribute);
  return new Set([...firsts, model.getAttributes()[model.primaryKeyAttribute]?.field]);
}

/** @returns {Promise<string[]>} in words */
export async function missingIndexes(model, options, control) {
  const { Op } = model.sequelize.constructor;
  const found = new Map();
  const known = new Map();
  for (const [of, name, why] of lookups(model, options, Op)) {
    const field = of.getAttributes()[name]?.field;
    if (!field) continue;
    if (!known.has(of)) known.set(of, await begins(of, control));
    if (known.get(of).has(field)) continue;
    const key = `${tableName(of)}.${field}`;
    found.set(key, [...new Set([...found.get(key) ?? [], why])]);
  }
  return [...found].map(([column, why]) => `missing index: none begins with ${column} (${why.join(', ')})`);
}
