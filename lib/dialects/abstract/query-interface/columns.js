// @ts-check
'use strict';

// Query interface: columns.

const DataTypes = require('../../../data-types');

module.exports = {
  async addColumn(table, key, attribute, options = {}) {
    if (!table || !key || !attribute) {
      throw new Error('addColumn takes at least 3 arguments (table, attribute name, attribute definition)');
    }
    const normalized = this.sequelize.normalizeAttribute(attribute);
    return this.sequelize.query(this.queryGenerator.addColumnQuery(table, key, normalized), options);
  },

  async removeColumn(tableName, attributeName, options) {
    return this.sequelize.query(this.queryGenerator.removeColumnQuery(tableName, attributeName), options);
  },

  /** A bare data type stands for a nullable column of it. */
  normalizeAttribute(dataTypeOrOptions) {
    const bare = Object.values(DataTypes).includes(dataTypeOrOptions);
    return this.sequelize.normalizeAttribute(bare ? { type: dataTypeOrOptions, allowNull: true } : dataTypeOrOptions);
  },

  async changeColumn(tableName, attributeName, dataTypeOrOptions, options = {}) {
    const column = this.queryGenerator.attributesToSQL(
      { [attributeName]: this.normalizeAttribute(dataTypeOrOptions) },
      { context: 'changeColumn', table: tableName }
    );
    return this.sequelize.query(this.queryGenerator.changeColumnQuery(tableName, column), options);
  },

  async assertTableHasColumn(tableName, columnName, options) {
    const description = await this.describeTable(tableName, options);
    if (!description[columnName]) throw new Error(`Table ${tableName} doesn't have the column ${columnName}`);
    return description;
  },

  async renameColumn(tableName, attrNameBefore, attrNameAfter, options = {}) {
    const data = (await this.assertTableHasColumn(tableName, attrNameBefore, options))[attrNameBefore];
    const column = { attribute: attrNameAfter, type: data.type, allowNull: data.allowNull, defaultValue: data.defaultValue };
    // A column that refuses NULL cannot default to it.
    if (data.defaultValue === null && !data.allowNull) delete column.defaultValue;
    const text = this.queryGenerator.renameColumnQuery(
      tableName,
      attrNameBefore,
      this.queryGenerator.attributesToSQL({ [attrNameAfter]: column })
    );
    return this.sequelize.query(text, options);
  }
};
