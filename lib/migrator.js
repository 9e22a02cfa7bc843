'use strict';
/**
 * Migrations with Umzug 3's vocabulary. Rust lists files, locks, keeps the journal and yields one step at a time;
 * JavaScript imports and awaits the steps that are JavaScript.
 */

const path = require('path');
const { Events } = require('./migrator/events');
const { MigrationError } = require('./migrator/error');
const { journalOf, sequelizeOf } = require('./migrator/journal');
const { resolverOf, sourceOf } = require('./migrator/source');
const { create } = require('./migrator/create');
const { preview } = require('./migrator/preview');
const { MigrationSession, listMigrations } = require('./native/migrate');

/**
 * @typedef {object} MigratorOptions
 * @property {import('../types').Sequelize} [sequelize] may be left out where `storage` or `context` names one
 * @property {object|Array<object>|Function} migrations
 *   `{ glob: string | [string, { cwd, ignore }] }`, `{ path: folder, pattern?: RegExp | string }`, `{ pattern: glob }`,
 *   each with `resolve?({ name, path, context })` and `params?: any[] | () => any[]`; a list of
 *   `{ name, path?, up, down }`; or a function of the context that answers one of these.
 * @property {object|'none'} [storage]
 *   `{ modelName, tableName, schema, columnName, timestamps, model }`, Umzug's `SequelizeStorage`, any object with
 *   `logMigration`, `unlogMigration`, `executed`, or `'none'`: nothing is recorded
 * @property {{ wait?: boolean, timeout?: number } | false} [lock] default `{ wait: true, timeout: 300000 }` (milliseconds)
 * @property {object} [logger] with `info`, `warn`, `error`, `debug`; nothing is logged without one
 * @property {any} [context] default: the query interface
 * @property {'strict'|'warn'|false} [verify] what becomes of changed, missing, out-of-order and dirty steps; default `'strict'`
 * @property {{ folder?: string, template?: Function }} [create]
 *
 * @typedef {object} MigrationMeta
 * @property {string} name as the journal has it
 * @property {string} [path]
 *
 * @typedef {object} MigrationStatus
 * @property {string} name
 * @property {string} [path]
 * @property {'applied'|'pending'|'dirty'|'missing'|'changed'} state
 *   dirty: started and not finished, or failed; missing: recorded, and its file is gone; changed: its file differs from the one applied
 * @property {boolean} outOfOrder pending, though a later one is applied
 * @property {'up'|'down'} [direction] of the last run that we know of
 * @property {Date} [startedAt]
 * @property {Date} [finishedAt]
 * @property {number} [durationMs]
 * @property {string} [checksum] SHA-256 of the file as applied
 * @property {string} [host]
 * @property {string} [user]
 * @property {number} [pid]
 * @property {string} [message] what is wrong and how to go on
 *
 * @typedef {object} MigrationPreview
 * @property {string[]} statements
 * @property {boolean} previewable all of them could be told
 * @property {string} [reason] why not
 * @property {Error} [error] the step's own
 */

/** How a run treats migrations that are named and were run before; Umzug's words. */
const RerunBehavior = Object.freeze({ THROW: 'THROW', SKIP: 'SKIP', ALLOW: 'ALLOW' });

class Migrator extends Events {
  /** @param {MigratorOptions} options */
  constructor(options) {
    super();
    if (!options || typeof options !== 'object') throw new TypeError('Migrator needs options: { sequelize, migrations, … }');
    if (!options.migrations) throw new TypeError('Migrator needs migrations: { glob }, { path }, a list, or a function');
    if (!['strict', 'warn', false, undefined].includes(options.verify)) throw new TypeError(`verify is 'strict', 'warn' or false, not ${options.verify}`);
    this.options = options;
    this.sequelize = sequelizeOf(options);
    this.journal = journalOf(options, this.sequelize);
    /** The storage as given (Umzug's member). */
    this.storage = options.storage;
    this.verify = options.verify ?? 'strict';
    this.lock = options.lock === false ? false : { wait: options.lock?.wait !== false, timeout: options.lock?.timeout ?? 300_000 };
    this.debug = options.debug ?? (() => {});
    this.session = new MigrationSession(this.sequelize?.core, this.journal.spec);
  }

  /** Umzug's default: how a file becomes a migration. For resolvers that change only a part of it. */
  static defaultResolver(params) {
    return resolverOf({})(params);
  }

  /**
   * Applies pending migrations.
   * @param {{ to?: string, from?: string, step?: number, migrations?: string[], rerun?: 'THROW'|'SKIP'|'ALLOW' }} [options]
   * @returns {Promise<MigrationMeta[]>} those that were applied
   */
  async up(options = {}) {
    return await this.runCommand('up', ({ context }) => this.run('up', options, context));
  }

