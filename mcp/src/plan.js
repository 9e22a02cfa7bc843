// What a change would touch, and the sealed plan without which it is not carried out.
import { randomUUID } from 'node:crypto';
import { tableName } from './catalog.js';
import { Refusal } from './refusal.js';
import { digest } from './sealed.js';

const MOST_ROWS = 1000;
const MOST_DEEPER = 5000;
const MOST_DEPTH = 4;
const MINUTES = 10;

/** The primary keys of the rows that match, as conditions. */
export async function matchingKeys(model, where, options) {
  if (!model.primaryKeyAttributes.length) throw new Refusal(`${model.name} has no primary key; its rows cannot be named one by one`);
  const found = await model.findAll({ ...options, where, attributes: model.primaryKeyAttributes, order: model.primaryKeyAttributes, limit: MOST_ROWS + 1 });
  if (found.length > MOST_ROWS) throw new Refusal(`More than ${MOST_ROWS} rows match; narrow the condition`);
  return found.map(row => Object.fromEntries(model.primaryKeyAttributes.map(key => [key, row.get(key)])));
}

export function whereKeys(model, keys) {
  const { Op } = model.sequelize.constructor;
  const [only, more] = model.primaryKeyAttributes;
  return more === undefined ? { [only]: { [Op.in]: keys.map(key => key[only]) } } : { [Op.or]: keys };
}

/** Models that refer to this one by a foreign key, also where this one has no association to them. */
function referring(model) {
  const table = tableName(model);
  return Object.values(model.sequelize.models).flatMap(child => Object.entries(child.getAttributes()).flatMap(([foreignKey, { references, onDelete }]) => {
    const target = references?.model;
    const named = typeof target === 'object' ? [target.schema, target.tableName].filter(Boolean).join('.') : target;
    const effect = String(onDelete ?? '').toUpperCase();
    if (named !== table || !['CASCADE', 'SET NULL'].includes(effect)) return [];
    const [sourceKey] = Object.entries(model.getAttributes()).find(([name, attribute]) => (attribute.field ?? name) === references.key) ?? [];
    return [{ child, foreignKey, sourceKey, effect }];
  }));
}

/** The rows of other models that would go or lose their link, by what the models say. */
function dependents(model, soft) {
  const found = associated(model, soft);
  const known = new Set(found.map(({ child, foreignKey }) => `${child.name}.${foreignKey}`));
  return soft ? found : [...found, ...referring(model).filter(({ child, foreignKey }) => !known.has(`${child.name}.${foreignKey}`))];
}

function associated(model, soft) {
  return Object.values(model.associations).flatMap(association => {
    const { associationType, options, target, foreignKey, sourceKey } = association;
    const effect = String(options.onDelete ?? '').toUpperCase();
    if (associationType === 'BelongsToMany') return soft ? [] : [{ child: association.through.model, foreignKey, sourceKey, effect: effect || 'CASCADE' }];
    if (!/^Has/.test(associationType) || !['CASCADE', 'SET NULL'].includes(effect)) return [];
    // A paranoid row stays, so the database does nothing; with `hooks`, Sequelize destroys the rows itself.
    return soft && !(options.hooks && effect === 'CASCADE') ? [] : [{ child: target, foreignKey, sourceKey, effect }];
  });
}

/** A removal takes other rows along: of models too that the role may not change? Judged by the models, not by the rows. */
export function requireCascade(access, model, { soft, force }, depth = 1) {
  if (access.unrestricted) return;
  for (const { child, effect } of dependents(model, soft)) {
    const removed = effect === 'CASCADE';
    if (!access.may(child, removed ? 'delete' : 'update')) throw new Refusal(`Rows of ${model.name} take others along when they go, which the role ${access.role.name} may not change`);
    if (removed && depth < MOST_DEPTH) requireCascade(access, child, { soft: Boolean(child.options.paranoid) && !force, force }, depth + 1);
  }
}

export async function cascade(access, model, where, { soft, force, ...options }, depth = 1) {
  const found = [];
  for (const { child, foreignKey, sourceKey, effect } of dependents(model, soft)) {
    const column = sourceKey ?? model.primaryKeyAttribute;
    const parents = await model.findAll({ ...options, where, attributes: [column], limit: MOST_DEEPER, order: [column] });
    const links = { [foreignKey]: { [model.sequelize.constructor.Op.in]: parents.map(row => row.get(column)) } };
    const count = parents.length ? await child.count({ ...options, where: access.where(child, links) }) : 0;
    if (!count) continue;
    const entry = { model: child.name, rows: count, effect };
    if (parents.length === MOST_DEEPER) entry.atLeast = true;
    if (effect === 'CASCADE' && depth < MOST_DEPTH) {
      const deeper = await cascade(access, child, links, { soft: Boolean(child.options.paranoid) && !force, force, ...options }, depth + 1);
      if (deeper.length) entry.cascade = deeper;
    }
    found.push(entry);
  }
  return found;
}

export class Plans {
  #used;

  constructor(seal, used = new Map()) {
    this.seal = seal;
    this.#used = used;
  }

  /** The plans of one principal. */
  of(principal) {
    return new Plans(this.seal.of(principal), this.#used);
  }

  /** @param {{ rows: number, effect: any, about: string }} seen what the dry run found; `about`: in words, for the user */
  make(tool, args, { rows, effect, about }) {
    const until = Date.now() + MINUTES * 60_000;
    const content = { id: randomUUID(), tool, args: digest(args), rows, effect: digest(effect), about, until };
    return { plan: this.seal.close('plan', content), validUntil: new Date(until).toISOString() };
  }

  /**
   * @returns {{ about: string, take: () => (rows: number, effect: any) => void }} `take` spends the plan, which is good
   * once; what it answers throws unless what would happen now is what the plan said
   */
  read(tool, args, text) {
    const { id, until, about, ...plan } = this.seal.open('plan', text);
    const usable = () => {
      const now = Date.now();
      for (const [old, end] of this.#used) if (end < now) this.#used.delete(old);
      if (plan.tool !== tool || plan.args !== digest(args)) throw new Refusal('The plan belongs to a call with other arguments; call without it for a new one');
      if (until < now) throw new Refusal('The plan is too old; call without it for a new one');
      if (this.#used.has(id)) throw new Refusal('The plan has been carried out or tried already; call without it for a new one');
    };
    usable();
    const take = () => {
      usable();
      this.#used.set(id, until);
      return (rows, effect) => {
        if (rows !== plan.rows || digest(effect) !== plan.effect) throw new Refusal('The rows have changed since the plan was made; nothing was done. Call without it for a new one');
      };
    };
    return { about, take };
  }
}
