// @ts-check
'use strict';
/**
 * The one place that requires the binding. Encodes requests, keeps plans, waits for completions.
 *
 * A call costs one crossing there (`run`) and a share of one crossing back: the core pushes completions
 * into a queue and wakes this environment once for many.
 */
const binding = load();
const { kindOf, wellFormed, JsonText } = require('./native/encode');
const { typeSpec } = require('./native/catalog');
const { NativeResult } = require('./native/result');
const requests = require('./native/requests');
const { Rejection, settled, answer, fromJson, keepHookError } = require('./native/answers');

/** The addon, or plain words about its absence; what was tried is the error's cause. */
function load() {
  try {
    return require('../native');
  } catch (cause) {
    throw new Error(`sequelize-native found no addon for ${process.platform} ${process.arch} (Node.js ${process.version}). `
      + 'Installing the package brings it as an optional dependency: install it again on this machine, without --omit=optional. '
      + 'In a checkout, npm run build makes it.', { cause });
  }
}

/** Status words of a completion, which src/addon/queue.rs states too; any other is a failure. */
const OK = 0;
const HOOK = 2;

/** Plans are kept by request text; past this number the oldest go. */
const MAX_PLANS = 2000;
/** A request whose text is longer than this is a large one, of which fewer are kept. */
const LARGE_KEY = 16384;
const MAX_LARGE_PLANS = 20;

const pending = new Map();
let nextOperation = 1;

// Keeps the process alive while an operation is under way; unreferenced when none is.
const keepAlive = setInterval(() => {}, 0x7fffffff);
keepAlive.unref();

const queue = new binding.Queue(drain);

/** Elements of one result; src/addon/rows.rs writes them. */
const RESULT_LENGTH = 11;

/** Completions come in one flat array: operation, status, then what the status says. */
function drain() {
  const list = queue.take();
  let at = 0;
  while (at < list.length) {
    const operation = list[at];
    const status = list[at + 1];
    const payload = list[at + 2];
    at += 3;
    if (status === HOOK) {
      runConnectHook(operation, payload, list[at], list[at + 1]);
      at += 2;
      continue;
    }
    let answer = payload;
    if (status === OK && typeof payload === 'number') {
      answer = { list, at, count: payload };
      at += payload * RESULT_LENGTH;
    }
    const waiting = pending.get(operation);
    if (waiting === undefined) continue;
    pending.delete(operation);
    if (pending.size === 0) keepAlive.unref();
    if (status === OK) waiting.resolve(answer);
    else waiting.reject(new Rejection(payload, waiting.context));
  }
}

function begin(context) {
  const operation = nextOperation++;
  const promise = new Promise((resolve, reject) => {
    if (pending.size === 0) keepAlive.ref();
    pending.set(operation, { resolve, reject, context });
  });
  return { operation, promise };
}

const hooksByCore = new Map();

async function runConnectHook(id, coreId, phase, json) {
  const core = hooksByCore.get(coreId)?.deref();
  try {
    const config = JSON.parse(json);
    await core?.connectHooks?.[phase]?.(config);
    core?.native.answerHook(id, JSON.stringify(config), null);
  } catch (error) {
    // Nobody holds this core any more: its connections are closing.
    if (core === undefined) return;
    keepHookError(`${coreId}:${id}`, error);
    core.native.answerHook(id, null, `${error && error.message}`);
  }
}

/** A planned statement. Its SQL text is made when somebody reads it, and not before. */
class Statement {
  constructor(core, method, key, binds, options) {
    this.core = core;
    this.method = method;
    this.key = key;
    this.binds = binds;
    /** The text that was put in this statement's place, if any. */
    this.replacedText = undefined;
    this.inline = undefined;
    /** The plan, and the table of plans it was found in: another table means other settings. */
    this.made = undefined;
    this.madeIn = undefined;
    /** v6 logs single INSERT and UPDATE with `$1`, everything else with its values. */
    this.logsPlaceholders = options?.logsPlaceholders === true;
  }

  /** The text as v6 logs it. */
  toString() {
    if (this.inline === undefined) {
      this.inline = answer(this.core.native.text(this.method, this.key, this.binds, this.logsPlaceholders), { binds: this.binds });
    }
    return this.inline;
  }

  /** Text and bind values in v6's words: `$1` for the values of a single INSERT or UPDATE, literals elsewhere. */
  bindText() {
    const { sql, bind } = answer(this.core.native.bindText(this.method, this.key, this.binds));
    return { sql, bind: bind.map(fromJson) };
  }

  /** { id, shape, returnsRows } of the plan; plans the statement where it was not. */
  get plan() {
    return this.core.planOf(this);
  }
}

/** Hands an operation over; one that is not taken is waited for by nobody. */
function submitted(operation, start) {
  try {
    return start();
  } catch (error) {
    pending.delete(operation);
    if (pending.size === 0) keepAlive.unref();
    throw error;
  }
}

