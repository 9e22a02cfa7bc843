// @ts-check
'use strict';

// The mssql query interface: constraints go before their columns, an upsert is a MERGE.

const Op = require('../../operators');
const QueryTypes = require('../../query-types');
const Utils = require('../../utils');
const { QueryInterface } = require('../abstract/query-interface');

class MSSqlQueryInterface extends QueryInterface {
  async removeColumn(tableName, attributeName, given) {
    const options = { raw: true, ...given };
    const generator = this.queryGenerator;
    const first = async text => (await this.sequelize.query(text, options))[0][0];

    const byDefault = await first(generator.getDefaultConstraintQuery(tableName, attributeName));
    if (byDefault) await this.sequelize.query(generator.dropConstraintQuery(tableName, byDefault.name), options);
    const foreignKey = await first(generator.getForeignKeyQuery(tableName, attributeName));
    if (foreignKey) await this.sequelize.query(generator.dropForeignKeyQuery(tableName, foreignKey.constraint_name), options);
    const primaryKey = await first(generator.getPrimaryKeyConstraintQuery(tableName, attributeName));
    if (primaryKey) await this.sequelize.query(generator.dropConstraintQuery(tableName, primaryKey.constraintName), options);
    return this.sequelize.query(generator.removeColumnQuery(tableName, attributeName), options);
  }

  async upsert(tableName, insertValues, updateValues, where, given) {
    const { model } = given;
    const options = { ...given, type: QueryTypes.UPSERT, raw: true };
    const unique = [
      ...Object.values(model.uniqueKeys),
      ...Object.values(model._indexes).filter(index => index.unique)
    ].map(key => key.fields);
    const conditions = Utils.isWhereEmpty(where) ? [] : [where];
    for (const fields of unique) {
      if (fields.every(field => field in insertValues)) {
        conditions.push(Object.fromEntries(fields.map(field => [field, insertValues[field]])));
      }
    }
    const text = this.queryGenerator.upsertQuery(tableName, insertValues, updateValues, { [Op.or]: conditions }, model, options);
    return this.sequelize.query(text, options);
  }
}

exports.MSSqlQueryInterface = MSSqlQueryInterface;
