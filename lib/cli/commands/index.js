'use strict';
/** The table of commands: name, options, help, and which function runs it. */

const { dryRun, force, json, underscored, verify } = require('../options');
const { check } = require('./check');
const database = require('./database');
const { diff } = require('./diff');
const generate = require('./generate');
const init = require('./init');
const migrate = require('./migrate');
const { pull } = require('./pull');
const seed = require('./seed');
const { squash } = require('./squash');
const { addTimestamps } = require('./timestamps');

const name = what => ({ name: { type: 'string', value: 'name', describe: `The name of the ${what}`, required: true } });
const seeds = { seed: { type: 'list', value: 'file', takesRest: true, describe: 'A seeder file; may be given several times' } };
const creation = {
  charset: { type: 'string', value: 'name', describe: 'The character set (MySQL, MariaDB)' },
  collate: { type: 'string', value: 'name', describe: 'The collation' },
  encoding: { type: 'string', value: 'name', describe: 'The encoding (PostgreSQL)' },
  ctype: { type: 'string', value: 'name', describe: 'The character classification (PostgreSQL)' },
  template: { type: 'string', value: 'name', describe: 'The template database (PostgreSQL)' }
};

/**
 * @type {Array<{ name: string, aliases?: string[], summary: string, description?: string, options?: object, examples?: string[], run: Function }>}
 */
