'use strict';
// Runs the migrations with the umzug package. `node umzug.js up`, `node umzug.js down`.
const { Sequelize } = require('sequelize-native');
const { Umzug, SequelizeStorage } = require('umzug');

const makeUmzug = (sequelize, logger = console) => new Umzug({
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
  context: sequelize.getQueryInterface(),
  storage: new SequelizeStorage({ sequelize }),
  logger
});

module.exports = { makeUmzug };

if (require.main === module) {
  const { connect } = require('./database');
  const sequelize = connect();
  const command = process.argv[2] === 'down' ? 'down' : 'up';
  makeUmzug(sequelize)[command]().finally(() => sequelize.close());
}
