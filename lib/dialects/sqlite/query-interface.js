'use strict';

// The sqlite query interface: what other databases alter in place is a new table with the old rows here.

const errors = require('../../errors');
const QueryTypes = require('../../query-types');
const { QueryInterface } = require('../abstract/query-interface');
const { constraintOptions } = require('../abstract/query-interface/indexes');

class SQLiteQueryInterface extends QueryInterface {
  /** Runs the statements of a rebuild one after the other. */
  async _runEach(statements, options) {
    for (const statement of statements) await this.sequelize.query(statement, { raw: true, ...options });
  }

  async removeColumn(tableName, attributeName, options = {}) {
    const columns = await this.describeTable(tableName, options);
    delete columns[attributeName];
    await this._runEach(this._statements(this.queryGenerator.removeColumnQuery(tableName, columns)), options);
  }

  async changeColumn(tableName, attributeName, dataTypeOrOptions, options = {}) {
    const columns = await this.describeTable(tableName, options);
    Object.assign(columns[attributeName], this.normalizeAttribute(dataTypeOrOptions));
    await this._runEach(this._statements(this.queryGenerator.removeColumnQuery(tableName, columns)), options);
  }

  async renameColumn(tableName, attrNameBefore, attrNameAfter, options = {}) {
    const columns = await this.assertTableHasColumn(tableName, attrNameBefore, options);
    columns[attrNameAfter] = { ...columns[attrNameBefore] };
    delete columns[attrNameBefore];
    await this._runEach(this._statements(this.queryGenerator.renameColumnQuery(tableName, attrNameBefore, attrNameAfter, columns)), options);
  }

  async removeConstraint(tableName, constraintName, options) {
    const constraints = await this.showConstraint(tableName, constraintName);
    const constraint = constraints.find(one => one.constraintName === constraintName);
    if (!constraint) {
      throw new errors.UnknownConstraintError({
        message: `Constraint ${constraintName} on table ${tableName} does not exist`,
        constraint: constraintName,
        table: tableName
      });
    }
    const createTable = this.queryGenerator.withoutConstraint(constraint.sql, constraintName);
    const columns = await this.describeTable(tableName, options);
    await this._runEach(this._statements(this.queryGenerator._alterConstraintQuery(tableName, columns, createTable)), options);
  }

  async addConstraint(tableName, given) {
    const options = constraintOptions(given);
    const generator = this.queryGenerator;
    const snippet = generator.getConstraintSnippet(tableName, options);
    const [{ sql }] = await this.sequelize.query(generator.describeCreateTableQuery(tableName), {
      ...options, type: QueryTypes.SELECT, raw: true
    });
    const columns = await this.describeTable(tableName, options);
    await this._runEach(
      this._statements(generator._alterConstraintQuery(tableName, columns, generator.withConstraint(sql, snippet))),
      options
    );
  }

  /** The statements of a text, split outside of strings and names. */
  _statements(text) {
    return this.queryGenerator.splitStatements(text);
  }

  async getForeignKeyReferencesForTable(tableName, options) {
    const { database } = this.sequelize.config;
    const rows = await this.sequelize.query(this.queryGenerator.getForeignKeysQuery(tableName, database), options);
    return rows.map(row => ({
      tableName,
      columnName: row.from,
      referencedTableName: row.table,
      referencedColumnName: row.to,
      tableCatalog: database,
      referencedTableCatalog: database
    }));
  }

  async dropAllTables(options = {}) {
    const tableNames = await this.showAllTables(options);
    await this.sequelize.query(this.queryGenerator.foreignKeyChecksQuery(false), options);
    await this._dropAllTables(tableNames, options.skip || [], options);
    await this.sequelize.query(this.queryGenerator.foreignKeyChecksQuery(true), options);
  }

  /** A table's columns with what its indexes and foreign keys say of them. */
  async describeTable(tableName, given) {
    const columns = await super.describeTable(tableName, given);
    const name = tableName !== null && typeof tableName === 'object' ? tableName.tableName : tableName;
    const options = { ...typeof given === 'object' && given, type: QueryTypes.DESCRIBE };

    const indexes = await this.sequelize.query(this.queryGenerator.showIndexesQuery(name), options);
    for (const column of Object.values(columns)) column.unique = false;
    for (const index of indexes) {
      for (const field of index.fields) {
        // An index on an expression names no column.
        if (index.unique !== undefined && columns[field.attribute]) columns[field.attribute].unique = index.unique;
      }
    }
    for (const key of await this.getForeignKeyReferencesForTable(name, options)) {
      columns[key.columnName].references = { model: key.referencedTableName, key: key.referencedColumnName };
    }
    return columns;
  }
}

exports.SQLiteQueryInterface = SQLiteQueryInterface;