  /**
   * Reverts the last applied migration, or more of them.
   * @param {{ to?: string|0, from?: string, step?: number, migrations?: string[], rerun?: 'THROW'|'SKIP'|'ALLOW' }} [options]
   * @returns {Promise<MigrationMeta[]>} those that were reverted
   */
  async down(options = {}) {
    return await this.runCommand('down', ({ context }) => this.run('down', options, context));
  }

  /** @returns {Promise<MigrationMeta[]>} */
  async pending() {
    return await this.runCommand('pending', async ({ context }) => {
      const names = await this.executedNames(context);
      return (await this.migrations(context)).filter(one => !names.has(one.name)).map(meta);
    });
  }

  /** @returns {Promise<MigrationMeta[]>} */
  async executed() {
    return await this.runCommand('executed', async ({ context }) => {
      const names = await this.executedNames(context);
      return (await this.migrations(context)).filter(one => names.has(one.name)).map(meta);
    });
  }

  /**
   * Every migration with its state, in order; those whose file is gone stand where their names sort.
   * @returns {Promise<MigrationStatus[]>}
   */
  async status() {
    return await this.runCommand('status', async ({ context }) => {
      const found = await this.migrations(context);
      const rows = await this.session.status({ entries: found.map(entry), executed: await this.foreignNames(context) });
      return rows.map(({ startedAt, finishedAt, ...row }) => ({
        ...row, startedAt: date(startedAt), finishedAt: date(finishedAt)
      }));
    });
  }

  /**
   * What a run would do, without doing it: nothing is locked, created or verified.
   * @param {'up'|'down'} direction
   * @param {object} [options] those of `up` and `down`
   * @returns {Promise<Array<MigrationMeta & { direction: string, kind: 'sql'|'js', statements?: string[], transaction?: boolean,
   *   run: (context?: any, queryInterface?: any) => Promise<any> }>>}
   *   `statements` of a `.sql` step; `run` of a JavaScript step calls its function with another context or query interface
   */
  async plan(direction, options = {}) {
    const context = await this.getContext();
    const found = await this.migrations(context);
    const steps = await this.session.plan({
      ...request(direction, options), entries: found.map(entry), executed: await this.foreignNames(context)
    });
    return await Promise.all(steps.map(async step => ({
      name: step.name, path: step.path, direction, kind: step.sql ? 'sql' : 'js', ...await this.side(found[step.entry], direction, context)
    })));
  }

  /**
   * The SQL of what a run would do, and of the way back, as far as it can be told without doing it. The functions of
   * JavaScript steps are called, with a query interface that reads over a connection of its own, which the database
   * holds read-only, and keeps what it would write as text. A step before that is not really done can be missed: then
   * `previewable` is false, and `reason` says what.
   * @param {'up'|'down'} direction
   * @param {object} [options] those of `up` and `down`
   * @returns {Promise<Array<MigrationMeta & MigrationPreview & { direction: string, kind: 'sql'|'js', undo?: MigrationPreview }>>}
   */
  async preview(direction, options = {}) {
    if (!this.sequelize) throw new Error('preview needs a Sequelize instance');
    const context = await this.getContext();
    const found = new Map((await this.migrations(context)).map(one => [one.name, one]));
    return await preview(this.sequelize, await this.plan(direction, options), (step, back) => this.side(found.get(step.name), back, context));
  }

  /** One direction of a migration: its statements, or its function as `run(context, queryInterface)`. */
  async side(migration, direction, context) {
    if (migration.sql === true) return (await this.session.sql(migration.path))[direction] ?? {};
    return {
      run: async (other = context, queryInterface) =>
        await migration[direction]?.({ name: migration.name, path: migration.path, context: other, queryInterface })
    };
  }

  /**
   * Says how a dirty or changed migration stands, after a person has looked: recorded as applied (with the file's
   * present content), or not recorded at all. Runs nothing.
   * @param {string} name
   * @param {'applied'|'rolled-back'} as
   */
  async resolve(name, as) {
    if (as !== 'applied' && as !== 'rolled-back') throw new TypeError(`resolve takes 'applied' or 'rolled-back', not ${as}`);
    if (this.journal.foreign) throw new Error('resolve needs a journal in the database');
    return await this.runCommand('resolve', async ({ context }) => {
      const found = await this.migrations(context);
      await this.takeLock();
      try {
        await this.session.resolve({ name, as, entries: found.map(entry) });
      } finally {
        await this.session.end();
      }
    });
  }

