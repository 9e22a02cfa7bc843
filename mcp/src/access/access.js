// What one principal may see and do. Every name, condition, row and error on its way to a client passes here.
import { isVirtual, tableName } from '../catalog.js';
import { Refusal } from '../refusal.js';
import { OPERATIONS, VISIBILITIES } from './rules.js';
import { rowPolicy } from './row-policy.js';

const stricter = (a, b) => (VISIBILITIES.indexOf(a) >= VISIBILITIES.indexOf(b) ? a : b);

/** What a role sees of every table, until there are more models. */
const known = new WeakMap();

export class Access {
  #fields = new Map();

  /** @param {{ role: object, principal: { id: string, claims: object }, sequelize: object, mask: (way: string, value: any) => any }} options */
  constructor({ role, principal, sequelize, mask }) {
    Object.assign(this, { role, principal, sequelize, mask });
  }

  /** Nothing is hidden: rows and descriptions go out as the models make them. */
  get unrestricted() {
    return !this.role.restricted;
  }

  /** May it use what the rules for models cannot filter: SQL text, plans of the database, statements of others? */
  get unfiltered() {
    return this.unrestricted || this.role.unfiltered;
  }

  /** @param {{ name: string, profile: string | string[], unfiltered?: boolean }} tool of several profiles it takes all */
  allowsTool({ name, profile, unfiltered }) {
    const { profiles, tools } = this.role;
    return (!profiles || [profile].flat().every(item => profiles.has(item))) && (!tools || tools.has(name)) && (!unfiltered || this.unfiltered);
  }

  requireUnfiltered(what) {
    if (!this.unfiltered) throw new Refusal(`${what} is not for the role ${this.role.name}: the rules for its models could not be kept`);
  }

  rule(model) {
    const { models, others } = this.role;
    return models.has(model.name) ? models.get(model.name) : others;
  }

  sees(model) {
    return this.rule(model) !== undefined;
  }

  may(model, operation) {
    const rule = this.rule(model);
    return Boolean(rule?.operations.has(operation)) && (operation === 'read' || operation === 'create' || rule.operations.has('read'));
  }

  require(model, operation) {
    if (!OPERATIONS.includes(operation)) throw new TypeError(`Unknown operation ${operation}`);
    if (!this.may(model, operation)) throw new Refusal(`The role ${this.role.name} may not ${operation} ${model.name}`);
  }

