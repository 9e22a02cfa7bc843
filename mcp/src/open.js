// Opens the database and the models that the options name, with the application's own copy of the main package.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { introspect } from './introspect.js';
import { mainPackage } from './main-package.js';
import { openSample } from './sample.js';

const isSequelize = value => value && typeof value.define === 'function' && typeof value.getQueryInterface === 'function';

async function load(file) {
  const module = await import(pathToFileURL(file).href);
  return [module.default, module].filter(Boolean);
}

/** What a module offers: a Sequelize instance, by itself or as `sequelize`; or a function that defines models. */
async function offers(file) {
  const found = await load(file);
  const instance = found.flatMap(value => [value, value.sequelize]).find(isSequelize);
  return { instance, define: found.find(value => typeof value === 'function' && !isSequelize(value)) };
}

async function defineFolder(sequelize, DataTypes, folder) {
  const files = fs.readdirSync(folder).filter(name => /^[^.].*\.[cm]?js$/.test(name) && !/^index\.|\.test\.[cm]?js$/.test(name)).sort();
  for (const name of files) {
    const { define } = await offers(path.join(folder, name));
    if (!define) throw new Error(`${path.join(folder, name)} exports no function (sequelize, DataTypes) => Model`);
    define(sequelize, DataTypes);
  }
  for (const model of Object.values(sequelize.models)) model.associate?.(sequelize.models);
}

async function openModels({ url, models, sequelize: options }) {
  const full = path.resolve(models);
  if (!fs.existsSync(full)) throw new Error(`--models ${models}: there is no such file or folder`);
  const folder = fs.statSync(full).isDirectory();
  const index = folder ? ['index.js', 'index.cjs', 'index.mjs'].map(name => path.join(full, name)).find(file => fs.existsSync(file)) : full;
  if (!url && !options) {
    const { instance } = index ? await offers(index) : {};
    if (!instance) throw new Error(`--models ${models} exports no Sequelize instance; name the database with --url`);
    return instance;
  }
  const { Sequelize, DataTypes } = mainPackage(folder ? full : path.dirname(full));
  const sequelize = connect(Sequelize, url, options);
  if (folder) await defineFolder(sequelize, DataTypes, full);
  else {
    const { instance, define } = await offers(full);
    if (instance || !define) throw new Error(`--models ${models} with --url must export a function (sequelize, DataTypes); it ${instance ? 'has a connection of its own' : 'exports none'}`);
    define(sequelize, DataTypes);
  }
  return sequelize;
}

/** By a URL, by options, or by a URL with options. */
function connect(Sequelize, url, options) {
  const complete = { logging: false, ...options };
  return url ? new Sequelize(url, complete) : new Sequelize(complete);
}

/** @returns {Promise<{ sequelize: object, close: () => Promise<void>, about: string }>} */
export async function open({ url, models, sequelize: given }) {
  if (!url && !models && !given) return openSample(mainPackage(process.cwd()));
  let sequelize;
  if (isSequelize(given)) {
    if (url || models) throw new Error('sequelize in the configuration is a Sequelize instance: it has its own connection and models, url and models go with options');
    sequelize = given;
  } else if (models) sequelize = await openModels({ url, models, sequelize: given });
  else {
    const { Sequelize } = mainPackage(process.cwd());
    sequelize = connect(Sequelize, url, given);
  }
  const close = () => sequelize.close();
  try {
    await sequelize.authenticate();
    const own = models || Object.keys(sequelize.models).length;
    if (!own) await introspect(sequelize);
  } catch (error) {
    await close();
    throw error;
  }
  const count = Object.keys(sequelize.models).length;
  return { sequelize, close, about: `${count} model${count === 1 ? '' : 's'} ${models ? `of ${models}` : isSequelize(given) ? 'of the configuration' : 'read from the tables'} on ${sequelize.getDialect()}` };
}
