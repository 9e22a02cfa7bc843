'use strict';
// Opens the database, brings it up to date, serves the API.
const { connect } = require('./database');
const { defineModels } = require('./models');
const { runMigrations } = require('./migrate');
const { addSampleData } = require('./sample-data');
const { createApp } = require('./app');

const FIRST_PORT = 3000;
const PORTS_TO_TRY = 20;

/** Listens on `port`, or on the next free one. */
function listen(app, port) {
  return new Promise((resolve, reject) => {
    const attempt = candidate => {
      const server = app.listen(candidate, () => resolve(server));
      server.once('error', error => {
        if (error.code === 'EADDRINUSE' && candidate !== 0 && candidate < port + PORTS_TO_TRY) attempt(candidate + 1);
        else reject(error);
      });
    };
    attempt(port);
  });
}

/** Serves the models to AI clients at /mcp, if the packages of mcp/ are installed. */
async function mountMcp(app, sequelize) {
  try {
    const { createMcpServer } = await import('../../mcp/src/index.js');
    app.use('/mcp', createMcpServer({ sequelize }).handler);
    return true;
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    return false;
  }
}

async function serve({ port = Number(process.env.PORT || FIRST_PORT), url, quiet = false } = {}) {
  const say = quiet ? () => {} : console.log;
  const sequelize = connect(url);
  const models = defineModels(sequelize);
  const applied = await runMigrations(sequelize, null);
  for (const { name } of applied) say(`• Migrated ${name}`);
  if (await addSampleData(models)) say('• Added sample data');
  const app = createApp(sequelize, models);
  const mcp = await mountMcp(app, sequelize);
  const server = await listen(app, port);
  const base = `http://localhost:${server.address().port}`;
  say(`
The sample application runs on ${sequelize.getDialect()}${sequelize.options.storage ? ` (${sequelize.options.storage})` : ''}:

  ${base}/api/users
  ${base}/api/posts${mcp ? `\n  ${base}/mcp        (for AI clients, read-only)` : ''}

Try:

  curl '${base}/api/users?role=admin'
  curl -X POST ${base}/api/users -H 'Content-Type: application/json' -d '{"email":"you@example.com","name":"You"}'
  curl -X POST ${base}/api/users -H 'Content-Type: application/json' -d '{"email":"not an address","name":"You"}'

Ctrl-C ends it.`);

  const close = async () => {
    server.closeAllConnections?.();
    await new Promise(resolve => { server.close(resolve); });
    await sequelize.close();
  };
  return { server, sequelize, models, base, close };
}

module.exports = { serve };

if (require.main === module) {
  serve().catch(error => {
    console.error(error);
    process.exit(1);
  });
}
