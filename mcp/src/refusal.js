// What a client may be told word for word: it asked for something that cannot be had.

export class Refusal extends Error {
  name = 'Refusal';
}

/** A list of names for a message, cut where it gets long. */
export function listed(names) {
  const shown = names.slice(0, 40).join(', ');
  return names.length > 40 ? `${shown}, … (${names.length})` : shown || 'none';
}

/** The text of any failure of a call. A database's message is kept, the statement is not. */
export function explain(error) {
  if (error.name === 'AbortError') return 'The call was cancelled; its query was stopped.';
  if (Array.isArray(error.errors) && error.errors.length && error.errors[0]?.message) {
    return `${error.name}: ${error.errors.map(item => (item.path ? `${item.path}: ${item.message}` : item.message)).join('; ')}`;
  }
  return error instanceof Refusal ? error.message : `${error.name}: ${error.message}`;
}
