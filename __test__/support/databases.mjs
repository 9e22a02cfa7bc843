// Databases for tests: SQLite in a temporary file, PostgreSQL where TEST_POSTGRES_URL names a server; gone afterwards.
import { after, before, describe } from 'node:test';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Sequelize } from '../../lib/index.mjs';

/** The databases that can be tried here. */
export const dialects = process.env.TEST_POSTGRES_URL ? ['sqlite', 'postgres'] : ['sqlite'];

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
  const url = new URL(process.env.TEST_POSTGRES_URL);
  await administer(`CREATE DATABASE "${name}"`);
  url.pathname = `/${name}`;
  return { url: url.href, remove: () => administer(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`) };
}

async function administer(sql) {
  const sequelize = new Sequelize(process.env.TEST_POSTGRES_URL, { logging: false, pool: { max: 1 } });
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
