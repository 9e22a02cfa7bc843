// @ts-check
'use strict';
/** SQL Server's variants of the data types. */

const { toBuffer } = require('../../data-types/structured');
const { Zoned } = require('../../data-types/zoned');
const { textFromCore, drop, without, variant, declareTypes } = require('../../data-types/dialect-variants');

/** The wire's type numbers that each data type reads. */
const serverTypes = {
  DATE: [43], STRING: [231, 173], CHAR: [175], TEXT: false, TINYINT: [30], SMALLINT: [34], MEDIUMINT: false, INTEGER: [38],
  BIGINT: false, FLOAT: [109], TIME: [41], DATEONLY: [40], BOOLEAN: [104], BLOB: [165], DECIMAL: [106], UUID: false, ENUM: false,
  REAL: [109], DOUBLE: [109], GEOMETRY: false
};

module.exports = BaseTypes => {
  const warn = text => BaseTypes.ABSTRACT.warn('https://msdn.microsoft.com/en-us/library/ms187752%28v=sql.110%29.aspx', text);
  declareTypes(BaseTypes, 'mssql', serverTypes);

  const plainNumber = type => {
    if (drop(type, ['length', 'unsigned', 'zerofill'])) {
      warn(`MSSQL does not support '${type.key}' with options. Plain '${type.key}' will be used instead.`);
    }
  };
  const numbers = {};
  for (const name of ['TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT']) numbers[name] = without(BaseTypes[name], plainNumber);

  const REAL = without(BaseTypes.REAL, type => {
    if (drop(type, ['length', 'unsigned', 'zerofill'])) warn('MSSQL does not support REAL with options. Plain `REAL` will be used instead.');
  });

  const FLOAT = without(BaseTypes.FLOAT, type => {
    if (type._decimals) {
      drop(type, ['length']);
      warn('MSSQL does not support Float with decimals. Plain `FLOAT` will be used instead.');
    }
    for (const option of ['unsigned', 'zerofill']) {
      if (drop(type, [option])) warn(`MSSQL does not support Float ${option}. \`${option.toUpperCase()}\` was removed.`);
    }
  });

  class BLOB extends BaseTypes.BLOB {
    _hexify(hex) {
      return `0x${hex}`;
    }
  }

  class STRING extends BaseTypes.STRING {
    _stringify(value, options) {
      return this._binary ? BLOB.prototype._stringify(value) : options.escape(value);
    }

    _bindParam(value, options) {
      return options.bindParam(this._binary ? toBuffer(value) : value);
    }
  }
  STRING.prototype.escape = false;

  class DATEONLY extends BaseTypes.DATEONLY {
    static parse(value) {
      return new Zoned(value).format('YYYY-MM-DD');
    }
  }

  const [TEXT, BOOLEAN, UUID, NOW, DATE, ENUM] = ['TEXT', 'BOOLEAN', 'UUID', 'NOW', 'DATE', 'ENUM'].map(name => variant(BaseTypes[name]));

  /** The size is kept: `tiny` decides the text. */
  const warnOfLength = (name, tiny, max) => type => {
    if (!type._length) return;
    const isTiny = String(type._length).toLowerCase() === 'tiny';
    warn(isTiny
      ? `MSSQL does not support ${name} with the \`length\` = \`tiny\` option. \`${tiny}\` will be used instead.`
      : `MSSQL does not support ${name} with the \`length\` option. \`${max}\` will be used instead.`);
  };
  textFromCore('mssql', [STRING, BOOLEAN, UUID, NOW, DATE, ENUM]);
  textFromCore('mssql', [BLOB], warnOfLength('BLOB', 'VARBINARY(256)', 'VARBINARY(MAX)'));
  textFromCore('mssql', [TEXT], warnOfLength('TEXT', 'NVARCHAR(256)', 'NVARCHAR(MAX)'));

  return { BLOB, BOOLEAN, ENUM, STRING, UUID, DATE, DATEONLY, NOW, ...numbers, REAL, FLOAT, TEXT };
};
