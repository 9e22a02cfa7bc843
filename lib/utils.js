// @ts-check
'use strict';
/** v6's `Sequelize.Utils`: a table of contents; the functions live in `utils/`. */

const SqlString = () => require('./sql-string');

/** Leaves out null and undefined values when `omitNull` is set; foreign keys and `allowNull` keys stay. */
function removeNullValuesFromHash(hash, omitNull, options) {
  if (!omitNull) return hash;
  const allowNull = options?.allowNull || [];
  const kept = {};
  for (const key in hash) {
    const present = hash[key] !== null && hash[key] !== undefined;
    if (present || allowNull.includes(key) || key.endsWith('Id')) kept[key] = hash[key];
  }
  return kept;
}

/** `?` in `[sql, …values]` becomes literals. Deprecated in v6 already. */
function format([sql, ...values], dialect) {
  return SqlString().format(sql, values, null, dialect);
}

/** `:name` in sql becomes literals. Deprecated in v6 already. */
function formatNamedParameters(sql, parameters, dialect) {
  return SqlString().formatNamedParameters(sql, parameters, null, dialect);
}

module.exports = {
  classToInvokable: require('./utils/class-to-invokable').classToInvokable,
  joinSQLFragments: require('./utils/join-sql-fragments').joinSQLFragments,
  ...require('./utils/words'),
  ...require('./utils/keys'),
  ...require('./utils/merge'),
  ...require('./utils/field-names'),
  ...require('./utils/expressions'),
  format,
  formatNamedParameters,
  removeNullValuesFromHash,
  isPrimitive: value => ['string', 'number', 'boolean'].includes(typeof value),
  intersects: (one, other) => one.some(item => other.includes(item)),
  /** JSON text in which a bigint is a string. */
  safeStringifyJson: value => JSON.stringify(value, (_key, item) => typeof item === 'bigint' ? String(item) : item)
};

const { toDefaultValue, defaultValueSchemable, now } = require('./utils/default-value');

module.exports.toDefaultValue = toDefaultValue;
module.exports.defaultValueSchemable = defaultValueSchemable;
module.exports.now = now;
