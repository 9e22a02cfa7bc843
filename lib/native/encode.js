// @ts-check
'use strict';
/**
 * Request encoding: one walk over the arguments of a query generator method gives the request's text,
 * which is its shape key, and its bind values. The grammar stands in src/plan/request.rs.
 *
 * The text must be injective: two requests with one text would run one SQL. It is JSON with every
 * object of a user wrapped under a tag, so no user's key can be mistaken for a tag.
 */
const Utils = require('../utils');
const { customWhere } = require('./custom-where');
const Op = require('../operators');
const { modelId, associationId, registerAssociations } = require('./catalog');

/** Operator symbol -> its name. */
const operatorNames = new Map(Object.keys(Op).map(name => [Op[name], name]));

/** Options that never reach a statement: they steer the call, or they are objects of the application. */
const IGNORED = new Set([
  'logging', 'benchmark', 'transaction', 'hooks', 'sequelize', 'rejectOnEmpty', 'retry', 'logQueryParameters',
  'instance', 'validate', 'individualHooks', 'nest', 'plain', 'silent', 'mapToModel', 'fieldMap', 'parent',
  'includeNames', 'includeMap', 'originalAttributes', 'originalModel', 'topModel', 'useMaster', 'signal',
  'supportsSearchPath', 'Model', '_modelAttribute', 'callback', 'replacements', 'keysEscaped', '_pseudoParent', 'sideEffects', 'uniqno'
]);

/** What a SELECT's options may say. */
const SELECT_KEYS = [
  'attributes', 'tableAs', 'tableNames', 'hasJoin', 'hasMultiAssociation', 'hasSingleAssociation', 'hasDuplicating',
  'hasIncludeWhere', 'hasIncludeRequired', 'hasRequired', 'hasWhere', 'hasParentRequired', 'hasParentWhere', 'subQuery',
  'subQueryFilter', 'includeIgnoreAttributes', 'group', 'order', 'lock', 'skipLocked', 'searchPath',
  'indexHints', 'tableHint', 'tableHints', 'maxExecutionTimeHintMs', 'minifyAliases', 'distinct', 'aliasesMapping',
  'aliasesByTable', 'prefix', 'dotNotation'
];
const INCLUDE_KEYS = [
  'as', 'attributes', 'required', 'right', 'or', 'subQuery', 'subQueryFilter', 'duplicating', 'separate', '_pseudo',
  'hasIncludeRequired', 'hasIncludeWhere', 'hasDuplicating', 'hasRequired', 'hasWhere', 'hasParentRequired',
  'hasParentWhere', 'hasJoin', 'hasMultiAssociation', 'hasSingleAssociation', 'order', 'limit', 'paranoid'
];

const quoted = new Map();
/** JSON text of a name. Names repeat; their number is bounded all the same. */
function quote(name) {
  let text = quoted.get(name);
  if (text === undefined) {
    text = JSON.stringify(name);
    if (quoted.size > 5000) quoted.clear();
    quoted.set(name, text);
  }
  return text;
}

/** The key of an object's entry: an operator is `@name`, a name that starts with `@` doubles it. */
function quoteKey(key) {
  return key.charCodeAt(0) === 64 ? JSON.stringify(`@${key}`) : quote(key);
}

function invalid(value) {
  const { logger } = require('../utils/logger');
  return new Error(`Invalid value ${logger.inspect(value)}`);
}

/** A text that is one: half of a surrogate pair has no UTF-8, and would be stored as something else. */
function wellFormed(text) {
  if (!text.isWellFormed()) throw new Error(`Invalid value ${JSON.stringify(text.slice(0, 200))}: half of a surrogate pair is no text`);
  return text;
}

/** The letter of a scalar's kind, or '' for what is no scalar. */
function kindOf(value) {
  switch (typeof value) {
    case 'string': return 's';
    case 'number': return 'n';
    case 'boolean': return 'b';
    case 'bigint': return 'g';
    case 'object':
      if (value instanceof Date) return 'd';
      if (Buffer.isBuffer(value) || value instanceof Uint8Array) return 'x';
      return '';
    default: return '';
  }
}

class Encoder {
  /** @param {import('../native').Core} core */
  constructor(core) {
    this.core = core;
    /** @type {any[]} the request's bind values */
    this.binds = [];
    /** Replacements of the call: they go into literals, as in v6. */
    this.replacements = undefined;
    /** In queries an attribute object stands for its column; in definitions it is what it says. */
    this.namesAttributes = false;
    /** Inside an expression object nothing is an option, so nothing is left out. */
    this.keepsAll = false;
  }

