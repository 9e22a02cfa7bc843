'use strict';
/** db:create and db:drop, from the server's own database. */

const { CliError } = require('../errors');

/** What to connect to while the database itself is made or dropped. */
const MAINTENANCE = { postgres: 'postgres', mysql: null, mariadb: null, mssql: 'master' };

async function administer(session, work, done) {
  const config = await session.config();
  const { dialect } = config;
  if (!Object.hasOwn(MAINTENANCE, dialect)) throw new CliError(`Dialect ${dialect} does not support db:create / db:drop commands`);
  const { database } = config;
  if (!database) throw new CliError('The configuration names no database.');
  const more = { database: MAINTENANCE[dialect] };
  if (config.url) {
    const url = new URL(config.url);
    url.pathname = `/${MAINTENANCE[dialect] ?? ''}`;
    // The URL's own database would win over the option.
    delete more.database;
    session.configuration = { ...config, url: String(url) };
  }
  const sequelize = await session.connect(more);
  await work(sequelize.getQueryInterface(), database);
  session.output.set({ database, [done]: true });
  session.output.line(`Database ${session.output.paint('blue', database)} ${done}.`);
}

function create(session) {
  const { charset, collate, encoding, ctype, template } = session.options;
  const given = Object.fromEntries(Object.entries({ charset, collate, encoding, ctype, template }).filter(([, value]) => value !== undefined));
  return administer(session, (queryInterface, database) => queryInterface.createDatabase(database, given), 'created');
}

function drop(session) {
  return administer(session, (queryInterface, database) => queryInterface.dropDatabase(database), 'dropped');
}

module.exports = { create, drop };
