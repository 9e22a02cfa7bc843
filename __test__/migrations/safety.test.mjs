// What is refused, and what a failing or half-done step leaves behind.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { databases, journal, makeProject, tables } from '../support/projects.mjs';

const require = createRequire(import.meta.url);
const Migrator = require('../../lib/migrator');

const names = list => list.map(({ name }) => name);
const sql = table => `-- up\nCREATE TABLE ${table} (id INTEGER PRIMARY KEY);\n-- down\nDROP TABLE ${table};\n`;

/** MySQL and MariaDB commit with every definition: what a step has done cannot be rolled back. */
const commitsDefinitions = dialect => dialect === 'mariadb' || dialect === 'mysql';

/** Runs a test on every database, with a folder of files and a way to make migrators. */
function each(title, files, work) {
  for (const dialect of databases) {
    test(`${dialect}: ${title}`, async () => {
      const project = await makeProject(dialect);
      try {
        for (const [name, text] of Object.entries(files)) project.write(`migrations/${name}`, text);
        const sequelize = project.connect();
        const migrator = (options = {}) => new Migrator({ sequelize, migrations: { path: project.file('migrations') }, ...options });
        await work({ project, sequelize, migrator, dialect });
      } finally {
        await project.remove();
      }
    });
  }
}

const three = { '1-a.sql': sql('a'), '2-b.sql': sql('b'), '3-c.sql': sql('c') };

each('a changed file is reported and refused', three, async ({ project, migrator }) => {
  await migrator().up({ to: '2-b.sql' });
  project.write('migrations/1-a.sql', `${sql('a')}-- a remark\n`);
  await assert.rejects(migrator().up(), error => {
    assert.equal(error.code, 'MIGRATION_REFUSED');
    assert.match(error.message, /changed: 1-a\.sql is applied, and its file has been changed/);
    assert.doesNotMatch(error.message, /2-b/);
    return true;
  });
  assert.deepEqual((await migrator().status()).map(({ state }) => state), ['changed', 'applied', 'pending']);
  const warned = [];
  assert.deepEqual(names(await migrator({ verify: 'warn', logger: { warn: one => warned.push(one) } }).up({ step: 1 })), ['3-c.sql']);
  assert.deepEqual(names(warned), ['1-a.sql']);
  await migrator().resolve('1-a.sql', 'applied');
  assert.deepEqual(names(await migrator().up()), []);
});

each('a missing file is reported and refused', three, async ({ project, migrator }) => {
  await migrator().up({ to: '2-b.sql' });
  fs.rmSync(project.file('migrations', '1-a.sql'));
  await assert.rejects(migrator().up(), /missing: 1-a\.sql is recorded as applied, and its file is missing/);
  await assert.rejects(migrator().down(), /1-a\.sql/);
  assert.deepEqual((await migrator().status()).map(({ name, state }) => `${name} ${state}`), ['1-a.sql missing', '2-b.sql applied', '3-c.sql pending']);
  assert.deepEqual(names(await migrator({ verify: false }).up()), ['3-c.sql']);
});

each('an inserted file is reported and refused', three, async ({ project, migrator }) => {
  await migrator().up();
  project.write('migrations/2-aa.sql', sql('aa'));
  await assert.rejects(migrator().up(), /out of order: 2-aa\.sql is pending, and stands before 3-c\.sql/);
  assert.deepEqual((await migrator().status()).filter(one => one.outOfOrder).map(({ name }) => name), ['2-aa.sql']);
  assert.deepEqual(names(await migrator().down()), ['3-c.sql']);
  await migrator().up({ migrations: ['3-c.sql'] });
  assert.deepEqual(names(await migrator().up({ migrations: ['2-aa.sql'] })), ['2-aa.sql']);
});

