// Databases for tests: SQLite in a temporary file, others where the environment names a server; gone afterwards.
import { after, before, describe } from 'node:test';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Sequelize } from '../../lib/index.mjs';

const { TEST_POSTGRES_URL, TEST_MARIADB_URL, MYSQL_URL } = process.env;

/** Where each dialect's server is. Without a MySQL of its own, the mysql dialect talks to the MariaDB server. */
const servers = {
  postgres: TEST_POSTGRES_URL,
  mariadb: TEST_MARIADB_URL,
  mysql: MYSQL_URL || TEST_MARIADB_URL?.replace(/^mariadb:/, 'mysql:')
};

/** The databases that can be tried here. */
export const dialects = ['sqlite', ...Object.keys(servers).filter(name => servers[name])];

/** Whether a dialect's server is a MySQL: only then can what MariaDB lacks be tried. */
export const isRealMysql = dialect => dialect === 'mysql' && Boolean(MYSQL_URL);

/** An empty database: `{ url, remove }`. */
export async function makeDatabase(dialect) {
  const name = `sn_${randomBytes(6).toString('hex')}`;
  if (dialect === 'sqlite') {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), `${name}-`));
    return {
      url: `sqlite:${path.join(folder, 'test.sqlite')}`,
      remove: async () => fs.rmSync(folder, { recursive: true, force: true })
    };
  }
  await createDatabase(dialect, name);
  return { url: urlOf(dialect, name), remove: () => dropDatabase(dialect, name) };
}

/** The URL of a database on a dialect's server. */
export function urlOf(dialect, name) {
  const url = new URL(servers[dialect]);
  url.pathname = `/${name}`;
  return url.href;
}

export async function createDatabase(dialect, name) {
  await administer(dialect, dialect === 'postgres' ? `CREATE DATABASE "${name}"` : `CREATE DATABASE \`${name}\``);
}

export async function dropDatabase(dialect, name) {
  await administer(dialect, dialect === 'postgres' ? `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)` : `DROP DATABASE IF EXISTS \`${name}\``);
}

/** Runs a text on a dialect's server, outside of the tests' own databases. */
export async function administer(dialect, sql) {
  const sequelize = new Sequelize(servers[dialect], { logging: false, pool: { max: 1 } });
  try {
    await sequelize.query(sql);
  } finally {
    await sequelize.close();
  }
}

/**
 * The same tests on every database, each in an empty database of its own.
 *
 * @param {string} topic
 * @param {(database: Database) => void} tests declares them with node:test
 */
export function onEveryDatabase(topic, tests) {
  for (const dialect of dialects) {
    describe(`${topic} on ${dialect}`, () => {
      const database = new Database(dialect);
      before(() => database.open());
      after(() => database.close());
      tests(database);
    });
  }
}

class Database {
  constructor(dialect) {
    this.dialect = dialect;
    this.isSqlite = dialect === 'sqlite';
    this.isPostgres = dialect === 'postgres';
    /** MySQL and MariaDB. */
    this.isMysqlLike = dialect === 'mysql' || dialect === 'mariadb';
    this.connections = [];
  }

  async open() {
    Object.assign(this, await makeDatabase(this.dialect));
    /** The instance that most tests use. */
    this.sequelize = this.connect();
  }

  /** Another instance on the same database. */
  connect(options = {}) {
    const sequelize = new Sequelize(this.url, { logging: false, ...options });
    this.connections.push(sequelize);
    return sequelize;
  }

  /** The SQL that `work(logging)` runs: it hands `logging` on in its options. */
  async logged(work) {
    const texts = [];
    await work(text => texts.push(text.replace(/^Execut(ing|ed) \([^)]*\): /, '')));
    return texts;
  }

  async close() {
    for (const sequelize of this.connections) await sequelize.close();
    await this.remove?.();
  }
}
