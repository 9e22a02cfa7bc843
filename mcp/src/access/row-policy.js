// The rows of a model that a role may touch, as conditions with the claims of its principal in them.
import { Catalog } from '../catalog.js';
import { Filter } from '../filter.js';
import { Refusal } from '../refusal.js';
import { scopeName } from './rules.js';

const isClaim = value => typeof value === 'object' && value !== null && Object.keys(value).length === 1 && typeof value.claim === 'string';

/** `{"claim": "tenant"}` is replaced by the claim's value; where there is none, nothing is seen. */
function bound(given, { role, principal }) {
  if (isClaim(given)) {
    const { claims = {} } = principal;
    if (!Object.hasOwn(claims, given.claim) || claims[given.claim] == null) throw new Refusal(`The role ${role.name} needs a claim that this principal does not have`);
    const value = claims[given.claim];
    // An object would be read as operators, by the grace of whoever may write the claim.
    if ([value].flat().some(item => typeof item === 'object')) throw new Refusal(`The claim ${given.claim} must be one value, or a list of them`);
    return value;
  }
  if (Array.isArray(given)) return given.map(item => bound(item, { role, principal }));
  if (Object.getPrototypeOf(given ?? 0) === Object.prototype) return Object.fromEntries(Object.entries(given).map(([key, value]) => [key, bound(value, { role, principal })]));
  return given;
}

function ofScope(access, model, scope) {
  const found = model.options.scopes[scopeName(scope)];
  const options = typeof found === 'function' ? found(...bound(scope.method?.slice(1) ?? [], access)) : found;
  const more = Object.keys(options).find(key => key !== 'where');
  if (more !== undefined || !options.where) throw new Error(`The scope ${scopeName(scope)} of ${model.name} cannot limit the rows of a role: it must have where, and nothing else`);
  return options.where;
}

/** @returns {object | undefined} conditions as the models take them; undefined: all rows */
export function rowPolicy(access, model) {
  if (access.unrestricted) return undefined;
  const { where, scope } = access.rule(model);
  const policies = [];
  if (typeof where === 'function') policies.push(where(access.principal));
  else if (where) policies.push(new Filter(new Catalog(access.sequelize)).where(model, bound(where, access)));
  if (scope !== undefined) policies.push(ofScope(access, model, scope));
  if (policies.some(policy => !policy || !Reflect.ownKeys(policy).length)) throw new Error(`The row policy of ${access.role.name} for ${model.name} has no condition`);
  return policies.length > 1 ? { [access.sequelize.constructor.Op.and]: policies } : policies[0];
}