each('a failing .sql step names its statement and leaves nothing', {
  '1-a.sql': sql('a'),
  '2-b.sql': '-- up\nCREATE TABLE b (id INTEGER);\nINSERT INTO b VALUES (1);\nINSERT INTO nowhere VALUES (\'x;y\');\n-- down\n',
  '3-c.sql': sql('c')
}, async ({ project, sequelize, migrator, dialect }) => {
  await assert.rejects(migrator().up(), error => {
    assert.equal(error.name, 'MigrationError');
    assert.equal(error.migration.name, '2-b.sql');
    assert.match(error.message, /Migration 2-b\.sql \(up\) failed: .*statement 3 of 3: .*nowhere/s);
    assert.match(error.message, /INSERT INTO nowhere VALUES \('x;y'\)/);
    assert.match(error.message, commitsDefinitions(dialect) ? /marked dirty/ : /rolled back/);
    return true;
  });
  assert.deepEqual(await journal(sequelize), ['1-a.sql']);
  if (commitsDefinitions(dialect)) {
    assert.deepEqual((await migrator().status()).map(({ state }) => state), ['applied', 'dirty', 'pending']);
    await sequelize.getQueryInterface().dropTable('b');
    await migrator().resolve('2-b.sql', 'rolled-back');
  }
  assert.ok(!(await tables(sequelize)).includes('b'));
  assert.deepEqual((await migrator().status()).map(({ state }) => state), ['applied', 'pending', 'pending']);
  project.write('migrations/2-b.sql', sql('b'));
  assert.deepEqual(names(await migrator().up()), ['2-b.sql', '3-c.sql']);
});

each('a failing JavaScript step is dirty until somebody says how it stands', {
  '1-a.sql': sql('a'),
  '2-b.js': `module.exports = { async up(queryInterface) {
    await queryInterface.createTable('b', { id: { type: 'INTEGER' } });
    throw new Error('half way');
  }, async down() {} };\n`,
  '3-c.sql': sql('c')
}, async ({ sequelize, migrator }) => {
  await assert.rejects(migrator().up(), /Migration 2-b\.js \(up\) failed: Original error: half way\n.*marked dirty.*resolve\("2-b\.js", 'applied'\)/s);
  assert.deepEqual(await journal(sequelize), ['1-a.sql']);
  const [, dirty] = await migrator().status();
  assert.equal(dirty.state, 'dirty');
  assert.equal(dirty.pid, process.pid);
  assert.ok(dirty.startedAt instanceof Date && dirty.finishedAt instanceof Date);
  await assert.rejects(migrator().up(), /dirty: 2-b\.js \(up\) was started at .* and failed: it may be half applied/);
  await assert.rejects(migrator().resolve('9-z.js', 'applied'), /There is no migration with name "9-z.js"/);
  await migrator().resolve('2-b.js', 'applied');
  assert.deepEqual(await journal(sequelize), ['1-a.sql', '2-b.js']);
  assert.deepEqual(names(await migrator().up()), ['3-c.sql']);
  await migrator().resolve('2-b.js', 'rolled-back');
  assert.deepEqual(await journal(sequelize), ['1-a.sql', '3-c.sql']);
});

each('a step that runs without a transaction is dirty after a failure', {
  '1-a.sql': '-- up no-transaction\nCREATE TABLE a (id INTEGER);\nSELECT * FROM nowhere;\n-- down\n'
}, async ({ sequelize, migrator }) => {
  await assert.rejects(migrator().up(), /statement 2 of 2/);
  assert.ok((await tables(sequelize)).includes('a'));
  assert.deepEqual((await migrator().status()).map(({ state }) => state), ['dirty']);
});

each('transactions of the file\'s own are refused before anything runs', {
  '1-a.sql': 'BEGIN; CREATE TABLE a (id INTEGER); COMMIT;'
}, async ({ sequelize, migrator, dialect }) => {
  // Without transactions of ours around them, those of the file do no harm.
  if (commitsDefinitions(dialect)) return;
  await assert.rejects(migrator().up(), /cannot stand in a section that runs in one transaction/);
  assert.ok(!(await tables(sequelize)).includes('a'));
});

each('a second run waits, or says who is at work', { '1-a.js': 'exports.up = () => globalThis.held; exports.down = async () => {};' }, async ({ project, migrator, dialect }) => {
  let go;
  globalThis.held = new Promise(resolve => { go = resolve; });
  const first = migrator();
  const running = first.up();
  await first.once('migrating');
  await assert.rejects(migrator({ lock: { wait: false } }).up(), error => {
    assert.equal(error.code, 'MIGRATION_LOCKED');
    const who = commitsDefinitions(dialect) ? 'connection \\d+, database user \\w+, from ' : `.*process ${process.pid}`;
    assert.match(error.message, new RegExp(`Migrations are being run already, by ${who}`));
    return true;
  });
  await assert.rejects(migrator({ lock: { timeout: 120 } }).up(), /It was waited for during 0.12 s/);
  let waits;
  const waiting = new Promise(resolve => { waits = resolve; });
  const second = migrator({ logger: { info: message => waits(message) } }).up();
  // Reading needs no lock.
  assert.equal((await migrator().status())[0].state, 'dirty');
  assert.equal((await waiting).event, 'waiting');
  go();
  assert.deepEqual(names(await running), ['1-a.js']);
  assert.deepEqual(names(await second), []);
});