  bind(value, kind) {
    if (kind === 'd' && Number.isNaN(value.getTime())) throw invalid(value);
    if (kind === 's') wellFormed(value);
    const index = this.binds.push(value) - 1;
    return `{"p":[${index},"${kind}"]}`;
  }

  /** Anything, as structure: no bind value comes of it. */
  structure(value) {
    switch (typeof value) {
      case 'string': return JSON.stringify(value);
      case 'boolean': return value ? 'true' : 'false';
      case 'number': return Number.isFinite(value) ? String(value) : `{"num":"${value}"}`;
      case 'bigint': return `{"big":"${value}"}`;
      case 'undefined': return '{"undef":1}';
      case 'function': return this.functionValue(value);
      case 'symbol':
        if (operatorNames.has(value)) return `"@${operatorNames.get(value)}"`;
        throw invalid(value);
      default: return value === null ? 'null' : this.object(value, false);
    }
  }

  functionValue(value) {
    if (value.rawAttributes !== undefined || value.fieldRawAttributesMap !== undefined) return `{"model":${modelId(this.core, value)}}`;
    if (typeof value.prototype?.toSpec === 'function') return `{"type":${JSON.stringify(new value().toSpec())}}`;
    throw invalid(value);
  }

  /** A value of where, set or limit: scalars become bind values. `list` says that an array means IN. */
  value(value, list) {
    const kind = kindOf(value);
    if (kind !== '') return this.bind(value, kind);
    switch (typeof value) {
      case 'undefined': return '{"undef":1}';
      case 'function': return this.functionValue(value);
      case 'symbol': throw invalid(value);
      default: break;
    }
    if (value === null) return 'null';
    if (Array.isArray(value)) return this.array(value, list);
    return this.object(value, true);
  }

  array(items, list) {
    const kind = list && items.length > 0 ? kindOf(items[0]) : '';
    if (kind !== '' && items.every(item => kindOf(item) === kind)) {
      if (kind === 'd' && items.some(item => Number.isNaN(item.getTime()))) throw invalid(items);
      if (kind === 's') items.forEach(wellFormed);
      const index = this.binds.push(items) - 1;
      let bucket = 1;
      while (bucket < items.length) bucket *= 2;
      return `{"l":[${index},"${kind}",${bucket}]}`;
    }
    let out = '[';
    for (let i = 0; i < items.length; i++) out += (i ? ',' : '') + this.value(items[i], false);
    return `${out}]`;
  }

  /** An object that is no scalar: an expression of v6, a catalog entry, a data type, an array or a plain object. */
  object(value, bind) {
    if (value instanceof Utils.SequelizeMethod) return this.method(value, bind);
    if (Array.isArray(value)) {
      let out = '[';
      for (let i = 0; i < value.length; i++) out += (i ? ',' : '') + (bind ? this.value(value[i], false) : this.structure(value[i]));
      return `${out}]`;
    }
    if (value instanceof Date) return `{"date":${value.getTime()}}`;
    if (Buffer.isBuffer(value) || value instanceof Uint8Array) return `{"buf":"${Buffer.from(value).toString('hex')}"}`;
    if (typeof value.toSpec === 'function') return `{"type":${JSON.stringify(value.toSpec())}}`;
    if (this.namesAttributes && value._modelAttribute === true && value.Model && value.fieldName) {
      return `{"attr":[${modelId(this.core, value.Model)},${quote(value.fieldName)}]}`;
    }
    if (value.associationType !== undefined && value.source && value.target) return `{"assoc":${associationId(this.core, value)}}`;
    const prototype = Object.getPrototypeOf(value);
    if (prototype !== null && prototype !== Object.prototype && prototype.constructor?.name !== 'Object') {
      // Dates of other libraries (moment, luxon, dayjs) tell their Date; the rest has no meaning in SQL.
      if (typeof value.toDate === 'function') return this.scalar(value.toDate(), bind);
      if (typeof value.toJSDate === 'function') return this.scalar(value.toJSDate(), bind);
      if (bind) throw invalid(value);
    }
    return this.entries(value, bind);
  }

  scalar(value, bind) {
    return bind ? this.value(value, false) : this.structure(value);
  }

