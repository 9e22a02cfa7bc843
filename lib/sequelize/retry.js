// @ts-check
'use strict';

// Runs an operation again after failures that the options name.

/** The error of the `timeout` option. */
class RetryTimeoutError extends Error {
  constructor(message, previous) {
    super(message);
    this.name = 'TimeoutError';
    this.previous = previous;
  }
}

/** Whether an error is the one that an entry of `match` names: a text, a regular expression, a class or a predicate. */
function isMatch(error, match) {
  if (typeof match === 'function') {
    if (match.prototype !== undefined) return error instanceof match;
    return Boolean(match(error));
  }
  const texts = [String(error), error && error.message];
  if (match instanceof RegExp) return texts.some(text => text !== undefined && match.test(text));
  return texts.includes(match);
}

/**
 * @template T
 * @param {(context: {current: number}) => Promise<T>} operation
 * @param {object} options v6's `retry` option: max, match, timeout, backoffBase, backoffExponent, backoffJitter, report, name
 * @returns {Promise<T>}
 */
async function retry(operation, options) {
  const { max, timeout, report, name = 'unknown', backoffBase = 100 } = options;
  let previous;

  for (let current = 1; ; current++) {
    if (report) report(`Trying ${name} #${current} at ${new Date().toLocaleTimeString()}`, { ...options, $current: current, name });
    try {
      const attempt = operation({ current });
      return await (timeout ? within(timeout, attempt, () => new RetryTimeoutError(`${name} timed out`, previous)) : attempt);
    } catch (error) {
      previous = error;
      const state = { ...options, $current: current, name };
      if (report) report(String(error), state, error);
      if (!(current < max) || !deserves(error, options.match)) throw error;
      const delay = backoffBase * (options.backoffExponent || 1.1) ** (current - 1);
      const pause = Math.max(0, delay + (Math.random() * 2 - 1) * (options.backoffJitter || 0));
      if (report) {
        const next = { ...state, $current: current + 1 };
        report(`Retrying ${name} (${current + 1})`, next);
        if (pause > 0) report(`Delaying retry of ${name} by ${pause}`, next);
      }
      if (pause > 0) await new Promise(resolve => setTimeout(resolve, pause));
    }
  }
}

/** Without `match` every error is worth another try. */
function deserves(error, match) {
  const entries = match ? [].concat(match) : [];
  return entries.length === 0 || entries.some(entry => isMatch(error, entry));
}

function within(timeout, promise, failure) {
  let timer;
  const limit = new Promise((resolve, reject) => {
    timer = setTimeout(() => reject(failure()), timeout);
  });
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}

module.exports = { retry, isMatch };
