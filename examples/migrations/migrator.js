'use strict';
// Runs the migrations with our own runner. `node migrator.js up`, `down`, `status`.
const { Migrator } = require('sequelize-native');
const path = require('path');

const makeMigrator = (sequelize, logger = console) => new Migrator({
  sequelize,
  migrations: { path: path.join(__dirname, 'migrations') },
  logger
});

module.exports = { makeMigrator };

if (require.main === module) {
  const { connect } = require('./database');
  const sequelize = connect();
  const migrator = makeMigrator(sequelize);
  const commands = {
    up: () => migrator.up(),
    down: () => migrator.down(),
    status: async () => console.table((await migrator.status()).map(({ name, state, durationMs }) => ({ name, state, durationMs })))
  };
  (commands[process.argv[2]] ?? commands.up)().finally(() => sequelize.close());
}
