'use strict';
// Runs the migrations with Umzug. `node migrate.js` migrates the sample database.
const { Sequelize } = require('sequelize-native');
const { Umzug, SequelizeStorage } = require('umzug');

/** @param {Console | null} logger where Umzug reports; null keeps it quiet */
const runMigrations = async (sequelizeMcp, logger = console) => {
  const umzug = new Umzug({
    migrations: {
      glob: ['migrations/*.js', { cwd: __dirname }],
      resolve: ({ name, path, context }) => {
        const migration = require(path);
        return {
          name,
          up: async () => migration.up(context, Sequelize),
          down: async () => migration.down(context, Sequelize)
        };
      }
    },
    context: sequelizeMcp.getQueryInterface(),
    storage: new SequelizeStorage({ sequelize: sequelizeMcp }),
    logger: logger || undefined
  });

  return umzug.up();
};

module.exports = { runMigrations };

if (require.main === module) {
  const { connect } = require('./database');
  const sequelize = connect();
  runMigrations(sequelize).finally(() => sequelize.close());
}
