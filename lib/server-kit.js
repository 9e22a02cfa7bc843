// @ts-check
'use strict';

// For servers that run SQL text which they did not write: `require('sequelize-native/server-kit')`.

const { COLLECT } = require('./sequelize/query');

/** Transactions that the database holds read-only, so that a text that only reads may run in them. */
const held = new WeakSet();

/** A text that may not run: `rule` is the rule's short name, `instead` what to do. */
class SqlRefused extends Error {
  /** @param {{ class: string, refused: { rule: string, message: string, instead: string } }} verdict */
  constructor({ class: kind, refused }) {
    super(`${refused.message} (rule ${refused.rule}). ${refused.instead}`);
    this.name = 'SqlRefused';
    this.rule = refused.rule;
    this.instead = refused.instead;
    this.class = kind;
  }
}

/**
 * @param {any} sequelize
 * @param {unknown} sql
 * @param {'read'|'write'} [purpose]
 */
function classify(sequelize, sql, purpose = 'read') {
  if (typeof sql !== 'string') throw new TypeError('classify takes SQL text');
  return sequelize.core.classify(sql, purpose);
}

/**
 * The same, and throws {@link SqlRefused} where it may not run.
 * @param {any} sequelize
 * @param {unknown} sql
 * @param {'read'|'write'} [purpose]
 */
function admit(sequelize, sql, purpose = 'read') {
  const verdict = classify(sequelize, sql, purpose);
  if (verdict.refused) throw new SqlRefused(verdict);
  return verdict;
}

/** One connection serves everybody there, and no mode of it may change. */
function sharesItsConnection(sequelize) {
  const { storage } = sequelize.options;
  return sequelize.getDialect() === 'sqlite' && (!storage || String(storage).includes(':memory:'));
}

/**
 * Can the database hold a transaction read-only, or this one? (A text always needs it, but in memory: see `read`.)
 * @param {any} sequelize
 * @param {any} [transaction] one that has begun, or a savepoint
 */
function canHoldReadOnly(sequelize, transaction) {
  return !sharesItsConnection(sequelize) && (!transaction?.parent || sequelize.core.readOnlyWords.inSavepoints);
}

function logged(sequelize, sql) {
  sequelize.log(`Executing (server-kit): ${sql}`, { logging: sequelize.options.logging });
}

async function say(sequelize, words, { connection }) {
  for (const text of words) {
    logged(sequelize, text);
    await sequelize.core.run(text, { connection });
  }
}

/**
 * Holds a transaction that has begun, or a savepoint, read-only until it ends.
 * @param {any} sequelize
 * @param {any} transaction
 * @returns {Promise<undefined | ((on?: object) => Promise<void>)>} what must be called before the connection is given
 * back; `on`: the transaction around a savepoint that has ended
 */
async function holdReadOnly(sequelize, transaction) {
  const { on, off } = sequelize.core.readOnlyWords;
  if (sharesItsConnection(sequelize)) throw new Error('A database in memory has one connection for everybody: it cannot be held read-only');
  if (!canHoldReadOnly(sequelize, transaction)) throw new Error(`On ${sequelize.getDialect()} a part of a transaction cannot be held read-only`);
  await say(sequelize, on, transaction);
  held.add(transaction);
  if (!off.length) return undefined;
  return async (outer = transaction) => {
    held.delete(transaction);
    await say(sequelize, off, outer);
  };
}

/**
 * Runs `work` in a transaction of its own that the database holds read-only; it is rolled back.
 * @template T
 * @param {any} sequelize
 * @param {{ signal?: AbortSignal }} options
 * @param {(options: { transaction?: any, signal?: AbortSignal }) => Promise<T>} work gets what each of its queries must pass on
 * @returns {Promise<T>}
 */
async function readOnly(sequelize, { signal }, work) {
  if (sharesItsConnection(sequelize)) return work({ signal });
  const transaction = await sequelize.transaction();
  let release;
  const end = async () => {
    try {
      await release?.();
      await transaction.rollback();
    } catch (error) {
      // In which mode the connection is, nobody knows: it must not go back to the pool.
      await transaction.forceCleanup();
      throw error;
    }
  };
  let result;
  try {
    release = await holdReadOnly(sequelize, transaction);
    result = await work({ transaction, signal });
  } catch (error) {
    // A stopped query may have cost the connection its life; what the caller must hear is why.
    await end().catch(() => {});
    throw error;
  }
  await end();
  return result;
}

const MOST_ROWS = 100_000;
const MOST_BYTES = 100_000_000;

