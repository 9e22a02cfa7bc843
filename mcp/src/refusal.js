// What a client may be told word for word: it asked for something that cannot be had.

export class Refusal extends Error {
  name = 'Refusal';
}

/** Not now, but perhaps in a moment. */
export class Busy extends Refusal {
  name = 'Busy';
}

/** Failures that go away by themselves: no connection was free, or another writer held what was needed. */
export const isBusy = error => error instanceof Busy || error.name === 'SequelizeConnectionAcquireTimeoutError' || /^SQLITE_(BUSY|LOCKED)/.test(error.message);

/** A list of names for a message, cut where it gets long. */
export function listed(names) {
  const shown = names.slice(0, 40).join(', ');
  return names.length > 40 ? `${shown}, … (${names.length})` : shown || 'none';
}

/** The text of any failure of a call. A database's message is kept, the statement is not. */
export function explain(error, access) {
  if (error.name === 'AbortError') return 'The call was cancelled; its query was stopped.';
  if (isBusy(error)) return `Busy: ${error instanceof Refusal ? error.message : 'no connection was free in time, or another writer was at work'}. Try again in a moment`;
  if (error instanceof Refusal) return error.message;
  // A message may quote values and names that the role does not see.
  if (access && !access.unrestricted) return guarded(error, access);
  if (Array.isArray(error.errors) && error.errors.length && error.errors[0]?.message) {
    return `${error.name}: ${error.errors.map(item => (item.path ? `${item.path}: ${item.message}` : item.message)).join('; ')}`;
  }
  return `${error.name}: ${error.message}`;
}

/** What was refused, by attributes that the role sees; why, only in the words that this package knows. */
function guarded(error, access) {
  const items = (Array.isArray(error.errors) ? error.errors : []).filter(({ path, instance }) => {
    const model = instance?.constructor;
    return model?.getAttributes && Object.hasOwn(model.getAttributes(), path) && access.field(model, path) === 'allow';
  });
  const why = items.map(({ path, type, validatorKey }) => `${path}: ${type ?? 'refused'}${validatorKey ? ` (${validatorKey})` : ''}`);
  return `${error.name}: ${why.join('; ') || 'the call failed; its message is not shown to this role'}`;
}
