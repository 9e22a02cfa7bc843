'use strict';
/** Options that several commands share. */

const globalOptions = {
  help: { type: 'boolean', describe: 'Shows help for the command', short: 'h' },
  version: { type: 'boolean', describe: 'Shows the version', short: 'v' },
  env: { type: 'string', value: 'name', describe: 'The environment of the configuration (default: NODE_ENV, else development)' },
  config: { type: 'string', value: 'file', describe: 'The configuration file (default: config/config.js, .json, .cjs, .mjs or .ts)' },
  'options-path': { type: 'string', value: 'file', describe: 'A file with more options (default: .sequelizerc)' },
  'migrations-path': { type: 'string', value: 'folder', describe: 'The folder with migrations (default: migrations)' },
  'seeders-path': { type: 'string', value: 'folder', describe: 'The folder with seeders (default: seeders)' },
  'models-path': { type: 'string', value: 'folder', describe: 'The folder with models (default: models)' },
  url: { type: 'string', value: 'url', describe: 'The connection string, instead of a configuration file' },
  debug: { type: 'boolean', describe: 'Shows each SQL statement and the stacks of errors' }
};

const json = { json: { type: 'boolean', describe: 'Prints the result as one JSON document' } };
const dryRun = { 'dry-run': { type: 'boolean', describe: 'Prints the SQL of each step and changes nothing' } };
const force = { force: { type: 'boolean', describe: 'Replaces what is there already' } };
const underscored = { underscored: { type: 'boolean', describe: 'Names the timestamps created_at and updated_at' } };
const verify = {
  'allow-drift': { type: 'boolean', describe: 'Goes on although applied files were changed, deleted, or new ones stand before them' }
};

module.exports = { dryRun, force, globalOptions, json, underscored, verify };
