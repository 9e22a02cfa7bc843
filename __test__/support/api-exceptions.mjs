// What Sequelize 6.37.8 has and this package deliberately has not, each with its reason.
const noWire = 'shapes the rows of a driver; there is no wire to this database yet, and run() says so';

export const exceptions = {
  'Query of mariadb: handleJsonSelectQuery': 'parses JSON that old servers give as text; the core does it for every attribute of that type',
  'Query of mssql: getSQLTypeFromJsType': 'binds values in tedious types; the core binds by itself',
  'Query of mssql: formatResults': noWire,
  'Query of mssql: handleShowConstraintsQuery': noWire,
  'Query of mssql: handleShowIndexesQuery': noWire,
  'Query of sqlite: applyParsers': 'cells are decoded by their declared type in Rust; types of the user have a parser of their own',
  'option: autocommit': 'declared in the types of v6, and read nowhere in it'
};
