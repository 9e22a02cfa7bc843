// @ts-check
'use strict';
/** The migration runner of the core: one method there, one promise here. */

const os = require('os');
const native = require('../native');

/** Who runs, for those who wait and for those who look later. */
function who() {
  let user = '';
  try {
    user = os.userInfo().username;
  } catch {
    // A user without an entry in the system's list.
  }
  return { host: os.hostname(), user, pid: process.pid };
}

/** Paths of the migrations in a folder or of a glob, in the order in which they run. */
function listMigrations(source) {
  return native.answer(native.binding.listMigrations(JSON.stringify(source)));
}

/** One runner: lock, then begin, then start and finish (or fail) for each step, then end. */
class MigrationSession {
  /**
   * @param {any} core none where nothing of the core's database is used
   * @param {object} journal see src/addon/migrate.rs
   */
  constructor(core, journal) {
    this.native = new native.binding.MigrationSession((core ?? native.Core.forDialect('sqlite')).native, JSON.stringify({ ...journal, who: who() }));
  }

  async call(method, argument = {}) {
    return await native.operation(operation => this.native.call(operation, method, JSON.stringify(argument)));
  }

  executed() { return this.call('executed'); }
  status(argument) { return this.call('status', argument); }
  plan(argument) { return this.call('plan', argument); }
  /** `{ up: { statements, transaction } | null, down }` of a `.sql` file. */
  sql(path) { return this.call('sql', { path }); }
  lock(argument) { return this.call('lock', argument); }
  begin(argument) { return this.call('begin', argument); }
  start() { return this.call('start'); }
  finish() { return this.call('finish'); }
  fail() { return this.call('fail'); }
  resolve(argument) { return this.call('resolve', argument); }
  end() { return this.call('end'); }
}

module.exports = { MigrationSession, listMigrations };
