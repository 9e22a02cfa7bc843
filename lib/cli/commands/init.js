'use strict';
/** init and its parts: the folders and the first files of a project. */

const fs = require('fs');
const path = require('path');
const { CliError } = require('../errors');
const templates = require('../templates');

function note(session, text, file) {
  session.output.line(text);
  session.output.set({ created: [...session.output.result?.created ?? [], session.shown(file)] });
}

function initConfig(session) {
  const file = session.configFile;
  const shown = session.shown(file);
  if (fs.existsSync(file) && !session.options.force) throw exists(shown);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, templates.config(path.extname(file)));
  note(session, `Created "${shown}"`, file);
}

function exists(shown) {
  return new CliError(`The file ${shown} already exists. Run command with --force to overwrite it.`);
}

/** A folder of the project; with --force one that exists is emptied first (its files only: a folder in it is refused). */
function makeFolder(session, kind) {
  const folder = session.folder(kind);
  if (session.options.force && fs.existsSync(folder)) {
    const inner = fs.readdirSync(folder, { withFileTypes: true }).find(entry => entry.isDirectory());
    if (inner) throw new CliError(`"${session.shown(folder)}" holds the folder "${inner.name}", which --force does not delete.`);
    fs.rmSync(folder, { recursive: true });
    session.output.line(`Deleted the ${kind} folder. (--force)`);
  }
  if (fs.existsSync(folder)) return void session.output.line(`The ${kind} folder "${session.shown(folder)}" exists already.`);
  fs.mkdirSync(folder, { recursive: true });
  note(session, `Successfully created ${kind} folder at "${folder}".`, folder);
}

function initModels(session) {
  const file = path.join(session.folder('models'), 'index.js');
  if (fs.existsSync(file) && !session.options.force) {
    throw exists(session.shown(file));
  }
  makeFolder(session, 'models');
  const relative = path.relative(session.folder('models'), session.configFile).split(path.sep).join('/');
  fs.writeFileSync(file, templates.modelsIndex(relative));
  note(session, `Created "${session.shown(file)}"`, file);
}

function initMigrations(session) {
  makeFolder(session, 'migrations');
}

function initSeeders(session) {
  makeFolder(session, 'seeders');
}

function init(session) {
  initConfig(session);
  initModels(session);
  initMigrations(session);
  initSeeders(session);
}

module.exports = { init, initConfig, initMigrations, initModels, initSeeders, makeFolder };
