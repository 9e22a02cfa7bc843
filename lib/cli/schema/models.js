'use strict';
/** The schema that the models define: they are synced into a database of their own, which is read and dropped. */

const { randomBytes } = require('crypto');
const fs = require('fs');
const path = require('path');
const { CliError } = require('../errors');
const { loadModule } = require('../load-module');
const { readSchema } = require('./read');

const MODEL = /^(?!\.)(?!.*\.(?:test|spec|d)\.)(?!index\.).*\.[cm]?[jt]s$/;

const isSequelize = value => value !== null && typeof value === 'object' && typeof value.getQueryInterface === 'function' && typeof value.query === 'function';

/** The project's instance with every model: from models/index, or from the model files themselves. */
async function loadModels(session) {
  const folder = session.folder('models');
  if (!fs.existsSync(folder)) throw new CliError(`There is no folder "${session.shown(folder)}" with models; --models-path names another.`);
  const files = fs.readdirSync(folder);
  // models/index.js chooses its configuration by this variable.
  process.env.NODE_ENV = session.env;
  const index = files.find(file => /^index\.[cm]?[jt]s$/.test(file));
  if (index) {
    const module = await loadModule(path.join(folder, index), session.cwd);
    const found = [module, module?.sequelize, module?.default?.sequelize].find(isSequelize);
    if (!found) throw new CliError(`"${session.shown(path.join(folder, index))}" exports no Sequelize instance (as "sequelize" or by itself).`);
    return session.adopt(found);
  }
  const sequelize = await session.connect();
  const { DataTypes } = sequelize.constructor;
  for (const file of files.filter(one => MODEL.test(one)).sort()) {
    const define = await loadModule(path.join(folder, file), session.cwd);
    if (typeof define !== 'function') throw new CliError(`"${session.shown(path.join(folder, file))}" exports no function (sequelize, DataTypes) => model.`);
    define(sequelize, DataTypes);
  }
  for (const model of Object.values(sequelize.models)) model.associate?.(sequelize.models);
  return sequelize;
}

/** An empty database beside the real one. */
async function openShadow(session, sequelize) {
  if (session.options.shadowUrl) return { shadow: await session.connectTo(session.options.shadowUrl), drop: async () => {} };
  if (sequelize.getDialect() === 'sqlite') return { shadow: await session.connect({ storage: ':memory:', logging: false }), drop: async () => {} };
  const name = `sequelize_native_${randomBytes(6).toString('hex')}`;
  const queryInterface = sequelize.getQueryInterface();
  try {
    await queryInterface.createDatabase(name);
  } catch (error) {
    throw new CliError(`The models are compared by way of an empty database, and the user may not create one (${error.message}). `
      + 'Give the right to create databases, or an empty database with --shadow-url.');
  }
  const shadow = await session.connectTo(undefined, name);
  return {
    shadow,
    drop: async () => {
      await shadow.close();
      await queryInterface.dropDatabase(name);
    }
  };
}

/** @param {any} sequelize of the database itself */
async function readModels(session, sequelize, ignore) {
  const models = await loadModels(session);
  const list = models.modelManager?.models ?? Object.values(models.models);
  if (list.length === 0) throw new CliError(`"${session.shown(session.folder('models'))}" defines no models.`);
  const withSchema = list.find(model => model._schema && model._schema !== 'public');
  if (withSchema) throw new CliError(`${withSchema.name} is in the schema "${withSchema._schema}": db:migrate:diff of other schemas is not supported yet.`);
  const { shadow, drop } = await openShadow(session, sequelize);
  try {
    // Whatever the models' own connection is: their definitions go to the empty database.
    models.query = (sql, { transaction, ...options } = {}) => shadow.query(sql, { ...options, logging: false });
    models.getQueryInterface().tableExists = (table, options) => shadow.getQueryInterface().tableExists(table, { ...options, logging: false });
    // Where a text names the database, it is the empty one.
    await models.sync({ logging: false, database: shadow.config.database });
    return await readSchema(shadow, { ignore });
  } finally {
    await drop();
  }
}

module.exports = { loadModels, readModels };
