// Values to be written: the model's own attributes only, and structures only where the type holds them.
import { typeKey } from './catalog.js';
import { listed, Refusal } from './refusal.js';

const STRUCTURED = new Set(['JSON', 'JSONB', 'ARRAY', 'RANGE', 'HSTORE', 'GEOMETRY', 'GEOGRAPHY']);

function valueOf(attribute, value, path) {
  if (value === null || typeof value !== 'object') return value;
  const key = typeKey(attribute);
  if (STRUCTURED.has(key)) return value;
  if (key === 'BLOB' && typeof value.base64 === 'string') return Buffer.from(value.base64, 'base64');
  throw new Refusal(`${path} takes one value${key === 'BLOB' ? ' as {"base64":"…"}' : ''}`);
}

/** @param {{ keys?: boolean }} options `keys: false`: the primary key must not be among them */
export function checkedValues(catalog, model, given, { keys = true } = {}) {
  const entries = Object.entries(given);
  if (!entries.length) throw new Refusal('There are no values');
  return Object.fromEntries(entries.map(([name, value]) => {
    catalog.attribute(model, name, { stored: false });
    if (!keys && model.primaryKeyAttributes.includes(name)) throw new Refusal(`The primary key (${listed(model.primaryKeyAttributes)}) is not changed`);
    return [name, valueOf(model.getAttributes()[name], value, name)];
  }));
}
