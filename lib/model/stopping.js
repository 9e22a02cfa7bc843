// @ts-check
'use strict';
/** What may stop a query goes on to every other query that the same call makes. */

/** The `signal` and `timeout` of a call, where it has them. */
function stopping({ signal, timeout }) {
  const options = {};
  if (signal !== undefined) options.signal = signal;
  if (timeout !== undefined) options.timeout = timeout;
  return options;
}

module.exports = { stopping };
