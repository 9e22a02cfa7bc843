// What is wrong with a given option, by its full name, with the name that may have been meant.

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

/** @param {string} path what the checked value is called */
export function firstProblem(error, path, known = []) {
  const [issue] = error.issues.flatMap(deepest);
  const at = [path, ...issue.path].filter(part => part !== '').join('.');
  if (issue.code !== 'unrecognized_keys') return `${at}: ${issue.message}`;
  const [key] = issue.keys;
  const meant = Array.isArray(known) ? known : [];
  return `${at ? `${at}: ` : ''}unknown key ${JSON.stringify(key)}.${didYouMean(key, meant)}`;
}