const commands = [
  {
    name: 'db:migrate', summary: 'Runs pending migrations', run: migrate.migrate,
    options: {
      to: { type: 'string', value: 'migration', describe: 'The last migration to run' },
      from: { type: 'string', value: 'migration', describe: 'Runs what comes after this migration' },
      name: { type: 'string', value: 'migration', describe: 'Runs this migration only', conflicts: ['to', 'from'] },
      ...verify, ...dryRun, ...json
    },
    examples: ['db:migrate', 'db:migrate --to 20260101120000-create-users.js', 'db:migrate --dry-run', 'db:migrate --url postgres://user:password@host/database']
  },
  { name: 'db:migrate:schema:timestamps:add', summary: 'Gives the journal createdAt and updatedAt', options: { ...json }, run: addTimestamps },
  {
    name: 'db:migrate:status', summary: 'Lists the migrations: up (applied) or down (pending)', options: { ...json }, run: migrate.status,
    description: 'Also says which were begun and not finished, changed after they were applied, or are gone.'
  },
  {
    name: 'db:migrate:undo', summary: 'Reverts the last migration, or the named one', run: migrate.undo,
    options: { name: { type: 'string', value: 'migration', describe: 'The migration to revert' }, ...verify, ...dryRun, ...json },
    examples: ['db:migrate:undo', 'db:migrate:undo --name 20260101120000-create-users.js']
  },
  {
    name: 'db:migrate:undo:all', summary: 'Reverts every migration', run: migrate.undoAll,
    options: { to: { type: 'string', value: 'migration', describe: 'The last migration to revert' }, ...verify, ...dryRun, ...json }
  },
  {
    name: 'db:migrate:check', summary: 'Reports what is in the way: changed, missing, unfinished, out of order, without down, locking', run: check,
    description: 'Runs nothing. The exit code is 1 where something is found.',
    options: { 'large-table': { type: 'string', value: 'rows', describe: 'Rows from which a lock on a table is reported (default: 10000)' }, ...json }
  },
  {
    name: 'db:migrate:resolve', summary: 'Records how an unfinished or changed migration stands, and runs nothing', run: migrate.resolve,
    description: 'For after a look at the database: "applied" (with the file as it is now) or "rolled-back" (not recorded).',
    options: {
      ...name('migration'), as: { type: 'string', value: 'state', choices: ['applied', 'rolled-back'], describe: 'applied or rolled-back', required: true }, ...json
    },
    examples: ['db:migrate:resolve --name 20260101120000-create-users.js --as rolled-back']
  },
  {
    name: 'db:migrate:squash', summary: 'Makes one migration of all that are applied', run: squash,
    description: `The new file makes the schema as it is and has the name of the last one, which is recorded wherever all of them ran.
The old files are kept in a folder beside. On other databases --adopt forgets the old names and records the new content.`,
    options: { adopt: { type: 'boolean', describe: 'Takes over a squash on a database that ran the old files' }, ...dryRun, ...json }
  },
  {
    name: 'db:migrate:diff', summary: 'Generates a migration from the database to what the models say', run: diff,
    description: `The models are synced into an empty database of its own (in memory on SQLite), which is read, compared and dropped.
A renamed column looks like one that went and one that came: --rename says so. Steps that lose data are marked.`,
    options: {
      name: { type: 'string', value: 'name', describe: 'The name of the migration (default: changes)' },
      rename: { type: 'list', value: 'rename', describe: 'A rename: table.old:new for a column, old:new for a table' },
      'shadow-url': { type: 'string', value: 'url', describe: 'An empty database to sync the models into, instead of a new one' },
      'dry-run': { type: 'boolean', describe: 'Prints the migration and writes no file' }, ...json
    },
    examples: ['db:migrate:diff --name add-age', 'db:migrate:diff --rename users.name:full_name']
  },
  { name: 'db:seed', summary: 'Runs the named seeders', options: { ...seeds, ...dryRun, ...json }, run: seed.seed, examples: ['db:seed --seed 20260101120000-people.js'] },
  { name: 'db:seed:undo', summary: 'Takes back the last seeder, or the named ones', options: { ...seeds, ...dryRun, ...json }, run: seed.seedUndo },
  { name: 'db:seed:all', summary: 'Runs every seeder', options: { ...dryRun, ...json }, run: seed.seedAll },
  { name: 'db:seed:undo:all', summary: 'Takes back every seeder', options: { ...dryRun, ...json }, run: seed.seedUndoAll },
  { name: 'db:create', summary: 'Creates the database that the configuration names', options: { ...creation, ...json }, run: database.create },
  { name: 'db:drop', summary: 'Drops the database that the configuration names', options: { ...json }, run: database.drop },
  {
    name: 'db:pull', summary: 'Makes models from the tables of the database', run: pull,
    options: { table: { type: 'list', value: 'name', describe: 'This table only; may be given several times' }, ...force, ...json }
  },
  { name: 'init', summary: 'Makes the configuration and the folders of a project', options: { ...force, ...json }, run: init.init },
  { name: 'init:config', summary: 'Makes the configuration file', options: { ...force, ...json }, run: init.initConfig },
  { name: 'init:migrations', summary: 'Makes the migrations folder', options: { ...force, ...json }, run: init.initMigrations },
  { name: 'init:models', summary: 'Makes the models folder and its index.js', options: { ...force, ...json }, run: init.initModels },
  { name: 'init:seeders', summary: 'Makes the seeders folder', options: { ...force, ...json }, run: init.initSeeders },
  {
    name: 'migration:generate', aliases: ['migration:create'], summary: 'Generates an empty migration', run: generate.migration,
    options: { ...name('migration'), ...underscored, ...json }, examples: ['migration:generate --name add-age-to-users']
  },
  {
    name: 'model:generate', aliases: ['model:create'], summary: 'Generates a model and the migration that creates its table', run: generate.model,
    options: {
      ...name('model'),
      attributes: { type: 'string', value: 'list', describe: 'Fields and types: name:string,role:enum:{a,b},tags:array:string', required: true },
      ...underscored, ...force, ...json
    },
    examples: ['model:generate --name User --attributes firstName:string,lastName:string,email:string']
  },
  {
    name: 'seed:generate', aliases: ['seed:create'], summary: 'Generates an empty seeder', run: generate.seed,
    options: { ...name('seeder'), ...json }
  }
];

module.exports = { commands };
