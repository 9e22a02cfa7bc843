'use strict';
/** The error of a failing migration, with Umzug's members. */

class MigrationError extends Error {
  /**
   * @param {{ name: string, path?: string, direction: 'up'|'down', context: any }} migration
   * @param {any} original
   * @param {string} [note] how to go on
   */
  constructor(migration, original, note) {
    const cause = original instanceof Error ? `Original error: ${original.message}` : `Non-error value thrown. See info for full props: ${original}`;
    const sql = original?.sql ?? original?.parent?.sql;
    const statement = typeof sql === 'string' && !cause.includes(sql) ? `\n  ${sql}` : '';
    super(`Migration ${migration.name} (${migration.direction}) failed: ${cause}${statement}${note ? `\n${note}` : ''}`, { cause: original });
    this.name = 'MigrationError';
    this.jse_cause = original;
    this.migration = migration;
  }

  get info() {
    return this.migration;
  }
}

module.exports = { MigrationError };
