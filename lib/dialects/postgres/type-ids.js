// @ts-check
'use strict';

// Type ids of the server by name, and parsers by id, for code that reads values of node-postgres itself.

/** A flat array's text form, each element parsed. */
const arrayOf = (parse, fromArray) => text => fromArray(text).map(item => item === 'NULL' ? null : parse(item));

/**
 * Rows of the type catalog as v6's two maps.
 *
 * @param {object[]} rows typname, typtype, oid, typarray, rngtypid, rngtyparray
 */
function readTypes(rows) {
  const nameOidMap = {};
  /** @type {{oids: number[], arrayOids: number[]}} */
  const enumOids = { oids: [], arrayOids: [] };
  for (const row of rows) {
    if (row.typtype === 'e') {
      enumOids.oids.push(row.oid);
      if (row.typarray) enumOids.arrayOids.push(row.typarray);
      continue;
    }
    const entry = { oid: row.oid };
    if (row.typarray) entry.arrayOid = row.typarray;
    if (row.rngtypid) entry.rangeOid = row.rngtypid;
    if (row.rngtyparray) entry.arrayRangeOid = row.rngtyparray;
    nameOidMap[row.typname] = entry;
  }
  return { nameOidMap, enumOids };
}

/**
 * Puts one data type's parsers under the ids of its types.
 *
 * @param {object} manager with nameOidMap, enumOids and oidParserMap
 * @param {any} dataType
 * @param {(text: string) => string[]} fromArray
 */
function addParsers(manager, dataType, fromArray) {
  const { nameOidMap, enumOids, oidParserMap } = manager;
  const put = (oid, parse) => {
    if (oid) oidParserMap.set(oid, parse);
  };
  const parse = value => dataType.parse(value);
  const key = dataType.key.toLowerCase();
  if (key === 'range') {
    for (const entry of Object.values(nameOidMap)) {
      if (!entry.rangeOid) continue;
      const ofRange = value => dataType.parse(value, { parser: oidParserMap.get(entry.oid) || (text => text) });
      put(entry.rangeOid, ofRange);
      put(entry.arrayRangeOid, arrayOf(ofRange, fromArray));
    }
    return;
  }
  if (key === 'enum') {
    for (const oid of enumOids.oids) put(oid, parse);
    for (const oid of enumOids.arrayOids) put(oid, arrayOf(parse, fromArray));
    return;
  }
  for (const name of dataType.types.postgres || []) {
    const entry = nameOidMap[name];
    if (!entry) continue;
    put(entry.oid, parse);
    put(entry.arrayOid, arrayOf(parse, fromArray));
  }
}

module.exports = { readTypes, addParsers };
