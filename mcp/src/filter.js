// Conditions, orders and includes as a client writes them, into options of a find. Nothing passes that is not known here.
import { listed, Refusal } from './refusal.js';

const ONE = new Set(['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'like', 'notLike', 'iLike', 'notILike', 'startsWith', 'endsWith', 'substring']);
const MANY = new Set(['in', 'notIn']);
const RANGE = new Set(['between', 'notBetween']);
const OPERATORS = [...ONE, ...MANY, ...RANGE];
const TEXT_ONLY = new Set(['like', 'notLike', 'iLike', 'notILike', 'startsWith', 'endsWith', 'substring']);
const MOST_IN_LIST = 1000;
const MOST_DEPTH = 8;
const MOST_INCLUDES = 3;

const isPlain = value => typeof value === 'object' && value !== null && !Array.isArray(value);
const isScalar = value => value === null || ['string', 'number', 'boolean'].includes(typeof value);

function scalars(operator, value, path) {
  if (!Array.isArray(value) || !value.every(isScalar)) throw new Refusal(`${path}.${operator} takes a list of values`);
  if (value.length > MOST_IN_LIST) throw new Refusal(`${path}.${operator} takes at most ${MOST_IN_LIST} values`);
  return value;
}

function operand(operator, value, path) {
  if (MANY.has(operator)) return scalars(operator, value, path);
  if (RANGE.has(operator)) {
    if (scalars(operator, value, path).length !== 2) throw new Refusal(`${path}.${operator} takes two values: the lowest and the highest`);
    return value;
  }
  if (!isScalar(value)) throw new Refusal(`${path}.${operator} takes one value; a list goes with ${[...MANY].join(' or ')}`);
  if (TEXT_ONLY.has(operator) && typeof value !== 'string') throw new Refusal(`${path}.${operator} takes a text`);
  return value;
}

export class Filter {
  constructor(catalog) {
    this.catalog = catalog;
    this.Op = catalog.sequelize.constructor.Op;
  }

  /** `{"gte": 18}` of one value */
  comparison(given, path) {
    if (isScalar(given)) return given;
    if (Array.isArray(given)) return { [this.Op.in]: scalars('in', given, path) };
    const entries = Object.entries(given);
    if (!entries.length) throw new Refusal(`${path} has no operator. Operators: ${OPERATORS.join(', ')}`);
    return Object.fromEntries(entries.map(([operator, value]) => {
      if (!OPERATORS.includes(operator)) throw new Refusal(`${path} has the unknown operator ${JSON.stringify(operator)}. Operators: ${OPERATORS.join(', ')}`);
      if (operator.toLowerCase().includes('ilike') && this.catalog.sequelize.getDialect() !== 'postgres') throw new Refusal(`${path}.${operator} exists on PostgreSQL only; use like`);
      return [operator, operand(operator, value, path)];
    }).map(([operator, value]) => [this.Op[operator], value]));
  }

  /** `{"name": …, "or": [{…}, {…}], "and": […], "not": {…}}` */
  where(model, given, path = 'where', depth = 0) {
    if (!isPlain(given)) throw new Refusal(`${path} must be an object of conditions`);
    if (depth > MOST_DEPTH) throw new Refusal(`${path} is nested deeper than ${MOST_DEPTH} levels`);
    const conditions = Object.entries(given).map(([key, value]) => {
      if (key === 'and' || key === 'or') {
        if (!Array.isArray(value) || !value.length) throw new Refusal(`${path}.${key} must be a list of conditions`);
        return { [this.Op[key]]: value.map((item, i) => this.where(model, item, `${path}.${key}[${i}]`, depth + 1)) };
      }
      if (key === 'not') return { [this.Op.not]: this.where(model, value, `${path}.not`, depth + 1) };
      return { [this.catalog.attribute(model, key)]: this.comparison(value, `${path}.${key}`) };
    });
    if (conditions.length === 1) return conditions[0];
    return conditions.length ? { [this.Op.and]: conditions } : {};
  }

  attributes(model, given) {
    return given.map(name => this.catalog.attribute(model, name, { stored: false, masked: true }));
  }

  /** `["name", "-createdAt"]`, always ended by the primary key, so that pages neither overlap nor leave gaps */
  order(model, given = []) {
    const order = given.map(item => {
      const [, sign, name] = /^(-?)(.*)$/s.exec(item);
      return [this.catalog.attribute(model, name), sign ? 'DESC' : 'ASC'];
    });
    const named = new Set(order.map(([name]) => name));
    for (const key of model.primaryKeyAttributes) if (!named.has(key)) order.push([key, 'ASC']);
    return order;
  }

  /** `["Posts", {"association": "Posts", "where": …, "include": […]}]` */
  include(model, given, path = 'include', depth = 1) {
    if (!Array.isArray(given)) throw new Refusal(`${path} must be a list`);
    if (depth > MOST_INCLUDES) throw new Refusal(`${path} is nested deeper than ${MOST_INCLUDES} levels`);
    return given.map((item, i) => {
      const at = `${path}[${i}]`;
      const { association: name, attributes, where, required, include, limit, order, ...unknown } = typeof item === 'string' ? { association: item } : item ?? {};
      if (Object.keys(unknown).length) throw new Refusal(`${at} has unknown keys: ${listed(Object.keys(unknown))}`);
      const association = this.catalog.association(model, name);
      const { target } = association;
      const options = { association };
      if (attributes !== undefined) {
        if (!Array.isArray(attributes)) throw new Refusal(`${at}.attributes must be a list`);
        options.attributes = this.attributes(target, attributes);
      }
      if (where !== undefined) options.where = this.where(target, where, `${at}.where`);
      if (required !== undefined) options.required = required === true;
      else if (where !== undefined) options.required = true;
      if (limit !== undefined || order !== undefined) {
        if (association.associationType !== 'HasMany') throw new Refusal(`${at}: limit and order go with a HasMany association`);
        if (options.required) throw new Refusal(`${at}: limit and order do not go with required or where`);
        if (limit !== undefined && !(Number.isInteger(limit) && limit > 0 && limit <= 1000)) throw new Refusal(`${at}.limit must be from 1 to 1000`);
        Object.assign(options, { separate: true, ...limit && { limit }, order: this.order(target, order) });
      }
      if (include !== undefined) options.include = this.include(target, include, `${at}.include`, depth + 1);
      return options;
    });
  }
}
