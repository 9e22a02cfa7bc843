// @ts-check
'use strict';
/** Which argument of which query generator method holds what: names, values to bind, or options. */
const { Encoder } = require('./encode');
const { modelId } = require('./catalog');
const definitions = require('./definitions');
const fragments = require('./fragments');
const { customWhere } = require('./custom-where');

/** `rawAttributes` of a model, as one of v6's write methods gets it: named by the model where it is a model's own. */
function attributesOf(encoder, attributes, options) {
  if (attributes === undefined || attributes === null) return 'null';
  const model = options?.model || options?.instance?.constructor;
  if (model && (attributes === model.rawAttributes || attributes === model.fieldRawAttributesMap || attributes === model.tableAttributes)) {
    return `{"model":${modelId(encoder.core, model)}}`;
  }
  return encoder.structure(attributes);
}

/** column -> attribute, for a model's attributes given by attribute name or by column. */
function byColumn(attributes) {
  if (!attributes || typeof attributes !== 'object') return undefined;
  const map = Object.create(null);
  for (const name of Object.keys(attributes)) {
    const attribute = attributes[name];
    if (attribute === null || typeof attribute !== 'object') continue;
    map[name] = attribute;
    if (attribute.field) map[attribute.field] = attribute;
  }
  return map;
}

const types = new WeakMap();
function typesOf(attributes) {
  if (!attributes || typeof attributes !== 'object') return undefined;
  let map = types.get(attributes);
  if (map === undefined) types.set(attributes, map = byColumn(attributes));
  return map;
}

/** The condition of an update or a delete. */
function condition(encoder, where, model) {
  if (where === undefined) return '{"undef":1}';
  return encoder.value(customWhere(where, model, { timezone: encoder.core.timezone }), false);
}

/** What the planners of src/plan/write read of v6's options, besides conditions; the rest steers JavaScript. */
const WRITE_OPTIONS = [
  'returning', 'hasTrigger', 'exception', 'ignoreDuplicates', 'updateOnDuplicate', 'upsertKeys', 'omitNull', 'allowNull',
  'bindParam', 'searchPath', 'cascade', 'restartIdentity'
];

/** Options of a write: conditions are values, the rest is structure. */
function writeOptions(encoder, options) {
  if (!options) return 'null';
  encoder.replacements = options.replacements;
  const parts = [];
  for (const key of WRITE_OPTIONS) {
    if (options[key] !== undefined) parts.push(`"${key}":${encoder.structure(options[key])}`);
  }
  // The condition of a partial index is compared as text by the database: its values are printed.
  if (options.conflictWhere) parts.push(`"conflictWhere":${encoder.structure(options.conflictWhere)}`);
  for (const key of ['where', 'limit']) {
    if (options[key] !== undefined && options[key] !== null) parts.push(`"${key}":${encoder.value(options[key], false)}`);
  }
  return `{"o":{${parts.join(',')}}}`;
}

const encoders = {
  ...definitions,
  selectQuery(encoder, [table, options, model]) {
    return [encoder.structure(table), encoder.select(options, model), model ? encoder.functionValue(model) : 'null'];
  },
  insertQuery(encoder, [table, values, attributes, options]) {
    return [encoder.structure(table), encoder.row(values || {}, typesOf(attributes)), attributesOf(encoder, attributes, options), writeOptions(encoder, options)];
  },
  bulkInsertQuery(encoder, [table, rows, options, attributes]) {
    const map = typesOf(attributes);
    return [encoder.structure(table), `[${rows.map(row => encoder.row(row, map)).join(',')}]`, writeOptions(encoder, options), attributesOf(encoder, attributes, options)];
  },
  updateQuery(encoder, [table, values, where, options, attributes]) {
    return [
      encoder.structure(table), encoder.row(values || {}, typesOf(attributes)), condition(encoder, where, options?.model || options?.instance?.constructor),
      writeOptions(encoder, options), attributesOf(encoder, attributes, options)
    ];
  },
  deleteQuery(encoder, [table, where, options, model]) {
    return [encoder.structure(table), condition(encoder, where, model), writeOptions(encoder, options), model ? encoder.functionValue(model) : 'null'];
  },
  arithmeticQuery(encoder, [operator, table, where, amounts, extra, options]) {
    return [
      encoder.structure(operator), encoder.structure(table), condition(encoder, where, options?.model), encoder.row(amounts || {}),
      encoder.row(extra || {}), writeOptions(encoder, options)
    ];
  },
  ...fragments
};

/** Methods whose text v6 logs with placeholders (unless `bindParam: false`). */
const LOGS_PLACEHOLDERS = { insertQuery: 3, updateQuery: 3 };

/** The request's text and bind values. */
function encode(core, method, args) {
  const encoder = new Encoder(core);
  const encodeArgs = encoders[method];
  encoder.namesAttributes = encodeArgs !== undefined;
  const parts = encodeArgs ? encodeArgs(encoder, args) : args.map(arg => encoder.structure(arg));
  const at = LOGS_PLACEHOLDERS[method];
  return {
    key: `[${parts.join(',')}]`,
    binds: encoder.binds,
    logsPlaceholders: at !== undefined && args[at]?.bindParam !== false
  };
}

module.exports = { encode };
