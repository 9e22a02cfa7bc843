// Arguments as the audit file may have them: without secrets, and without values of fields that some role does not see.
import { createHash } from 'node:crypto';

const SECRET = /pass(word|wd|phrase)?$|secret|token|api_?key|credential|private_?key|authorization|cookie|^(pin|ssn|cvv|iban)$/i;
const HANDLES = new Set(['plan', 'tx', 'cursor']);
const LONGEST = 500;
const MOST = 50;
const REMOVED = '[removed]';

const digest = text => `sha256:${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;

/** Attributes and columns that one of the roles does not see as they are. */
export function protectedNames(roles, sequelize) {
  const names = new Set();
  for (const { models, others } of roles.values()) {
    for (const model of Object.values(sequelize.models)) {
      const rule = models.has(model.name) ? models.get(model.name) : others;
      for (const [name, { field }] of Object.entries(model.getAttributes())) {
        if (rule && (rule.fields.get(name) ?? rule.others) !== 'allow') names.add(name.toLowerCase()).add(String(field ?? name).toLowerCase());
      }
    }
  }
  return names;
}

/** @param {Set<string>} names of `protectedNames` */
export function auditable(args, names) {
  const hidden = key => SECRET.test(key) || names.has(key.toLowerCase());
  const mentions = text => [...text.toLowerCase().matchAll(/\w+/g)].some(([word]) => hidden(word));
  const copy = value => {
    if (typeof value === 'string') return value.length > LONGEST ? `${value.slice(0, LONGEST)}… (${value.length} characters, ${digest(value)})` : value;
    if (Array.isArray(value)) return [...value.slice(0, MOST).map(copy), ...value.length > MOST ? [`… (${value.length})`] : []];
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => {
      if (HANDLES.has(key) && typeof item === 'string') return [key, digest(item)];
      if (hidden(key)) return [key, REMOVED];
      // Which value goes with which name in a text of SQL is not known here.
      if (key === 'sql' && typeof item === 'string' && mentions(item)) return [key, `${REMOVED} (${item.length} characters, ${digest(item)})`];
      if (['bind', 'replacements'].includes(key) && typeof value.sql === 'string' && mentions(value.sql)) return [key, REMOVED];
      return [key, copy(item)];
    }));
  };
  return copy(args);
}
