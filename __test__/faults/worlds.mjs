// Servers of a test's own that can be stopped, restarted and frozen, and whose sessions can be killed.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Sequelize } from '../../lib/index.mjs';
import { startMariadb } from '../support/mariadb.mjs';
import { startPostgres } from '../support/postgres.mjs';
import { asServerUser } from '../support/server.mjs';
import { until, urlOf } from './support.mjs';

/** A stop reaches one thread after the other; where nobody tells their states, it is believed. */
function standsStill(pid) {
  if (process.platform !== 'linux') return true;
  const threads = fs.readdirSync(`/proc/${pid}/task`);
  return threads.every(thread => /\) [Tt] /.test(fs.readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8')));
}

/** What both worlds are made of; `words` are the database's own. */
function world(server, protocol, words) {
  const connect = (options = {}, where = {}) => new Sequelize(urlOf({ ...server, protocol }, where), { logging: false, ...options });
  const admin = connect({ pool: { max: 2 } });
  const rows = async sql => admin.query(sql, { type: 'SELECT' });
  const base = {
    admin,
    connect,
    /** Sessions of the application under test; the admin's and the server's own are left out. */
    sessions: async () => (await rows(words.findSessions)).map(({ id }) => Number(id)),
    active: async () => (await rows(words.findActive)).length,
    /** Answers when they are gone: a signal alone may arrive after the next statement. */
    async killAll() {
      const ids = await base.sessions();
      for (const id of ids) await base.kill(id);
      await until(async () => !(await base.sessions()).some(id => ids.includes(id)), 5000, 'no session that was killed');
    },
    async end() {
      base.thaw();
      await admin.close();
      server.stop();
    },
    ...words
  };
  return base;
}

async function postgres(server) {
  const frozen = new Set();
  const control = (...args) => {
    const [program, all] = asServerUser(path.join(server.bin, 'pg_ctl'), ['-D', server.data, '-w', ...args]);
    if (spawnSync(program, all, { cwd: '/', stdio: 'ignore' }).status !== 0) throw new Error(`pg_ctl ${args.join(' ')} failed`);
  };
  const made = world(server, 'postgres', {
    victimUser: {},
    victimOptions: { dialectOptions: { application_name: 'victim' } },
    guarded: { user: 'guarded', password: 'right' },
    // v6 has AccessDeniedError for other databases only.
    wrongPassword: [Sequelize.ConnectionError, '28P01'],
    findSessions: "SELECT pid AS id FROM pg_stat_activity WHERE application_name = 'victim'",
    findActive: "SELECT pid FROM pg_stat_activity WHERE application_name = 'victim' AND state = 'active'",
    sleep: seconds => `SELECT pg_sleep(${seconds})`,
    kill: id => made.admin.query(`SELECT pg_terminate_backend(${id})`),
    killAll: () => made.admin.query("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'victim'"),
    limit: count => made.admin.query(`ALTER ROLE guarded CONNECTION LIMIT ${count || -1}`),
    async freeze() {
      for (const pid of await made.sessions()) {
        process.kill(pid, 'SIGSTOP');
        frozen.add(pid);
      }
      await until(() => [...frozen].every(standsStill), 5000, 'the sessions stand still');
    },
    thaw() {
      for (const pid of frozen) {
        try {
          process.kill(pid, 'SIGCONT');
        } catch {
          // It is gone.
        }
      }
      frozen.clear();
    },
    freezesOthers: false,
    greets: false,
    down: async () => control('-m', 'immediate', 'stop'),
    up: async () => control('-l', path.join(server.folder, 'log'), '-o', `-p ${server.port} -k ${server.folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200`, 'start')
  });
  await made.admin.query("SET password_encryption = 'scram-sha-256'; CREATE ROLE guarded LOGIN PASSWORD 'right'; CREATE TABLE ledger (id serial, note text)");
  fs.writeFileSync(path.join(server.data, 'pg_hba.conf'), 'host all guarded 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\nlocal all all trust\n');
  await made.admin.query('SELECT pg_reload_conf()');
  return made;
}

async function mariadb(server) {
  let frozen = false;
  const victims = "FROM information_schema.PROCESSLIST WHERE USER = 'guarded'";
  const made = world(server, 'mariadb', {
    victimUser: { user: 'guarded', password: 'right' },
    victimOptions: {},
    guarded: { user: 'guarded', password: 'right' },
    wrongPassword: [Sequelize.AccessDeniedError, 'ER_ACCESS_DENIED_ERROR'],
    findSessions: `SELECT ID AS id ${victims}`,
    findActive: `SELECT ID AS id ${victims} AND COMMAND <> 'Sleep'`,
    sleep: seconds => `SELECT SLEEP(${seconds})`,
    // It may be gone already.
    kill: id => made.admin.query(`KILL ${id}`).catch(error => { if (error.parent?.errno !== 1094) throw error; }),
    limit: count => made.admin.query(`ALTER USER guarded WITH MAX_USER_CONNECTIONS ${count}`),
    // Sessions are threads: they stand still with their server.
    async freeze() {
      process.kill(server.pid, 'SIGSTOP');
      frozen = true;
      await until(() => standsStill(server.pid), 5000, 'the server stands still');
    },
    thaw() {
      if (frozen) process.kill(server.pid, 'SIGCONT');
      frozen = false;
    },
    freezesOthers: true,
    greets: true,
    down: () => server.kill(),
    up: () => server.run()
  });
  await made.admin.query("CREATE USER guarded IDENTIFIED BY 'right'");
  await made.admin.query(`GRANT ALL PRIVILEGES ON ${server.database}.* TO guarded`);
  await made.admin.query('CREATE TABLE ledger (id serial, note text)');
  return made;
}

/** A server that cannot be made ready does not stay. */
const opened = (start, make) => async () => {
  const server = await start();
  try {
    return await make(server);
  } catch (error) {
    server.stop();
    throw error;
  }
};

export const worlds = { PostgreSQL: opened(startPostgres, postgres), MariaDB: opened(startMariadb, mariadb) };
