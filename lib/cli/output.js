'use strict';
/** What the terminal shows: lines for people, one JSON document with --json, a bar only on a terminal. */

const { CliError } = require('./errors');

const COLOURS = { red: 31, green: 32, yellow: 33, blue: 94, dim: 2 };

class Output {
  constructor({ stdout = process.stdout, stderr = process.stderr } = {}) {
    this.stdout = stdout;
    this.stderr = stderr;
    this.json = false;
    this.debug = false;
    this.result = undefined;
    this.bar = false;
  }

  get colours() {
    return Boolean(this.stdout.isTTY) && !process.env.NO_COLOR;
  }

  paint(colour, text) {
    return this.colours ? `\u001b[${COLOURS[colour]}m${text}\u001b[0m` : String(text);
  }

  /** A text that is asked for in itself: help, generated SQL. */
  print(text) {
    this.clear();
    this.stdout.write(`${text}\n`);
  }

  /** A line for people; none with --json. */
  line(text = '') {
    if (this.json) return;
    this.print(text);
  }

  warn(text) {
    this.clear();
    this.stderr.write(`${this.paint('yellow', 'WARNING:')} ${text}\n`);
  }

  /** SQL statements under --debug or `logging: true`. */
  log(text) {
    this.clear();
    this.stderr.write(`${text}\n`);
  }

  /** What --json prints at the end. */
  set(result) {
    this.result = { ...this.result, ...result };
  }

  flush() {
    this.clear();
    if (this.json) this.stdout.write(`${JSON.stringify(this.result ?? {}, null, 2)}\n`);
  }

  /** How far a run is: a bar in place, on a terminal only. */
  progress(done, total, text) {
    if (this.json || !this.stdout.isTTY || total < 2) return;
    const width = 24;
    const full = Math.round(width * done / total);
    this.clear();
    this.stdout.write(`[${'#'.repeat(full)}${'.'.repeat(width - full)}] ${done}/${total} ${text}`);
    this.bar = true;
  }

  clear() {
    if (this.bar) this.stdout.write('\r\u001b[2K');
    this.bar = false;
  }

  failure(error) {
    this.clear();
    const known = error instanceof CliError;
    const cause = error?.original ?? error?.cause?.original ?? error?.cause;
    const message = known || !this.debug ? error?.message ?? String(error) : error?.stack ?? String(error);
    this.stderr.write(`${this.paint('red', 'ERROR:')} ${message}\n`);
    const sql = error?.sql ?? error?.cause?.sql;
    const migration = error?.name === 'MigrationError' && error.migration?.name;
    if (migration) this.stderr.write(`Once you have looked: sequelize-native db:migrate:resolve --name ${migration} --as applied (or rolled-back)\n`);
    if (sql) this.stderr.write(`${this.paint('red', 'STATEMENT:')} ${sql}\n`);
    if (cause?.detail) this.stderr.write(`${this.paint('red', 'DETAIL:')} ${cause.detail}\n`);
    if (!this.json) return;
    const result = { ...this.result, error: { name: error?.name, message: error?.message ?? String(error), sql, ...error?.details } };
    this.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  }
}

module.exports = { Output };
