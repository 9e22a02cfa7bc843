'use strict';
/** migration:generate, seed:generate, model:generate. */

const fs = require('fs');
const path = require('path');
const DataTypes = require('../../data-types');
const { pluralize } = require('../../utils/words');
const { readAttributes } = require('../attributes');
const { CliError } = require('../errors');
const templates = require('../templates');

/** `YYYYMMDDHHMMSS`, in UTC; a second later where the folder has a file of that second. */
function timestamp(folder) {
  const used = new Set(fs.existsSync(folder) ? fs.readdirSync(folder).map(file => file.slice(0, 14)) : []);
  for (let time = Date.now(); ; time += 1000) {
    const stamp = new Date(time).toISOString().replace(/\D/g, '').slice(0, 14);
    if (!used.has(stamp)) return stamp;
  }
}

/** A name becomes part of a file's name: it may not leave the folder. */
function plainName(name) {
  if (/[\\/\0]/.test(name) || name === '' || name.startsWith('..')) throw new CliError(`"${name}" cannot be part of a file's name.`);
  return name;
}

function writeNew(session, folder, name, content) {
  const file = path.join(folder, `${timestamp(folder)}-${plainName(name)}.js`);
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(file, content, { flag: 'wx' });
  return file;
}

function migration(session) {
  const file = writeNew(session, session.folder('migrations'), session.options.name, templates.migration());
  session.output.set({ file: session.shown(file) });
  session.output.line(`New migration was created at ${session.output.paint('blue', file)} .`);
}

function seed(session) {
  const file = writeNew(session, session.folder('seeders'), session.options.name, templates.seeder());
  session.output.set({ file: session.shown(file) });
  session.output.line(`New seed was created at ${session.output.paint('blue', file)} .`);
}

function kebabCase(text) {
  return text.replace(/([a-z0-9])([A-Z])/g, '$1-$2').replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2').replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/([a-zA-Z])([0-9])/g, '$1-$2').replace(/([0-9])([a-zA-Z])/g, '$1-$2').replace(/^-+|-+$/g, '').toLowerCase();
}

function model(session) {
  const { name, attributes: text, underscored = false, force } = session.options;
  if (!/^[A-Za-z_$][\w$]*$/.test(name)) throw new CliError(`"${name}" is no name for a class: letters, digits and _ only.`);
  for (const kind of ['models', 'migrations']) {
    const folder = session.folder(kind);
    if (!fs.existsSync(folder)) throw new CliError(`Unable to find ${kind} path (${folder}). Did you run sequelize-native init?`);
  }
  const file = path.join(session.folder('models'), `${name.toLowerCase()}.js`);
  if (fs.existsSync(file) && !force) throw new CliError(`The file ${session.shown(file)} already exists. Run command with --force to overwrite it.`);
  const attributes = readAttributes(text, DataTypes);
  fs.writeFileSync(file, templates.model({ name, attributes, underscored }));
  const table = pluralize(name);
  const migrationFile = writeNew(session, session.folder('migrations'), `create-${kebabCase(name)}`, templates.createTable({ table, attributes, underscored }));
  session.output.set({ model: session.shown(file), migration: session.shown(migrationFile) });
  session.output.line(`New model was created at ${session.output.paint('blue', file)} .`);
  session.output.line(`New migration was created at ${session.output.paint('blue', migrationFile)} .`);
}

module.exports = { kebabCase, migration, model, seed, timestamp, writeNew };