  /**
   * Writes a new migration file.
   * @param {{ name: string, folder?: string, prefix?: 'TIMESTAMP'|'DATE'|'NONE', allowExtension?: string,
   *   allowConfusingOrdering?: boolean, skipVerify?: boolean, content?: string, template?: Function }} options
   * @returns {Promise<string[]>} the paths that were written
   */
  async create(options) {
    return await this.runCommand('create', ({ context }) => create(this, options, context));
  }

  /** The migrations as the source has them: `{ name, path, up, down, sql }`. */
  async migrations(context) {
    const source = await sourceOf(this.options.migrations, context);
    if (Array.isArray(source)) return source.map(one => ({ ...one, name: one.name }));
    const resolve = resolverOf({ ...source, sequelize: this.sequelize });
    const files = listMigrations(source.list).filter(source.accepts);
    return files.map(file => {
      const name = path.basename(file);
      return { path: file, ...resolve({ name, path: file, context }) };
    });
  }

  async getContext() {
    const { context } = this.options;
    if (typeof context === 'function') return await context();
    return context ?? this.sequelize?.getQueryInterface() ?? {};
  }

  async runCommand(command, work) {
    const context = await this.getContext();
    await this.emit('beforeCommand', { command, context });
    try {
      return await work({ context });
    } finally {
      await this.emit('afterCommand', { command, context });
    }
  }

  logging(message) {
    this.options.logger?.info?.(message);
  }

  /** Names of a journal that is not ours to read; undefined where Rust reads it. */
  async foreignNames(context) {
    return this.journal.foreign ? await this.journal.foreign.executed({ context }) : undefined;
  }

  async executedNames(context) {
    return new Set(await this.foreignNames(context) ?? await this.session.executed());
  }

  /** Takes the lock at once, or says who has it and waits. */
  async takeLock() {
    const { lock } = this;
    if (!lock || !lock.wait) return await this.session.lock({ lock });
    try {
      await this.session.lock({ lock: { wait: false } });
    } catch (error) {
      if (error.code !== 'MIGRATION_LOCKED') throw error;
      this.logging({ event: 'waiting', message: error.message });
      await this.session.lock({ lock });
    }
  }

  async run(direction, options, context) {
    const found = await this.migrations(context);
    await this.takeLock();
    try {
      // The journal is read under the lock.
      const { steps, warnings } = await this.session.begin({
        ...request(direction, options), verify: this.verify, entries: found.map(entry), executed: await this.foreignNames(context)
      });
      for (const warning of warnings) this.options.logger?.warn?.({ event: 'warning', ...warning });
      const done = [];
      for (const step of steps) {
        await this.runStep(direction, step, found[step.entry], context);
        done.push({ name: step.name, path: step.path });
      }
      return done;
    } finally {
      await this.session.end();
    }
  }

  async runStep(direction, step, migration, context) {
    const params = { name: migration.name, path: migration.path, context };
    const [doing, done] = direction === 'up' ? ['migrating', 'migrated'] : ['reverting', 'reverted'];
    this.logging({ event: doing, name: params.name });
    await this.emit(doing, params);
    let outcome;
    try {
      // A file that cannot be loaded has done nothing: it is no step that was started.
      await migration.load?.(direction);
      await this.session.start();
      if (!step.sql) await migration[direction]?.(params);
      outcome = await this.session.finish();
    } catch (error) {
      const note = await this.session.fail();
      throw new MigrationError({ direction, ...params }, error, note);
    }
    if (this.journal.foreign) {
      await this.journal.foreign[direction === 'up' ? 'logMigration' : 'unlogMigration'](params);
    }
    const durationSeconds = outcome.durationMs / 1000;
    this.logging({ event: done, name: params.name, durationSeconds });
    await this.emit(done, { ...params, durationSeconds });
  }
}

function meta({ name, path: file }) {
  return { name, path: file };
}

function entry({ name, path: file, sql }) {
  return { name, path: file ?? null, sql: sql === true };
}

function date(ms) {
  return ms === null || ms === undefined ? undefined : new Date(ms);
}

function request(direction, { to, from, step, migrations, rerun }) {
  if (rerun !== undefined && !Object.hasOwn(RerunBehavior, rerun)) throw new TypeError(`rerun is THROW, SKIP or ALLOW, not ${rerun}`);
  if (direction === 'up' && to === 0) throw new TypeError('up takes the name of a migration as `to`');
  return { direction, to: to === 0 ? null : to, all: to === 0, from, step, migrations, rerun: rerun ?? 'THROW' };
}

Migrator.Migrator = Migrator;
Migrator.MigrationError = MigrationError;
Migrator.RerunBehavior = RerunBehavior;

module.exports = Migrator;
