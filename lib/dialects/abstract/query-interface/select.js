// @ts-check
'use strict';

// Query interface: reading rows.

const DataTypes = require('../../../data-types');
const QueryTypes = require('../../../query-types');
const Utils = require('../../../utils');
const { statementOf, send } = require('./funnel');

/** One aggregated value in the JavaScript type of its column. */
function converted(value, dataType) {
  if (value === null || !dataType) return value;
  if (dataType instanceof DataTypes.DECIMAL || dataType instanceof DataTypes.FLOAT) return parseFloat(value);
  if (dataType instanceof DataTypes.INTEGER || dataType instanceof DataTypes.BIGINT) return parseInt(value, 10);
  if (dataType instanceof DataTypes.DATE && !(value instanceof Date)) return new Date(value);
  return value;
}

module.exports = {
  async select(model, tableName, given) {
    const options = { ...given, type: QueryTypes.SELECT, model };
    return send(this.sequelize, statementOf(this, 'selectQuery', [tableName, options, model], 1), options);
  },

  async rawSelect(tableName, given, attributeSelector, Model) {
    const options = { raw: true, plain: true, type: QueryTypes.SELECT, ...withoutUndefined(Utils.cloneDeep(given)) };
    const statement = statementOf(this, 'selectQuery', [tableName, options, Model], 1);
    if (attributeSelector === undefined) throw new Error('Please pass an attribute selector!');

    const data = await send(this.sequelize, statement, options);
    if (!options.plain) return data;
    return converted(data ? data[attributeSelector] : null, options.dataType);
  }
};

function withoutUndefined(options) {
  for (const key of ['raw', 'plain', 'type']) if (options && options[key] === undefined) delete options[key];
  return options;
}