  entries(value, bind) {
    let out = '';
    for (const symbol of Object.getOwnPropertySymbols(value)) {
      const name = operatorNames.get(symbol);
      if (name === undefined) {
        // A condition that is left out would find every row.
        if (bind) throw new Error(`Invalid value: ${String(symbol)} is no operator`);
        continue;
      }
      const isList = name === 'in' || name === 'notIn' || name === 'eq' || name === 'ne' || name === 'not';
      // The column of `Op.col` is a name, not a value.
      const binds = bind && name !== 'col';
      out += `${out ? ',' : ''}"@${name}":${binds ? this.value(value[symbol], isList) : this.structure(value[symbol])}`;
    }
    for (const key of Object.keys(value)) {
      if (!bind && !this.keepsAll && IGNORED.has(key)) continue;
      const item = value[key];
      if (!bind && !this.keepsAll && typeof item === 'function' && item.rawAttributes === undefined && item.prototype?.toSpec === undefined) continue;
      out += `${out ? ',' : ''}${quoteKey(key)}:${bind ? this.value(item, true) : this.structure(item)}`;
    }
    return `{"o":{${out}}}`;
  }

  /** v6's expression objects. Their values are printed, so they are structure even inside where. */
  method(value, bind) {
    const outer = this.keepsAll;
    this.keepsAll = true;
    try {
      return this.methodText(value, bind);
    } finally {
      this.keepsAll = outer;
    }
  }

  methodText(value, bind) {
    if (value instanceof Utils.Where) {
      const comparator = typeof value.comparator === 'symbol'
        ? `"@${operatorNames.get(value.comparator)}"` : quoteKey(String(value.comparator ?? '='));
      const attribute = typeof value.attribute === 'string' ? quote(value.attribute) : this.structure(value.attribute);
      return `{"where":[${attribute},${comparator},${bind ? this.value(value.logic, true) : this.structure(value.logic)}]}`;
    }
    if (value instanceof Utils.Literal) return `{"lit":${JSON.stringify(this.literalText(value.val))}}`;
    if (value instanceof Utils.Col) {
      // col() of several names, or of an expression: v6 takes the first.
      const name = Array.isArray(value.col) ? value.col[0] : value.col;
      return `{"col":${quote(String(name))}}`;
    }
    if (value instanceof Utils.Fn) {
      let out = JSON.stringify(String(value.fn));
      for (const arg of value.args) out += `,${this.structure(arg)}`;
      return `{"fn":[${out}]}`;
    }
    if (value instanceof Utils.Cast) {
      return `{"cast":[${this.structure(value.val)},${JSON.stringify(String(value.type))},${Boolean(value.json)}]}`;
    }
    if (value instanceof Utils.Json) {
      if (value.conditions) return `{"json":[${this.structure(value.conditions)}]}`;
      const rest = value.value === undefined ? '' : `,${bind ? this.value(value.value, false) : this.structure(value.value)}`;
      return `{"json":[${JSON.stringify(String(value.path))}${rest}]}`;
    }
    throw invalid(value);
  }

  literalText(text) {
    if (this.replacements === undefined || typeof text !== 'string') return String(text);
    return this.core.injectReplacements(text, this.replacements);
  }

  /** The options of a SELECT: the listed keys as structure, where/having/limit/offset as values. */
  select(options, model) {
    if (options === undefined || options === null) return 'null';
    if (model && Array.isArray(options.order)) this.orderModels(options, model);
    this.replacements = options.replacements;
    let out = '';
    const put = (key, text) => { out += `${out ? ',' : ''}"${key}":${text}`; };
    for (const key of SELECT_KEYS) {
      const value = options[key];
      if (typeof value === 'function' && (key === 'order' || key === 'group')) throw invalid(value);
      if (value !== undefined && value !== null && typeof value !== 'function') put(key, key === 'attributes' ? this.attributes(value) : this.structure(value));
    }
    if (options.groupedLimit) put('groupedLimit', this.groupedLimit(options.groupedLimit));
    if (typeof options.lock === 'function') put('lock', this.functionValue(options.lock));
    this.conditions(options, put, model);
    if (Array.isArray(options.include) && options.include.length) put('include', this.includes(options.include));
    return `{"o":{${out}}}`;
  }

  /** Parents' keys are bind values: only their number is structure. */
  groupedLimit({ on, limit, values, through }) {
    const parents = Array.from(values || [], value => this.value(value, false)).join(',');
    const where = through?.where ? `,"through":{"o":{"where":${this.value(through.where, false)}}}` : '';
    return `{"o":{"on":${this.structure(on)},"limit":${limit === undefined ? 'null' : this.value(limit, false)},"values":[${parents}]${where}}}`;
  }

  /** An order may go along associations that are not included. */
  orderModels(options, model) {
    registerAssociations(this.core, model);
    for (const include of Array.isArray(options.include) ? options.include : []) {
      if (include.model) this.orderModels(include, include.model);
    }
  }