  /** @returns {'allow' | 'partial' | 'hash' | 'redact' | 'deny'} */
  field(model, name) {
    if (this.unrestricted) return 'allow';
    if (!this.#fields.has(model)) this.#fields.set(model, new Map());
    const fields = this.#fields.get(model);
    if (!fields.has(name)) fields.set(name, this.#visibility(model, name));
    return fields.get(name);
  }

  #visibility(model, name) {
    const attribute = model.getAttributes()[name];
    if (!isVirtual(attribute)) return this.column(tableName(model), attribute.field ?? name) ?? 'deny';
    const named = this.#named(model, name);
    const { fields } = attribute.type;
    // A getter that does not say what it reads might read what is hidden. Allowed by name, it reads what the role sees.
    if (named !== 'allow' || (!Array.isArray(fields) && this.rule(model).fields.has(name))) return named;
    const read = Array.isArray(fields) ? fields : Object.keys(model.getAttributes()).filter(key => !isVirtual(model.getAttributes()[key]));
    return read.every(key => Object.hasOwn(model.getAttributes(), key) && this.field(model, key) === 'allow') ? 'allow' : 'deny';
  }

  /** Of a column, over all models of its table: hidden by one of them is hidden. */
  column(table, column) {
    return this.columns(table)?.get(column);
  }

  /** @returns {Map<string, string> | undefined} undefined for a table that no visible model has */
  columns(table) {
    const { role, sequelize } = this;
    const count = Object.keys(sequelize.models).length;
    if (known.get(role)?.count !== count) known.set(role, { count, columns: this.#allColumns() });
    return known.get(role).columns.get(table);
  }

  #named(model, name) {
    const { fields, others } = this.rule(model);
    return fields.get(name) ?? others;
  }

  #allColumns() {
    const found = new Map();
    for (const model of Object.values(this.sequelize.models)) {
      if (!this.sees(model)) continue;
      const table = tableName(model);
      if (!found.has(table)) found.set(table, new Map());
      const columns = found.get(table);
      for (const [name, attribute] of Object.entries(model.getAttributes())) {
        if (isVirtual(attribute)) continue;
        const key = attribute.field ?? name;
        columns.set(key, stricter(this.#named(model, name), columns.get(key) ?? 'allow'));
      }
    }
    return found;
  }

  /** Attributes to select where the client names none; undefined: what the model selects. */
  selected(model) {
    if (this.unrestricted) return undefined;
    return Object.keys(model.getAttributes()).filter(name => this.field(model, name) !== 'deny');
  }

  /** An association shows which rows belong together: its keys must be visible, and its other models. */
  seesAssociation(association) {
    if (this.unrestricted) return true;
    const { source, target, through, foreignKey, otherKey, sourceKey, targetKey, associationType } = association;
    const seen = (model, name) => name === undefined || !Object.hasOwn(model.getAttributes(), name) || this.field(model, name) === 'allow';
    if (!this.may(source, 'read') || !this.may(target, 'read')) return false;
    if (!seen(source, sourceKey) || !seen(target, targetKey)) return false;
    if (through) return this.may(through.model, 'read') && seen(through.model, foreignKey) && seen(through.model, otherKey);
    return seen(associationType === 'BelongsTo' ? source : target, foreignKey);
  }

  seesScope(model, name) {
    const { scopes, fields, others, where, scope } = this.rule(model);
    if (scopes) return scopes.has(name);
    return this.unrestricted || !(fields.size || others !== 'allow' || where || scope);
  }

  /** Conditions of a client, with those of the role. */
  where(model, where) {
    const policy = rowPolicy(this, model);
    if (!policy) return where;
    const { Op } = this.sequelize.constructor;
    return where && Reflect.ownKeys(where).length ? { [Op.and]: [policy, where] } : policy;
  }

  /** Options for findAll and the like: with the rows and the attributes that the role may see, in includes too. */
  find(model, options) {
    this.require(model, 'read');
    if (this.unrestricted) return options;
    const found = { ...options, attributes: options.attributes ?? this.selected(model) };
    if (options.paranoid === false) this.#requireDeleted(model);
    const where = this.where(model, options.where);
    if (where) found.where = where;
    if (options.include) found.include = options.include.map(item => this.#include(item));
    return found;
  }

  #requireDeleted(model) {
    const { deletedAt } = model._timestampAttributes ?? {};
    if (deletedAt && this.field(model, deletedAt) !== 'allow') throw new Refusal(`paranoid: deleted rows of ${model.name} are not for the role ${this.role.name}`);
  }

  #include({ association, ...options }) {
    const { target, through } = association;
    const found = { association, ...this.find(target, options) };
    // A condition makes an include required; the role's own must not.
    if (found.where && found.required === undefined) found.required = false;
    if (through) {
      const where = this.where(through.model);
      found.through = { ...options.through, attributes: this.selected(through.model), ...where && { where } };
    }
    return found;
  }

  /** Rows of `find`, as plain objects of what was asked for and may be seen. */
  show(model, rows, options = {}) {
    if (this.unrestricted) return rows;
    for (const row of rows) this.#cover(model, row, options);
    return rows.map(row => this.#plain(model, row, options));
  }

  /** Takes what is hidden out of an instance, before any getter or toJSON of the application reads it. */
  #cover(model, row, { include = [] }) {
    for (const [name, attribute] of Object.entries(model.getAttributes())) {
      if (isVirtual(attribute) || !(name in row.dataValues)) continue;
      const way = this.field(model, name);
      if (way === 'deny') delete row.dataValues[name];
      else if (way !== 'allow') row.dataValues[name] = this.mask(way, row.get(name));
    }
    for (const { association, include: deeper } of include) {
      for (const child of [row.dataValues[association.as]].flat()) if (child) this.#cover(association.target, child, { include: deeper });
      if (association.through) for (const child of [row.dataValues[association.as]].flat()) this.#coverThrough(association, child);
    }
  }

  #coverThrough({ through }, child) {
    const link = child?.dataValues[through.model.name];
    if (link) this.#cover(through.model, link, {});
  }

  #plain(model, row, { attributes = this.selected(model), include = [] }, through) {
    const told = row.toJSON();
    const shown = {};
    for (const name of attributes) {
      if (!Object.hasOwn(told, name)) continue;
      const way = this.field(model, name);
      if (way !== 'deny') shown[name] = way === 'allow' ? told[name] : row.dataValues[name];
    }
    for (const { association, attributes: chosen, include: deeper } of include) {
      const { as, target } = association;
      const found = row.dataValues[as];
      if (found === undefined || !Object.hasOwn(told, as)) continue;
      const one = child => child && this.#plain(target, child, { attributes: chosen, include: deeper }, association.through?.model);
      shown[as] = Array.isArray(found) ? found.map(one) : one(found);
    }
    const link = through && row.dataValues[through.name];
    if (link) shown[through.name] = this.#plain(through, link, {});
    return shown;
  }

  /**
   * After rows were written, in the same transaction: are they all within what the role may touch?
   *
   * @param {() => object} keys conditions that name the rows
   */
  async check(model, keys, count, options) {
    if (!rowPolicy(this, model)) return;
    if (await model.count({ ...options, where: this.where(model, keys()) }) !== count) {
      throw new Refusal(`The role ${this.role.name} may not write such rows of ${model.name}; nothing was done`);
    }
  }
}
