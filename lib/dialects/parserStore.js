// @ts-check
'use strict';
/** The parsers that data types have set, by dialect and the database's name of the type. */

const byDialect = new Map();

module.exports = function parserStore(dialect) {
  if (!byDialect.has(dialect)) byDialect.set(dialect, new Map());
  const parsers = byDialect.get(dialect);
  return {
    get: type => parsers.get(type),
    refresh(dataType) {
      for (const type of dataType.types[dialect]) parsers.set(type, dataType.parse);
    },
    clear: () => parsers.clear()
  };
};