each('a pool of one connection is enough', { '1-a.sql': sql('a'), '2-b.js': `module.exports = {
  up: queryInterface => queryInterface.sequelize.transaction(transaction => queryInterface.createTable('b', { id: 'INTEGER' }, { transaction })),
  down: queryInterface => queryInterface.dropTable('b')
};` }, async ({ project }) => {
  const sequelize = project.connect({ pool: { max: 1 } });
  const migrator = new Migrator({ sequelize, migrations: { path: project.file('migrations') } });
  assert.equal((await migrator.up()).length, 2);
  assert.equal((await migrator.down({ to: 0 })).length, 2);
});

each('a failing statement of a JavaScript step is shown', {
  '1-a.js': `exports.up = queryInterface => queryInterface.addColumn('nowhere', 'word', 'TEXT');\n`
}, async ({ migrator }) => {
  await assert.rejects(migrator().up(), error => {
    assert.match(error.message, /nowhere.*\n {2}ALTER TABLE .*nowhere.* ADD .*word.*\n.*marked dirty/);
    assert.equal(error.cause.name, 'SequelizeDatabaseError');
    return true;
  });
});

each('two files of one name are refused', { '1-a.sql': sql('a'), 'sub/1-a.sql': sql('b') }, async ({ project, sequelize }) => {
  const migrator = new Migrator({ sequelize, migrations: { glob: `${project.file('migrations')}/**/*.sql` } });
  await assert.rejects(migrator.up(), /Two migrations have the name "1-a\.sql": .*\/1-a\.sql, .*sub\/1-a\.sql/);
});

each('a writer that takes its time does not make a step fail', {
  '1-a.js': `exports.up = () => globalThis.writer();\n`
}, async ({ project, sequelize, migrator }) => {
  const other = project.connect();
  await sequelize.getQueryInterface().createTable('w', { id: 'INTEGER' });
  let committed;
  globalThis.writer = async () => {
    const transaction = await other.transaction({ type: 'IMMEDIATE' });
    await other.getQueryInterface().bulkInsert('w', [{ id: 1 }], { transaction });
    // Longer than a statement waits.
    committed = sleep(1500).then(() => transaction.commit());
  };
  assert.deepEqual(names(await migrator().up()), ['1-a.js']);
  await committed;
});

if (databases.includes('postgres')) {
  test('postgres: a lost lock stops the run before the next step', async () => {
    const project = await makeProject('postgres');
    try {
      const sequelize = project.connect();
      const ran = [];
      const step = (name, work) => ({ name, up: async () => { ran.push(name); await work?.(); }, down: async () => {} });
      const lose = () => sequelize.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'migrate, process%'");
      const migrator = new Migrator({ sequelize, migrations: [step('1', lose), step('2')] });
      await assert.rejects(migrator.up(), /connection that held the migration lock is lost, so no further migration is started/);
      assert.deepEqual(ran, ['1']);
      assert.deepEqual((await migrator.status()).map(({ state }) => state), ['applied', 'pending']);
      assert.deepEqual(names(await migrator.up()), ['2']);
    } finally {
      await project.remove();
    }
  });

  test('postgres: a journal in a schema has a lock and details of its own', async () => {
    const project = await makeProject('postgres');
    try {
      const sequelize = project.connect();
      await sequelize.createSchema('tenant');
      const migrations = [{ name: '1', up: async () => {}, down: async () => {} }];
      const tenant = new Migrator({ sequelize, migrations, storage: { schema: 'tenant', modelName: 'TenantMeta' } });
      const shared = new Migrator({ sequelize, migrations });
      let go;
      const held = new Promise(resolve => { go = resolve; });
      tenant.on('migrating', () => held);
      const running = tenant.up();
      assert.deepEqual(names(await shared.up()), ['1']);
      go();
      assert.deepEqual(names(await running), ['1']);
      assert.deepEqual((await tenant.status()).map(({ state, durationMs }) => [state, durationMs >= 0]), [['applied', true]]);
    } finally {
      await project.remove();
    }
  });
}
