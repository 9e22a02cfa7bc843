// Eight processes at once, and processes killed at a random moment. ROUNDS is the number of kills per database;
// half as many races are run. `npm run test:migrations` runs a hundred.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import readline from 'node:readline';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { databases, journal, makeProject, tables } from '../support/projects.mjs';

const require = createRequire(import.meta.url);
const Migrator = require('../../lib/migrator');

const KILLS = Number(process.env.ROUNDS ?? 10);
const RACES = Math.ceil(KILLS / 2);
const PROCESSES = 8;
const worker = fileURLToPath(new URL('worker.mjs', import.meta.url));

/** A step writes twice and has a table of its own: what is left of it shows how far it came. */
const javascript = n => `module.exports = {
  async up(queryInterface) {
    await queryInterface.createTable('t${n}', { id: { type: 'INTEGER' }, word: { type: 'VARCHAR(9)' } });
    await queryInterface.bulkInsert('t${n}', [{ id: 1, word: 'begin' }]);
    await queryInterface.bulkInsert('t${n}', [{ id: 2, word: 'end' }]);
  },
  down: queryInterface => queryInterface.dropTable('t${n}')
};\n`;
const sql = n => `-- up
CREATE TABLE t${n} (id INTEGER, word VARCHAR(9));
INSERT INTO t${n} VALUES (1, 'begin');
INSERT INTO t${n} VALUES (2, 'end');
-- down
DROP TABLE t${n};
`;
const NAMES = [1, 2, 3, 4, 5, 6].map(n => `${n}-step.${n % 2 ? 'js' : 'sql'}`);

async function projectWithSteps(dialect) {
  const project = await makeProject(dialect);
  for (const name of NAMES) project.write(`migrations/${name}`, name.endsWith('.js') ? javascript(name[0]) : sql(name[0]));
  return project;
}

/** A process that is ready to start. */
async function start(project) {
  const child = spawn(process.execPath, [worker, JSON.stringify(project.config), project.file('migrations')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const lines = readline.createInterface({ input: child.stdout });
  const messages = [];
  const ready = once(lines, 'line');
  await ready;
  lines.on('line', line => messages.push(JSON.parse(line)));
  const closed = once(lines, 'close');
  return {
    go: () => child.stdin.write('go\n'),
    kill: () => child.kill('SIGKILL'),
    async end() {
      await Promise.all([ended, closed]);
      return messages[0];
    }
  };
}

async function empty(project, sequelize) {
  const face = sequelize.getQueryInterface();
  for (const table of await tables(sequelize)) await face.dropTable(table);
}

/** How far a step came: 'nothing', 'all', or 'part'. */
async function traceOf(sequelize, name, existing) {
  const table = `t${name[0]}`;
  if (!existing.includes(table)) return 'nothing';
  const rows = await sequelize.getQueryInterface().select(null, table, { attributes: ['id'], raw: true, type: 'SELECT' });
  assert.ok(rows.length <= 2, `${name} ran more than once`);
  return rows.length === 2 ? 'all' : 'part';
}

/** The server goes on with the last statement of a killed client for a moment. */
async function serverIsDone(sequelize, dialect) {
  if (dialect === 'sqlite') return;
  const others = dialect === 'postgres'
    ? "SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    : 'SELECT count(*) AS n FROM information_schema.PROCESSLIST WHERE DB = DATABASE() AND ID <> CONNECTION_ID()';
  for (;;) {
    const [[{ n }]] = await sequelize.query(others);
    if (Number(n) === 0) return;
    await sleep(5);
  }
}

for (const dialect of databases) {
  test(`${dialect}: ${PROCESSES} processes at once, ${RACES} rounds: every migration is applied once`, async () => {
    const project = await projectWithSteps(dialect);
    try {
      const sequelize = project.connect({ pool: { max: 1 } });
      for (let round = 0; round < RACES; round++) {
        await empty(project, sequelize);
        const processes = await Promise.all(Array.from({ length: PROCESSES }, () => start(project)));
        for (const one of processes) one.go();
        const answers = await Promise.all(processes.map(one => one.end()));
        assert.deepEqual(answers.filter(answer => !answer?.applied), []);
        assert.deepEqual(answers.flatMap(answer => answer.applied).sort(), NAMES);
        assert.deepEqual(await journal(sequelize), NAMES);
        const existing = await tables(sequelize);
        for (const name of NAMES) assert.equal(await traceOf(sequelize, name, existing), 'all');
      }
    } finally {
      await project.remove();
    }
  });

  test(`${dialect}: killed at a random moment, ${KILLS} rounds: every step is applied, untouched or dirty`, async t => {
    const project = await projectWithSteps(dialect);
    const seen = { applied: 0, pending: 0, dirty: 0, cut: 0 };
    try {
      const sequelize = project.connect({ pool: { max: 1 } });
      const migrator = new Migrator({ sequelize, migrations: { path: project.file('migrations') }, lock: { wait: true, timeout: 5000 } });
      const measured = await start(project);
      const from = performance.now();
      measured.go();
      await measured.end();
      // A moment is random in the time that a whole run takes, and a little after it.
      let whole = (performance.now() - from) * 1.1;
      for (let round = 0; round < KILLS; round++) {
        await empty(project, sequelize);
        const one = await start(project);
        const begun = performance.now();
        one.go();
        await Promise.race([sleep(Math.random() * whole), one.end()]);
        one.kill();
        if (await one.end()) whole = (performance.now() - begun) * 1.1;
        await serverIsDone(sequelize, dialect);

        const statuses = await migrator.status();
        const existing = await tables(sequelize);
        const dirty = [];
        for (const { name, state } of statuses) {
          const trace = await traceOf(sequelize, name, existing);
          if (state === 'applied') assert.equal(trace, 'all', `${name} is recorded and has done ${trace}`);
          else if (state === 'pending') assert.equal(trace, 'nothing', `${name} is pending and has done ${trace}`);
          else {
            assert.equal(state, 'dirty');
            dirty.push([name, trace]);
          }
          seen[state]++;
        }
        assert.ok(dirty.length <= 1);
        if (statuses.some(({ state }) => state !== 'applied')) seen.cut++;
        for (const [name, trace] of dirty) {
          await assert.rejects(migrator.up(), error => error.code === 'MIGRATION_REFUSED' && error.message.includes(name));
          if (trace === 'part') await sequelize.getQueryInterface().dropTable(`t${name[0]}`);
          await migrator.resolve(name, trace === 'all' ? 'applied' : 'rolled-back');
        }
        await migrator.up();
        assert.deepEqual(await journal(sequelize), NAMES);
        const after = await tables(sequelize);
        for (const name of NAMES) assert.equal(await traceOf(sequelize, name, after), 'all');
      }
      t.diagnostic(`${seen.cut} of ${KILLS} runs were cut off; steps applied ${seen.applied}, pending ${seen.pending}, dirty ${seen.dirty}`);
    } finally {
      await project.remove();
    }
  });
}

test('the lock file stays and is empty', async () => {
  const project = await projectWithSteps('sqlite');
  try {
    const sequelize = project.connect();
    await new Migrator({ sequelize, migrations: { path: project.file('migrations') } }).up();
    assert.equal(fs.readFileSync(`${project.config.storage}.migrate.lock`, 'utf8'), '');
  } finally {
    await project.remove();
  }
});
