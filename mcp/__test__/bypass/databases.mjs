// For each database: what is there to be damaged, and how it looks.
import fs from 'node:fs';
import path from 'node:path';
import { corpus as mariadb } from './mariadb.mjs';
import { corpus as postgres } from './postgres.mjs';
import { corpus as sqlite } from './sqlite.mjs';

const TABLES = [
  'CREATE TABLE canary (id INTEGER PRIMARY KEY, v VARCHAR(50))',
  'CREATE INDEX canary_v ON canary (v)',
  'CREATE TABLE secret (id INTEGER PRIMARY KEY, word VARCHAR(50))',
  'INSERT INTO canary VALUES (1, \'alive\'), (2, \'well\')',
  'INSERT INTO secret VALUES (1, \'tell-nobody\')'
];

const rows = async (sequelize, sql) => (await sequelize.query(sql, { type: 'SELECT' })).map(row => JSON.stringify(row));

const SQLITE = {
  corpus: sqlite,
  setUp: [...TABLES, 'PRAGMA user_version = 3'],
  state: async sequelize => [
    await rows(sequelize, 'SELECT * FROM canary'), await rows(sequelize, 'SELECT * FROM sqlite_master'),
    ...await Promise.all(['user_version', 'application_id', 'schema_version', 'journal_mode', 'database_list'].map(name => rows(sequelize, `PRAGMA ${name}`)))
  ]
};

const POSTGRES = {
  corpus: postgres,
  setUp: [
    TABLES[0].replace('INTEGER PRIMARY KEY', 'SERIAL PRIMARY KEY'), ...TABLES.slice(1),
    'SELECT setval(\'canary_id_seq\', 2)',
    'CREATE MATERIALIZED VIEW summary AS SELECT count(*) AS n FROM canary',
    'CREATE FUNCTION wiped() RETURNS int LANGUAGE plpgsql AS \'BEGIN DELETE FROM canary; RETURN 1; END\'',
    'CREATE PROCEDURE wipe() LANGUAGE plpgsql AS \'BEGIN DELETE FROM canary; END\''
  ],
  // Not installed with every server; what needs it is refused all the same.
  perhaps: ['CREATE EXTENSION dblink'],
  session: 'SELECT pg_backend_pid() AS pid',
  state: sequelize => rows(sequelize, `SELECT
    (SELECT json_agg(c ORDER BY id) FROM canary c) AS canary,
    (SELECT json_build_array(last_value, is_called) FROM canary_id_seq) AS sequence,
    (SELECT json_agg(relname ORDER BY relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace) AS relations,
    (SELECT json_agg(relacl) FROM pg_class WHERE relname IN ('canary', 'secret')) AS rights,
    (SELECT json_agg(proname ORDER BY proname) FROM pg_proc WHERE pronamespace = 'public'::regnamespace) AS functions,
    (SELECT count(*) FROM pg_collation WHERE collnamespace = 'public'::regnamespace) AS collations,
    (SELECT count(*) FROM pg_largeobject_metadata) AS objects,
    (SELECT count(*) FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase WHERE datname = current_database()) AS settings,
    (SELECT count(*) FROM pg_file_settings WHERE name = 'work_mem' AND sourcefile LIKE '%auto.conf') AS system,
    (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711) AS locks,
    (SELECT count(*) FROM pg_replication_slots WHERE slot_name = 'stolen') AS slots,
    (SELECT count(*) FROM pg_description d JOIN pg_class c ON c.oid = d.objoid WHERE relname = 'canary') AS comments,
    (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep') AS sleeping`)
};

const MARIADB = {
  corpus: mariadb,
  setUp: [
    ...TABLES,
    'CREATE FUNCTION wiped() RETURNS INT MODIFIES SQL DATA BEGIN DELETE FROM canary; RETURN 1; END',
    'CREATE PROCEDURE wipe() DELETE FROM canary'
  ],
  perhaps: [],
  session: 'SELECT CONNECTION_ID() AS pid',
  state: sequelize => rows(sequelize, `SELECT
    (SELECT JSON_ARRAYAGG(CONCAT(id, v)) FROM canary) AS canary,
    (SELECT GROUP_CONCAT(table_name ORDER BY table_name) FROM information_schema.tables WHERE table_schema = DATABASE()) AS tables,
    (SELECT GROUP_CONCAT(column_name ORDER BY column_name) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'canary') AS columns,
    (SELECT GROUP_CONCAT(routine_name ORDER BY routine_name) FROM information_schema.routines WHERE routine_schema = DATABASE()) AS routines,
    @@GLOBAL.max_connections AS connections, @@GLOBAL.autocommit AS autocommit, IS_USED_LOCK('canary') AS locked,
    (SELECT COUNT(*) FROM information_schema.processlist WHERE state = 'User sleep') AS sleeping`)
};

export const databases = { sqlite: SQLITE, postgres: POSTGRES, mariadb: MARIADB, mysql: MARIADB };

export const FILE_SECRET = 'what-the-file-says';

/** A folder that the database's server may read and write. */
export function makeFolder(base) {
  const folder = fs.mkdtempSync(path.join(base, 'bypass-'));
  fs.chmodSync(folder, 0o777);
  fs.writeFileSync(path.join(folder, 'secret.txt'), FILE_SECRET, { mode: 0o644 });
  return folder;
}
