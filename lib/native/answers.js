// @ts-check
'use strict';
/** What the binding answers, as text: data, or failures that become errors of v6's classes. */

/** What connect hooks have thrown, by `core:question`: the failure of the core that comes of it names it. */
const hookErrors = new Map();
/** A connection that nobody waits for any more may have failed unheard. */
const MAX_HOOK_ERRORS = 100;

function keepHookError(question, error) {
  hookErrors.set(question, error);
  if (hookErrors.size > MAX_HOOK_ERRORS) hookErrors.delete(hookErrors.keys().next().value);
}

function failureOf(json, context) {
  const { fromNative } = require('../errors/from-native');
  const failure = JSON.parse(json);
  if (failure.kind === 'Hook') {
    const thrown = hookErrors.get(failure.extra.hook);
    if (hookErrors.delete(failure.extra.hook)) return thrown;
  }
  // A planner does not know bind values: where its message shows one, it leaves the value's number.
  if (context?.binds && failure.message?.includes('\ufffc')) {
    const { logger } = require('../utils/logger');
    failure.message = failure.message.replace(/\ufffc(\d+)\ufffc/g, (_, at) => logger.inspect(context.binds[at]));
  }
  return fromNative(failure, context || {});
}

/** A failure on its way to the call that waits for it: the error is made there, where its stack knows the caller. */
class Rejection {
  constructor(json, context) {
    this.json = json;
    this.context = context;
  }

  toError() {
    const limit = Error.stackTraceLimit;
    // The library's own frames must not push the caller's out.
    Error.stackTraceLimit = limit + 15;
    try {
      return failureOf(this.json, this.context);
    } finally {
      Error.stackTraceLimit = limit;
    }
  }
}

async function settled(promise) {
  try {
    return await promise;
  } catch (reason) {
    throw reason instanceof Rejection ? reason.toError() : reason;
  }
}

/** The answer of a synchronous call: `=text`, `{data}` or `!failure`. */
function answer(text, context) {
  switch (text[0]) {
    case '=': return text.slice(1);
    case '!': throw failureOf(text.slice(1), context);
    default: return JSON.parse(text);
  }
}

/** A bind value that may hold what JSON lacks; src/addon/plans.rs writes it. */
function fromJson(value) {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(fromJson);
  switch (value.$) {
    case 'bytes': return Buffer.from(value.v, 'hex');
    case 'date': return new Date(value.v);
    case 'number': return Number(value.v);
    default: return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fromJson(item)]));
  }
}

module.exports = { Rejection, settled, answer, fromJson, keepHookError };
