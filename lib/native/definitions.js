// @ts-check
'use strict';
/**
 * Requests of definition statements: everything in them is structure, since no database binds values there.
 * Only the options that a statement reads cross; an attribute crosses as it stands, `type` and all.
 */

/** What a column's definition reads of an attribute. */
const ATTRIBUTE = [
  'type', 'field', 'values', 'allowNull', 'defaultValue', 'unique', 'primaryKey', 'autoIncrement', 'autoIncrementIdentity',
  'references', 'onDelete', 'onUpdate', 'comment', 'first', 'after'
];

/** Options read by each method, by the position of the argument. */
const OPTIONS = {
  createTableQuery: [2, ['comment', 'uniqueKeys', 'engine', 'charset', 'collate', 'rowFormat', 'initialAutoIncrement']],
  dropTableQuery: [1, ['cascade']],
  truncateTableQuery: [1, ['cascade', 'restartIdentity']],
  createDatabaseQuery: [1, ['encoding', 'charset', 'collate', 'ctype', 'template']],
  createSchema: [1, ['charset', 'collate']],
  showSchemasQuery: [0, ['skip']],
  showIndexesQuery: [1, ['database']],
  removeIndexQuery: [2, ['concurrently']],
  attributesToSQL: [1, ['context', 'table', 'key', 'schema', 'withoutForeignKeyConstraints', 'tableName', 'foreignKey']],
  attributeToSQL: [1, ['context', 'table', 'key', 'schema', 'withoutForeignKeyConstraints', 'tableName', 'foreignKey']],
  setIsolationLevelQuery: [1, ['parent']],
  pgEnumName: [2, ['schema']],
  pgListEnums: [2, ['schema']],
  pgEnum: [3, ['schema', 'force']],
  pgEnumAdd: [3, ['before', 'after']],
  createFunction: [6, ['force', 'variables']],
  deferConstraintsQuery: [0, ['deferrable']],
  startTransactionQuery: [0, ['parent', 'name', 'options']],
  commitTransactionQuery: [0, ['parent', 'name']],
  rollbackTransactionQuery: [0, ['parent', 'name']]
};

/** Arguments that hold attributes by name, or one attribute. */
const ATTRIBUTES = { attributesToSQL: 0, removeColumnQuery: 1, renameColumnQuery: 3, _alterConstraintQuery: 1 };
const ONE_ATTRIBUTE = { attributeToSQL: 0, addColumnQuery: 2 };

const INDEX = ['name', 'fields', 'type', 'unique', 'using', 'method', 'operator', 'parser', 'concurrently', 'where', 'prefix'];
const CONSTRAINT = ['name', 'fields', 'type', 'where', 'defaultValue', 'references', 'onUpdate', 'onDelete', 'deferrable'];

/** A class that stands for itself (a data type, a Deferrable); other functions say nothing to a statement. */
const isSpoken = value => typeof value !== 'function' || typeof value.prototype?.toSpec === 'function';

/** A model in a place where its table is meant. */
const tableOf = value => typeof value?.getTableName === 'function' ? value.getTableName() : value;

class DefinitionEncoder {
  /** @param {import('./encode').Encoder} encoder */
  constructor(encoder) {
    this.encoder = encoder;
  }

  /** Anything: plain objects with all their keys, everything else as the request encoder has it. */
  any(value) {
    value = tableOf(value);
    if (Array.isArray(value)) return `[${value.map(item => this.any(item)).join(',')}]`;
    if (value === null || typeof value !== 'object' || !isPlain(value)) return this.encoder.structure(value);
    return this.pick(value, Object.keys(value));
  }

  /** The named entries of an object. Conditions keep their operators. */
  pick(value, keys) {
    if (value === null || typeof value !== 'object') return this.encoder.structure(value);
    const parts = [];
    for (const key of keys) {
      const item = tableOf(value[key]);
      if (!(key in value) || !isSpoken(item)) continue;
      const text = key === 'where' ? this.encoder.structure(item) : this.any(item);
      parts.push(`${JSON.stringify(key.startsWith('@') ? `@${key}` : key)}:${text}`);
    }
    return `{"o":{${parts.join(',')}}}`;
  }

  attribute(value) {
    if (value === null || typeof value !== 'object' || typeof value.toSpec === 'function') return this.encoder.structure(value);
    const text = this.pick(value, ATTRIBUTE);
    const own = tableOf(value.Model);
    return own === undefined ? text : `${text.slice(0, -2)},"Model":${this.any(own)}}}`;
  }

  attributes(value) {
    if (value === null || typeof value !== 'object') return this.encoder.structure(value);
    const parts = Object.keys(value).map(name => `${JSON.stringify(name.startsWith('@') ? `@${name}` : name)}:${this.attribute(value[name])}`);
    return `{"o":{${parts.join(',')}}}`;
  }

  argument(method, at, value) {
    if (ATTRIBUTES[method] === at && typeof value === 'object') return this.attributes(value);
    if (ONE_ATTRIBUTE[method] === at) return this.attribute(value);
    if (OPTIONS[method]?.[0] === at) return this.pick(value, OPTIONS[method][1]);
    return this.any(value);
  }
}

function isPlain(value) {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || prototype.constructor?.name === 'Object';
}

function encode(method) {
  return (encoder, args) => {
    const definitions = new DefinitionEncoder(encoder);
    return args.map((arg, at) => definitions.argument(method, at, arg));
  };
}

/** An index's fields may stand by themselves or among the options. */
function addIndexQuery(encoder, [table, attributes, options, rawTablename]) {
  const definitions = new DefinitionEncoder(encoder);
  const fields = Array.isArray(attributes) ? definitions.any(attributes) : definitions.pick(attributes, INDEX);
  return [definitions.any(table), fields, definitions.pick(options, INDEX), definitions.any(rawTablename)];
}

function constraint(encoder, [table, options]) {
  const definitions = new DefinitionEncoder(encoder);
  return [definitions.any(table), definitions.pick(options, CONSTRAINT)];
}

const encoders = { addIndexQuery, addConstraintQuery: constraint, getConstraintSnippet: constraint };
for (const method of [
  ...Object.keys(OPTIONS), 'addColumnQuery', 'removeColumnQuery', 'renameColumnQuery', '_alterConstraintQuery',
  'changeColumnQuery', 'describeTableQuery', 'describeCreateTableQuery', 'tableExistsQuery', 'renameTableQuery',
  'removeConstraintQuery', 'dropConstraintQuery', 'showConstraintsQuery', 'getDefaultConstraintQuery',
  'getPrimaryKeyConstraintQuery', 'getForeignKeysQuery', 'getForeignKeyQuery', 'getForeignKeyReferenceQuery',
  'columnDetailsQuery', 'foreignKeyRulesQuery',
  'getForeignKeyReferencesQuery', 'dropForeignKeyQuery', 'dropSchema', 'pgEnumDrop', 'dropFunction', 'renameFunction',
  'createTrigger', 'dropTrigger', 'renameTrigger', 'setConstraintQuery', 'setDeferredQuery', 'setImmediateQuery',
  'dataTypeMapping', 'showTablesQuery'
]) encoders[method] = encode(method);

module.exports = encoders;
