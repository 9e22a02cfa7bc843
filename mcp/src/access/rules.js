// What a role may do, as the configuration writes it, checked word by word: what is not known stops the start.
import { z } from 'zod';
import { isVirtual } from '../catalog.js';
import { checked, didYouMean, UsageError } from '../config/problem.js';
import { PROFILES } from '../config/table.js';

export const OPERATIONS = ['read', 'create', 'update', 'delete'];

/** From the mildest to the strictest. */
export const VISIBILITIES = ['allow', 'partial', 'hash', 'redact', 'deny'];

const operations = z.array(z.enum(OPERATIONS)).min(1);
const callable = z.custom(value => typeof value === 'function', 'must be an object of conditions or a function');

const model = z.strictObject({
  operations: operations.optional(),
  deny: z.array(z.string()).optional(),
  fields: z.record(z.string(), z.enum(VISIBILITIES)).optional(),
  where: z.union([z.record(z.string(), z.unknown()), callable]).optional(),
  scope: z.union([z.string(), z.strictObject({ method: z.tuple([z.string()]).rest(z.unknown()) })]).optional(),
  scopes: z.array(z.string()).optional()
});

const role = z.strictObject({
  profiles: z.array(z.enum(PROFILES)).min(1).optional(),
  tools: z.array(z.string()).optional(),
  unfiltered: z.boolean().optional(),
  models: z.record(z.string(), z.union([z.boolean(), z.enum(OPERATIONS), operations, model])).optional()
});

/** `true`, `false`, `"read"`, `["read", "update"]` or an object, as one thing */
function ruleOf(given, path) {
  if (given === false) return undefined;
  const { deny = [], fields = {}, scopes, ...rest } = given === true ? {} : typeof given === 'string' ? { operations: [given] } : Array.isArray(given) ? { operations: given } : given;
  const { '*': others = 'allow', ...named } = fields;
  for (const name of deny) {
    if (name in named && named[name] !== 'deny') throw new UsageError(`${path}: ${name} is in deny and in fields as ${JSON.stringify(named[name])}`);
    named[name] = 'deny';
  }
  return { operations: new Set(rest.operations ?? OPERATIONS), fields: new Map(Object.entries(named)), others, where: rest.where, scope: rest.scope, scopes: scopes && new Set(scopes) };
}

const restricts = rule => rule === undefined || rule.operations.size < OPERATIONS.length || rule.fields.size > 0 || rule.others !== 'allow' || rule.where !== undefined || rule.scope !== undefined || rule.scopes !== undefined;

/** Who may do everything that the profiles of the server offer. */
export const EVERYTHING = Object.freeze({ name: undefined, profiles: undefined, tools: undefined, models: new Map(), others: ruleOf(true), restricted: false, unfiltered: true });

/** @param {Record<string, object>} given the configuration's `roles` */
export function rolesOf(given = {}) {
  return new Map(Object.entries(given).map(([name, content]) => {
    const path = `roles.${name}`;
    const { profiles = ['read'], tools, unfiltered = false, models } = checked(role, content, path);
    const { '*': others = models === undefined, ...named } = models ?? {};
    const rules = new Map(Object.entries(named).map(([key, rule]) => [key, ruleOf(rule, `${path}.models.${key}`)]));
    const rest = ruleOf(others, `${path}.models.*`);
    return [name, { name, profiles: new Set(['read', ...profiles]), tools: tools && new Set(tools), models: rules, others: rest, unfiltered, restricted: [rest, ...rules.values()].some(restricts) }];
  }));
}

/** Names in the rules that the models do not have: a misspelt `deny` would hide nothing. */
export function checkRoles(roles, sequelize, toolNames) {
  for (const { name, tools, models, others } of roles.values()) {
    const unknown = [...tools ?? []].find(tool => !toolNames.includes(tool));
    if (unknown !== undefined) throw new UsageError(`roles.${name}.tools: there is no tool ${JSON.stringify(unknown)}.${didYouMean(unknown, toolNames)}`);
    for (const [key, rule] of models) {
      const path = `roles.${name}.models.${key}`;
      const found = Object.hasOwn(sequelize.models, key) ? sequelize.models[key] : undefined;
      if (!found) throw new UsageError(`${path}: there is no model ${JSON.stringify(key)}.${didYouMean(key, Object.keys(sequelize.models))}`);
      for (const field of rule?.fields.keys() ?? []) {
        if (!Object.hasOwn(found.getAttributes(), field)) throw new UsageError(`${path}: ${key} has no attribute ${JSON.stringify(field)}.${didYouMean(field, Object.keys(found.getAttributes()))}`);
      }
      for (const scope of [...rule?.scopes ?? [], ...rule?.scope === undefined ? [] : [scopeName(rule.scope)]]) {
        if (!Object.hasOwn(found.options.scopes ?? {}, scope)) throw new UsageError(`${path}: ${key} has no scope ${JSON.stringify(scope)}`);
      }
    }
    for (const model of Object.values(sequelize.models)) {
      const rule = models.has(model.name) ? models.get(model.name) : others;
      const path = `roles.${name}.models.${model.name}`;
      checkKeys(model, rule, path);
      checkVirtuals(model, rule, path);
    }
  }
}

/** Rows are told apart, ordered and counted by their primary key: it is seen, or the model is not. */
function checkKeys(model, rule, path) {
  if (!rule) return;
  const hidden = model.primaryKeyAttributes.find(key => (rule.fields.get(key) ?? rule.others) !== 'allow');
  if (hidden !== undefined) throw new UsageError(`${path}: ${hidden} is the primary key and cannot be hidden; set it to "allow", or the model to false`);
}

/** What a virtual attribute says that it reads must be seen, or allowing it would be for nothing. */
function checkVirtuals(model, rule, path) {
  for (const [name, way] of rule?.fields ?? []) {
    const reads = way === 'allow' && isVirtual(model.getAttributes()[name]) ? model.getAttributes()[name].type.fields ?? [] : [];
    const hidden = reads.find(field => (rule.fields.get(field) ?? rule.others) !== 'allow');
    if (hidden !== undefined) throw new UsageError(`${path}: ${name} reads ${hidden}, which the role does not see as it is`);
  }
}

export const scopeName = scope => (typeof scope === 'string' ? scope : scope.method[0]);
