// @ts-check
'use strict';

// The query interface of mysql and mariadb: keys go before their columns, constraints by their kind.

const errors = require('../../errors');
const QueryTypes = require('../../query-types');
const { QueryInterface } = require('../abstract/query-interface');
const { statementOf, send } = require('../abstract/query-interface/funnel');

class MySQLQueryInterface extends QueryInterface {
  _inDatabase(tableName) {
    return tableName.tableName ? tableName : { tableName, schema: this.sequelize.config.database };
  }

  async removeColumn(tableName, columnName, given) {
    const options = { raw: true, ...given };
    const generator = this.queryGenerator;
    const [keys] = await this.sequelize.query(generator.getForeignKeyQuery(this._inDatabase(tableName), columnName), options);
    if (keys.length && keys[0].constraint_name !== 'PRIMARY') {
      await Promise.all(keys.map(key => this.sequelize.query(generator.dropForeignKeyQuery(tableName, key.constraint_name), options)));
    }
    return this.sequelize.query(generator.removeColumnQuery(tableName, columnName), options);
  }

  async upsert(tableName, insertValues, updateValues, where, given) {
    const options = {
      ...given,
      type: QueryTypes.UPSERT,
      updateOnDuplicate: Object.keys(updateValues),
      upsertKeys: Object.values(given.model.primaryKeys).map(attribute => attribute.field)
    };
    const statement = statementOf(this, 'insertQuery', [tableName, insertValues, options.model.rawAttributes, options], 3);
    return send(this.sequelize, statement, options);
  }

  async removeConstraint(tableName, constraintName, options) {
    const generator = this.queryGenerator;
    const [constraint] = await this.sequelize.query(
      generator.showConstraintsQuery(this._inDatabase(tableName), constraintName),
      { ...options, type: QueryTypes.SHOWCONSTRAINTS }
    );
    if (!constraint || !constraint.constraintType) {
      throw new errors.UnknownConstraintError({
        message: `Constraint ${constraintName} on table ${tableName} does not exist`,
        constraint: constraintName,
        table: tableName
      });
    }
    const text = constraint.constraintType === 'FOREIGN KEY'
      ? generator.dropForeignKeyQuery(tableName, constraintName)
      : generator.removeIndexQuery(constraint.tableName, constraint.constraintName);
    return this.sequelize.query(text, options);
  }
}

exports.MySQLQueryInterface = MySQLQueryInterface;