class Core {
  /**
   * @param {object} config { dialect, settings, pool, connection, replication, connectHooks } — see src/addon/config.rs
   */
  constructor(config) {
    const { connectHooks, ...rest } = config;
    this.dialect = config.dialect;
    this.timezone = config.settings?.timezone ?? '+00:00';
    this.native = new binding.Core(JSON.stringify(rest), queue);
    this.flush = () => this.native.flush();
    this.plans = new Map();
    this.largePlans = new Map();
    /** { before(config), after(answer), validate(facts), … }: run around every connection, where set. */
    this.connectHooks = connectHooks;
    hooksByCore.set(this.native.id, new WeakRef(this));
    if (connectHooks) this.native.enableConnectHooks(true);
  }

  /** A core without a database, for texts only. One per dialect. */
  static forDialect(name) {
    let core = Core.detached.get(name);
    if (core === undefined) Core.detached.set(name, core = new Core({ dialect: name }));
    return core;
  }

  setConnectHooks(hooks) {
    this.connectHooks = hooks;
    this.native.enableConnectHooks(Boolean(hooks));
  }

  addModel(json) { return Number(answer(this.native.addModel(json))); }
  addAssociation(json) { return Number(answer(this.native.addAssociation(json))); }

  /** Changes what is printed: `{ timezone, databaseVersion, quoteIdentifiers, … }`. */
  updateSettings(settings) {
    this.timezone = settings.timezone ?? this.timezone;
    for (const plans of [this.plans, this.largePlans]) for (const { id } of plans.values()) this.native.forget(id);
    this.plans = new Map();
    this.largePlans = new Map();
    answer(this.native.updateSettings(JSON.stringify(settings)));
  }

  /** A query generator method's answer: SQL with literals inline, or data. */
  text(method, ...args) {
    const { key, binds } = requests.encode(this, method, args);
    return answer(this.native.text(method, key, binds, false), { binds });
  }

  /** A statement of a query generator method. */
  plan(method, ...args) {
    const { key, binds, logsPlaceholders } = requests.encode(this, method, args);
    return new Statement(this, method, key, binds, { logsPlaceholders });
  }

  /** The plan behind a statement, made once per request text. */
  planOf(statement) {
    if (statement.madeIn === this.plans && !statement.made.forgotten) return statement.made;
    const key = `${statement.method} ${statement.key}`;
    // An INSERT of a thousand rows is as large as a thousand other plans.
    const [plans, limit] = key.length > LARGE_KEY ? [this.largePlans, MAX_LARGE_PLANS] : [this.plans, MAX_PLANS];
    let plan = plans.get(key);
    if (plan === undefined) {
      const [id, returnsRows, shape] = answer(this.native.plan(statement.method, statement.key), { binds: statement.binds });
      plan = { id, returnsRows, shape, forgotten: false };
      plans.set(key, plan);
      if (plans.size > limit) {
        const [oldest, evicted] = /** @type {[string, any]} */ (plans.entries().next().value);
        plans.delete(oldest);
        evicted.forgotten = true;
        this.native.forget(evicted.id);
      }
    }
    statement.made = plan;
    statement.madeIn = this.plans;
    return plan;
  }

  /**
   * Runs a statement, or SQL text.
   * @param {Statement|string} statement
   * @param {{ connection?: {id: number}, bind?: any[], read?: boolean, signal?: AbortSignal, timeout?: number, raw?: boolean, context?: object }} [options]
   *   timeout in milliseconds; raw leaves joined rows unfolded and cells as they are stored; context is handed to the error (sql, parameters, model, instance).
   */
  async run(statement, options = {}) {
    const { connection, signal } = options;
    checkStops(signal, options.timeout);
    // 0: nothing will stop it. -1: a signal may.
    const timeout = options.timeout || (signal === undefined ? 0 : -1);
    const target = connection ? connection.id : 0;
    const read = options.read === true;
    const { operation, promise } = begin(options.context);
    let shape;
    const flush = submitted(operation, () => {
      if (statement instanceof Statement && statement.replacedText === undefined) {
        const plan = this.planOf(statement);
        shape = options.raw === true || plan.shape === null ? undefined : plan.shape;
        return this.native.run(operation, plan.id, statement.binds, target, read, options.raw === true, timeout);
      }
      const binds = options.bind ? options.bind.map(bindValue) : null;
      const text = wellFormed(String(/** @type {any} */ (statement).replacedText ?? statement));
      return this.native.runText(operation, text, binds, target, read, options.raw === true, timeout);
    });
    // What is asked in one turn is started by one wake of the core.
    if (flush) queueMicrotask(this.flush);
    let answered;
    try {
      answered = signal === undefined ? await promise : await this.abortable(promise, operation, signal);
    } catch (reason) {
      throw reason instanceof Rejection ? reason.toError() : reason;
    }
    const { list, at, count } = answered;
    const result = count > 0 ? new NativeResult(list, at + (count - 1) * RESULT_LENGTH, shape) : NativeResult.empty();
    /** Every result of a text with several statements, in order. */
    if (count > 1) /** @type {any} */ (result).all = Array.from({ length: count }, (_, i) => new NativeResult(list, at + i * RESULT_LENGTH));
    return result;
  }