/** @param {any} options @param {string[]} known what else may be there */
function limits({ bind = [], maxRows = 1000, maxBytes = 1_000_000, signal, timeout, ...other }, known) {
  if (!Array.isArray(bind)) throw new TypeError('bind takes a list of values');
  for (const [name, value, most] of /** @type {[string, number, number][]} */ ([['maxRows', maxRows, MOST_ROWS], ['maxBytes', maxBytes, MOST_BYTES]])) {
    if (!Number.isInteger(value) || value < 0 || value > most) throw new TypeError(`${name} takes a number from 0 to ${most}; got ${value}`);
  }
  const unknown = Object.keys(other).find(name => !known.includes(name));
  if (unknown !== undefined) throw new TypeError(`Unknown option ${JSON.stringify(unknown)}`);
  return { bind, maxRows, maxBytes, signal, timeout };
}

function connectionOf(transaction) {
  if (transaction.finished || !transaction.connection) throw new Error('The transaction has ended, or has not begun');
  return transaction.connection;
}

/** A savepoint is held with the transaction around it. */
function isHeld(transaction) {
  for (let one = transaction; one; one = one.parent) if (held.has(one)) return true;
  return false;
}

async function runReading(sequelize, text, { transaction, ...options }) {
  if (transaction && !isHeld(transaction)) throw Object.assign(new Error('The transaction is not held read-only (holdReadOnly)'), { code: 'NOT_HELD' });
  logged(sequelize, text);
  const connection = transaction && connectionOf(transaction);
  return sequelize.core.runRows(text, { ...options, connection, reading: true });
}

/** Runs in the caller's read-only transaction, or in one of its own. */
async function reading(sequelize, text, options, transaction) {
  if (transaction) return runReading(sequelize, text, { ...options, transaction });
  return readOnly(sequelize, { signal: options.signal }, control => runReading(sequelize, text, { ...options, ...control }));
}

/**
 * One statement that only reads: the parser must admit it, and the database must hold it read-only.
 * @param {any} sequelize
 * @param {string} sql
 * @param {{ bind?: any[], transaction?: any, signal?: AbortSignal, timeout?: number, maxRows?: number, maxBytes?: number }} [options]
 * `transaction`: one that `readOnly` or `holdReadOnly` has made; without it the statement gets one of its own
 */
async function read(sequelize, sql, options = {}) {
  const checked = limits(options, ['transaction']);
  admit(sequelize, sql, 'read');
  return reading(sequelize, sql, checked, options.transaction);
}

/**
 * One INSERT, UPDATE, DELETE or MERGE in a transaction of the caller's.
 * @param {any} sequelize
 * @param {string} sql
 * @param {{ transaction: any, bind?: any[], signal?: AbortSignal, timeout?: number, maxRows?: number, maxBytes?: number }} options
 */
async function write(sequelize, sql, options) {
  const checked = limits(options, ['transaction']);
  if (!options.transaction) throw new TypeError('write needs a transaction');
  admit(sequelize, sql, 'write');
  logged(sequelize, sql);
  return sequelize.core.runRows(sql, { ...checked, connection: connectionOf(options.transaction) });
}

/**
 * The database's plan for one statement, as its own EXPLAIN answers it. A statement that writes is not executed.
 * @param {any} sequelize
 * @param {string} sql
 * @param {{ analyze?: boolean, bind?: any[], transaction?: any, signal?: AbortSignal, timeout?: number }} [options]
 * `analyze`: executes the statement, which must only read, and measures it
 */
async function explain(sequelize, sql, { analyze = false, ...options } = {}) {
  const checked = limits(options, ['transaction']);
  const verdict = classify(sequelize, sql, 'read');
  if (verdict.refused && (analyze || classify(sequelize, sql, 'write').refused)) throw new SqlRefused(verdict);
  if (verdict.verb === 'EXPLAIN') return reading(sequelize, sql, checked, options.transaction);
  const text = sequelize.core.explainText(sql, analyze);
  const judged = classify(sequelize, text, 'read');
  if (judged.refused) throw new SqlRefused(judged);
  return reading(sequelize, text, checked, options.transaction);
}

/**
 * The statements of a find, without running them. An include with `separate` adds a query of its own to each level
 * when it runs; those are not among them, as they need the rows.
 * @param {any} model
 * @param {object} options of findAll
 * @returns {Promise<string[]>}
 */
async function statementsOf(model, options) {
  const found = [];
  await model.findAll({ ...options, [COLLECT]: statement => { found.push(String(statement)); } });
  return found;
}

module.exports = { SqlRefused, classify, admit, read, write, explain, statementsOf, readOnly, holdReadOnly, canHoldReadOnly };
