// One process of the race tests: says when it is ready, applies what is pending, says what it applied.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { Sequelize, Migrator } = require('../../lib');
const [config, folder] = process.argv.slice(2);

const sequelize = new Sequelize({ ...JSON.parse(config), logging: false });
const migrator = new Migrator({ sequelize, migrations: { path: folder } });
const say = message => process.stdout.write(`${JSON.stringify(message)}\n`);

process.stdin.once('data', async () => {
  try {
    say({ applied: (await migrator.up()).map(({ name }) => name) });
  } catch (error) {
    say({ error: error.message });
    process.exitCode = 1;
  }
  await sequelize.close();
  process.stdin.destroy();
});
say({ ready: true });
