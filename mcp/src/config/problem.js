// What is wrong with a given option, by its full name, with the name that may have been meant.

/** The start was asked for in a way that cannot be followed. */
export class UsageError extends Error {
  name = 'UsageError';
}

const pairs = word => new Set(Array.from({ length: word.length + 1 }, (_, i) => ` ${word.toLowerCase()} `.slice(i, i + 2)));

/** How alike two words are, from 0 to 1: the share of neighbouring letters that both have. */
function likeness(a, b) {
  const [one, other] = [pairs(a), pairs(b)];
  return 2 * [...one].filter(pair => other.has(pair)).length / (one.size + other.size);
}

/** ` Did you mean "profile"?`, or nothing */
export function didYouMean(word, known) {
  const [best] = known.map(name => [likeness(word, name), name]).sort(([a], [b]) => b - a);
  return best && best[0] >= 0.5 ? ` Did you mean ${JSON.stringify(best[1])}?` : '';
}

/** The deepest complaint of a union says what is wrong with the form that was meant. */
function deepest(issue) {
  if (issue.code !== 'invalid_union') return [issue];
  const inner = issue.errors.flat().flatMap(item => deepest({ ...item, path: [...issue.path, ...item.path] }));
  const objects = inner.filter(item => item.code === 'unrecognized_keys' || item.path.length > issue.path.length);
  return objects.length ? objects : [issue];
}

/** The keys that the schema has where an unknown one was given. */
function keysAt(schema, path) {
  const { type, shape, innerType, valueType, element, options } = schema.def;
  if (innerType) return keysAt(innerType, path);
  if (options) return options.flatMap(option => keysAt(option, path));
  if (!path.length) return shape ? Object.keys(shape) : [];
  const [key, ...rest] = path;
  const inner = type === 'object' ? shape[key] : valueType ?? element;
  return inner ? keysAt(inner, rest) : [];
}

/** Checks by a schema. @param {string} path what the value is called */
export function checked(schema, value, path = '') {
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  const [issue] = error.issues.flatMap(deepest);
  const at = [path, ...issue.path].filter(part => part !== '').join('.');
  if (issue.code !== 'unrecognized_keys') throw new UsageError(`${at}: ${issue.message}`);
  const [key] = issue.keys;
  const known = keysAt(schema, issue.path);
  throw new UsageError(`${at ? `${at}: u` : 'U'}nknown key ${JSON.stringify(key)}.${didYouMean(key, known) || ` There are: ${known.join(', ')}.`}`);
}
