// What Sequelize 6.37.8 has and this package deliberately has not, each with its reason.
const noWire = 'shapes the rows of a driver; there is no wire to this database yet, and run() says so';

export const exceptions = {
  'Query of mysql: formatResults': noWire,
  'Query of mysql: handleShowIndexesQuery': noWire,
  'Query of mariadb: formatResults': noWire,
  'Query of mariadb: handleJsonSelectQuery': noWire,
  'Query of mariadb: handleShowIndexesQuery': noWire,
  'Query of mssql: getSQLTypeFromJsType': 'binds values in tedious types; the core binds by itself',
  'Query of mssql: formatResults': noWire,
  'Query of mssql: handleShowConstraintsQuery': noWire,
  'Query of mssql: handleShowIndexesQuery': noWire,
  'Query of sqlite: applyParsers': 'cells are decoded by their declared type in Rust; types of the user have a parser of their own',
  'option: showWarnings': 'of MySQL and MariaDB, which have no wire yet',
  'option: autocommit': 'declared in the types of v6, and read nowhere in it'
};
