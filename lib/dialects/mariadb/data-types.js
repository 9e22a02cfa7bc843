// @ts-check
'use strict';
/** MariaDB's variants of the data types. */

const { variants } = require('../mysql/data-types');

module.exports = BaseTypes => variants(BaseTypes, {
  dialect: 'mariadb',
  link: 'https://mariadb.com/kb/en/library/resultset/#field-types',
  geometries: null,
  alwaysFraction: true
});
