// The servers of a test run: private ones, unless the environment names others. Tests find them by these variables.
import { startMariadb } from './mariadb.mjs';
import { startPostgres } from './postgres.mjs';

const STARTERS = [
  { title: 'PostgreSQL', variable: 'TEST_POSTGRES_URL', protocol: 'postgres', start: startPostgres },
  { title: 'MariaDB', variable: 'TEST_MARIADB_URL', protocol: 'mariadb', start: startMariadb }
];

/**
 * Starts what the environment does not name. Answers the variables for the tests, and how to stop what was started.
 *
 * @param {string[]} [dialects] only for these
 */
export async function startServers(dialects) {
  const started = [];
  const env = {};
  const stop = () => {
    for (const server of started.splice(0)) server.stop();
  };
  try {
    for (const { title, variable, protocol, start } of STARTERS) {
      if (dialects && !dialects.includes(protocol)) continue;
      env[variable] = process.env[variable];
      if (env[variable]) continue;
      const server = await start();
      started.push(server);
      env[variable] = `${protocol}://${server.user}:${server.password}@${server.host}:${server.port}/${server.database}`;
      console.log(`• ${title} on port ${server.port}`);
    }
  } catch (error) {
    stop();
    throw error;
  }
  return { env, stop };
}