  /** What a text is, for one that is to be `read` or `write`: { class, verb, tables, functions, refused }. */
  classify(text, purpose) { return answer(this.native.classify(text, purpose)); }

  /** { on, off, inSavepoints }: texts that hold a transaction read-only. */
  get readOnlyWords() { return answer(this.native.readOnlyWords()); }

  explainText(text, analyze) { return answer(this.native.explainText(text, analyze)); }

  /**
   * One statement whose rows come as JSON: as many as the limits admit, and how many more there were.
   * @param {string} text
   * @param {{ connection?: {id: number}, bind?: any[], reading?: boolean, maxRows: number, maxBytes: number, signal?: AbortSignal, timeout?: number }} options
   * @returns {Promise<{ columns: { name: string, type: string }[], rows: object[], cut: number, why: 'rows'|'bytes'|null, rowBytes: number, affected: number }>}
   */
  async runRows(text, { connection, bind = [], reading = false, maxRows, maxBytes, signal, timeout }) {
    checkStops(signal, timeout);
    const binds = bind.map(bindValue);
    const { operation, promise } = begin({ sql: text, parameters: bind });
    const start = () => this.native.runRows(operation, wellFormed(text), binds, connection ? connection.id : 0, reading, maxRows, maxBytes, timeout || -1);
    if (submitted(operation, start)) queueMicrotask(this.flush);
    return JSON.parse(await (signal === undefined ? settled(promise) : this.abortable(promise, operation, signal)));
  }

  async abortable(promise, operation, signal) {
    const abort = () => this.native.cancel(operation);
    signal.addEventListener('abort', abort, { once: true });
    try {
      return await settled(promise);
    } catch (error) {
      throw signal.aborted && error.name === 'AbortError' ? abortError(signal) : error;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  /** A connection of one's own: `{ id, processID, serverVersion }`. Give it back with release or destroy. */
  async acquire(options = {}) {
    const { signal } = options;
    checkStops(signal, undefined);
    const { operation, promise } = begin();
    this.native.acquire(operation, options.type === 'read', options.transaction === true);
    return JSON.parse(await (signal === undefined ? settled(promise) : this.abortable(promise, operation, signal)));
  }

  release(connection) { this.native.release(connection.id); }
  destroy(connection) { this.native.destroy(connection.id); }

  async close() {
    const { operation, promise } = begin();
    this.native.close(operation);
    await settled(promise);
  }

  /** { size, available, using, connecting, waiting, max, min } of the pool. */
  get pool() { return JSON.parse(this.native.stats()); }

  typeText(type) { return answer(this.native.typeText(JSON.stringify(typeSpec(type)))); }

  escape(value, type) {
    return answer(this.native.escape([bindValue(value)], type ? JSON.stringify(typeSpec(type)) : null));
  }

  quoteIdentifier(name) { return answer(this.native.quoteIdentifier(String(name))); }

  injectReplacements(sql, replacements) { return this.text('injectReplacements', sql, replacements); }
}
Core.detached = new Map();

/** A bind value given by the user with raw SQL. */
function bindValue(value) {
  if (value === undefined) return null;
  if (typeof value === 'string') return wellFormed(value);
  if (value === null || kindOf(value) !== '' || Array.isArray(value)) return value;
  if (typeof value === 'object') return typeof value.toDate === 'function' ? value.toDate() : new JsonText(JSON.stringify(value));
  return String(value);
}

/** Judged before anything is sent: a failure after that would leave an operation that nobody waits for. */
function checkStops(signal, timeout) {
  if (timeout !== undefined && !(typeof timeout === 'number' && timeout >= 0)) throw new TypeError('The timeout option must be a number of milliseconds');
  if (signal === undefined) return;
  if (typeof signal?.addEventListener !== 'function') throw new TypeError('The signal option must be an AbortSignal');
  if (signal.aborted) throw abortError(signal);
}

function abortError(signal) {
  return signal.reason instanceof Error ? signal.reason : Object.assign(new Error('The operation was aborted'), { name: 'AbortError', code: 'ABORT_ERR' });
}

/** Starts something of the binding's that answers with JSON under an operation's number, and waits for it. */
async function operation(start) {
  const { operation: id, promise } = begin();
  start(id);
  return JSON.parse(await settled(promise));
}

module.exports = { Core, Statement, NativeResult, binding, answer, operation };
