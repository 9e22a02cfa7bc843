'use strict';
/** A query interface that answers reads from the database, over a connection that may only read, and keeps writes as text. */

/** How a connection of each database is told that it may only read. */
const READ_ONLY = {
  sqlite: config => (config.storage && config.storage !== ':memory:' ? { dialectOptions: { ...config.dialectOptions, mode: 1 } } : {}),
  postgres: config => ({ dialectOptions: { ...config.dialectOptions, options: '-c default_transaction_read_only=on' } })
};

const NAME = /\b(?:TABLE(?:\s+IF\s+(?:NOT\s+)?EXISTS)?|INTO|UPDATE|FROM|ON|TYPE|TO|SCHEMA|EXISTS)\s+((?:["`[]?[\w$ -]+["`\]]?\.)?["`[]?[\w$ -]+["`\]]?)/gi;

/** Where no option says it, each connection begins a transaction that the database holds read-only, and stays in it. */
function holdConnections(sequelize) {
  if (READ_ONLY[sequelize.getDialect()]) return;
  sequelize.addHook('afterConnect', 'readOnly', connection => {
    for (const text of sequelize.core.readOnlyWords.on) connection.query(text);
  });
}

/** What is added to an instance's options, so that the database refuses what writes. */
const readOnlyOptions = config => READ_ONLY[config.dialect]?.(config) ?? {};

/** Statements without their strings, quoted names and comments: what is left are the words that say what they do. */
function skeleton(sql) {
  return sql.replace(/\$(\w*)\$[\s\S]*?\$\1\$|'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|--[^\n]*|\/\*[\s\S]*?\*\//g, ' x ');
}

function isRead(statement) {
  const [word = ''] = /[a-z]+/i.exec(statement) ?? [];
  switch (word.toUpperCase()) {
    case 'SELECT': case 'VALUES': case 'TABLE': return !/\binto\b/i.test(statement);
    case 'SHOW': case 'DESCRIBE': case 'DESC': return true;
    case 'WITH': return !/\b(insert|update|delete|merge|into)\b/i.test(statement);
    case 'PRAGMA': return !statement.includes('=');
    case 'EXPLAIN': return !/\banalyze\b/i.test(statement);
    default: return false;
  }
}

/** Every statement of a text reads only. */
function readsOnly(sql) {
  return skeleton(sql).split(';').filter(part => part.trim() !== '').every(isRead);
}

/** The tables, types and schemas that a writing statement names. */
function namesOf(sql) {
  return [...sql.matchAll(NAME)].map(match => match[1].split('.').pop().trim().replace(/^["`[]|["`\]]$/g, '')).filter(Boolean);
}

function mentions(sql, name) {
  return new RegExp(`(^|[^\\w$])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}($|[^\\w$])`).test(sql);
}

/** What a caller gets from a statement that was not run, by the kind of answer it waits for. */
function nothingOf({ type, instance, plain }) {
  switch (type) {
    case 'SELECT': return plain ? null : [];
    case 'INSERT': return instance ? [instance, 1] : [undefined, 0];
    case 'UPDATE': return [instance, 0];
    case 'UPSERT': return [instance ?? null, null];
    case 'BULKUPDATE': case 'BULKDELETE': case 'DELETE': return 0;
    case 'SHOWTABLES': case 'SHOWINDEXES': case 'FOREIGNKEYS': case 'SHOWCONSTRAINTS': return [];
    case 'DESCRIBE': return {};
    default: return [[], {}];
  }
}

class Recorder {
  /** @param {object} sequelize an instance of its own: its `query` and `transaction` are replaced */
  constructor(sequelize) {
    this.sequelize = sequelize;
    this.written = new Set();
    this.begin();
    holdConnections(sequelize);
    const real = sequelize.query.bind(sequelize);
    sequelize.query = (sql, options = {}) => this.query(real, sql, options);
    sequelize.transaction = (options, work) => this.transaction(typeof options === 'function' ? options : work);
  }

  get queryInterface() {
    return this.sequelize.getQueryInterface();
  }

  /** A new step: what earlier ones would have written stays known. */
  begin() {
    this.statements = [];
    this.dependent = [];
  }

  async query(real, sql, { transaction, ...options }) {
    const text = this.textOf(sql, options);
    if (!readsOnly(text)) return this.record(text, options);
    const name = [...this.written].find(one => mentions(text, one));
    if (name !== undefined) this.dependent.push(name);
    try {
      return await real(sql, options);
    } catch (error) {
      // A function that writes inside a SELECT: the connection refused it.
      if (/read[- ]?only/i.test(error.message)) return this.record(text, options);
      if (name !== undefined) return nothingOf(options);
      throw error;
    }
  }

  record(text, options) {
    this.statements.push(text.trim().replace(/;$/, ''));
    for (const name of namesOf(text)) this.written.add(name);
    return nothingOf(options);
  }

  textOf(sql, options) {
    const object = sql !== null && typeof sql === 'object' && sql.query !== undefined;
    const replacements = object ? sql.values ?? options.replacements : options.replacements;
    const bind = object ? sql.bind ?? options.bind : options.bind;
    let text = String(object ? sql.query : sql);
    if (replacements) text = this.sequelize.dialect.queryGenerator.injectReplacements(text, replacements);
    if (bind === undefined || Object.keys(bind).length === 0) return text;
    return `${text.trim().replace(/;$/, '')} /* ${JSON.stringify(bind).replace(/\*\//g, '* /')} */`;
  }

  /** Statements of a transaction are recorded between its two words; nothing is opened. */
  async transaction(work) {
    const transaction = { id: 'preview', LOCK: {}, afterCommit() {}, commit: async () => this.end('COMMIT'), rollback: async () => this.end('ROLLBACK') };
    this.end('BEGIN');
    if (!work) return transaction;
    const result = await work(transaction);
    await transaction.commit();
    return result;
  }

  end(word) {
    this.statements.push(word);
  }
}

/** A recorder of what steps would write, beside an instance: over a connection of its own that may only read. */
function recorderBeside(sequelize) {
  const { database, username, password } = sequelize.config;
  const { hooks, ...options } = sequelize.options;
  const copy = new sequelize.constructor(database, username, password, {
    ...options, ...readOnlyOptions(options), logging: false, pool: { ...options.pool, min: 0, max: 2 }
  });
  return new Recorder(copy);
}

module.exports = { Recorder, readOnlyOptions, recorderBeside, readsOnly };
