// The SQL that a change comes to, and the SQL that would undo it, as the main package writes it. Only for people to read.

const MOST_CHARACTERS = 2000;
const MOST_UNDONE = 20;

const shortened = sql => (sql.length > MOST_CHARACTERS ? `${sql.slice(0, MOST_CHARACTERS)}… (${sql.length} characters)` : sql);

/** @returns {object} the same under the names of the columns */
function columns(model, values) {
  return Object.fromEntries(Object.entries(values).filter(([name]) => model.getAttributes()[name]?.field).map(([name, value]) => [model.getAttributes()[name].field, value]));
}

/** The conditions of `whereKeys`, under the names of the columns. */
function whereColumns(model, keys) {
  const { Op } = model.sequelize.constructor;
  return keys.length === 1 ? columns(model, keys[0]) : { [Op.or]: keys.map(key => columns(model, key)) };
}

function writer(model) {
  const generator = model.sequelize.getQueryInterface().queryGenerator;
  const table = model.getTableName();
  const types = model.fieldRawAttributesMap;
  return {
    update: (values, keys) => generator.updateQuery(table, columns(model, values), whereColumns(model, keys), { bindParam: false }, types).query,
    remove: keys => generator.deleteQuery(table, whereColumns(model, keys), { limit: null }, model),
    insert: rows => generator.bulkInsertQuery(table, rows.map(row => columns(model, row)), {}, types)
  };
}

/** @param {object} [values] of an update; without them: a removal, `soft` where the rows stay */
export function statementOf(model, keys, values, { soft } = {}) {
  const write = writer(model);
  const { deletedAt } = model._timestampAttributes ?? {};
  if (values) return shortened(write.update(values, keys));
  return shortened(soft ? write.update({ [deletedAt]: model.sequelize.constructor.fn('NOW') }, keys) : write.remove(keys));
}

/**
 * What would bring the rows back as they are now; undefined where it would be too long to be of use. Rows that follow
 * by cascade are not in it.
 */
export async function undoOf(model, keys, where, values, { soft } = {}, options) {
  if (keys.length > MOST_UNDONE) return undefined;
  const write = writer(model);
  const { deletedAt } = model._timestampAttributes ?? {};
  if (!values && soft) return shortened(write.update({ [deletedAt]: null }, keys));
  const attributes = values ? [...model.primaryKeyAttributes, ...Object.keys(columns(model, values))] : undefined;
  const rows = await model.unscoped().findAll({ ...options, where, attributes, raw: true, paranoid: false });
  const picked = (row, names) => Object.fromEntries(names.map(name => [name, row[name]]));
  const sql = values
    ? rows.map(row => `${write.update(picked(row, Object.keys(columns(model, values))), [picked(row, model.primaryKeyAttributes)])};`).join('\n')
    : write.insert(rows);
  return sql.length > MOST_CHARACTERS ? undefined : sql;
}