  conditions(options, put, model) {
    if (options.where !== undefined && options.where !== null) {
      put('where', this.value(customWhere(options.where, model, { timezone: this.core.timezone }), false));
    }
    if (options.on !== undefined && options.on !== null) put('on', this.value(options.on, false));
    if (options.having !== undefined && options.having !== null) put('having', this.value(options.having, false));
    if (options.limit !== undefined && options.limit !== null) put('limit', this.value(options.limit, false));
    if (options.offset !== undefined && options.offset !== null) put('offset', this.value(options.offset, false));
  }

  /** The select list: mostly names and [name, alias] pairs. */
  attributes(list) {
    if (!Array.isArray(list)) return this.structure(list);
    let out = '[';
    for (let i = 0; i < list.length; i++) {
      const item = list[i];
      out += i ? ',' : '';
      if (typeof item === 'string') out += quote(item);
      else out += this.structure(item);
    }
    return `${out}]`;
  }

  includes(list) {
    // A pseudo include stands for the through table, which crosses as `through`.
    const own = list.filter(include => !include._pseudo);
    return `[${own.map(include => this.include(include)).join(',')}]`;
  }

  include(include) {
    // The association's scope joined the where after its names had been mapped.
    Utils.mapFinderOptions(include, include.model);
    let out = `"model":{"model":${modelId(this.core, include.model)}}`;
    const put = (key, text) => { out += `,"${key}":${text}`; };
    if (include.association) put('association', `{"assoc":${associationId(this.core, include.association)}}`);
    for (const key of INCLUDE_KEYS) {
      if (key === 'limit') continue;
      const value = include[key];
      if (value !== undefined && value !== null && typeof value !== 'function') put(key, this.structure(value));
    }
    this.conditions(include, put, include.model);
    if (include.through) put('through', this.through(include.through));
    if (Array.isArray(include.include) && include.include.length) put('include', this.includes(include.include));
    return `{"o":{${out}}}`;
  }

  through(through) {
    let out = '';
    const put = (key, text) => { out += `${out ? ',' : ''}"${key}":${text}`; };
    if (through.model) put('model', `{"model":${modelId(this.core, through.model)}}`);
    for (const key of ['as', 'attributes', 'paranoid', 'required', '_pseudo', 'duplicating']) {
      if (through[key] !== undefined && through[key] !== null) put(key, this.structure(through[key]));
    }
    if (through.where !== undefined && through.where !== null) put('where', this.value(through.where, false));
    return `{"o":{${out}}}`;
  }

  /** The values of a row to write, by column. `types`: column -> attribute, which says what is JSON. */
  row(values, types) {
    let out = '';
    for (const key of Object.keys(values)) {
      out += `${out ? ',' : ''}${quoteKey(key)}:${this.setValue(values[key], types?.[key]?.type)}`;
    }
    return `{"o":{${out}}}`;
  }

  setValue(value, type) {
    if (value === null || value === undefined) return value === null ? 'null' : '{"undef":1}';
    if (typeof value === 'object' && value instanceof Utils.SequelizeMethod) return this.method(value, true);
    const encodeBind = type?.encodeBind;
    if (encodeBind !== undefined) return this.setValue(encodeBind.call(type, value, { timezone: this.core.timezone }), undefined);
    const key = type?.key;
    if (key === 'JSON' || key === 'JSONB') return this.bind(JSON.stringify(value) ?? 'null', 'j');
    if (typeof value === 'object' && kindOf(value) === '') {
      if (Array.isArray(value)) {
        for (const item of value) if (typeof item === 'string') wellFormed(item);
        return this.bind(jsonElements(value, type), 'a');
      }
      const date = typeof value.toDate === 'function' ? value.toDate() : undefined;
      if (date instanceof Date) return this.bind(date, 'd');
      return this.bind(plainObject(value), 'o');
    }
    return this.value(value, false);
  }
}

/** An ARRAY(JSON)'s elements are documents. */
function jsonElements(items, type) {
  const inner = type?.type?.key;
  if (inner === 'JSON' || inner === 'JSONB') return items.map(item => new JsonText(JSON.stringify(item) ?? 'null'));
  return items;
}

/** JSON text among the elements of an array bind value: src/addon/value.rs knows it by its one key. */
class JsonText {
  constructor(text) { this.__json__ = text; }
}

function plainObject(value) {
  return typeof value.toJSON === 'function' ? value.toJSON() : value;
}

module.exports = { Encoder, JsonText, kindOf, wellFormed, operatorNames, IGNORED };
