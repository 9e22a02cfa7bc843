'use strict';
/** One run of a command: its options, paths and connection. The library is loaded for those that connect. */

const fs = require('fs');
const path = require('path');
const { camel } = require('./arguments');
const { configFile, readConfiguration } = require('./configuration');
const { CliError } = require('./errors');

/** Options of `.sequelizerc` (or --options-path): CommonJS or JSON, keys in kebab-case or camelCase. */
function readOptionsFile(given, cwd) {
  const file = path.resolve(cwd, given ?? '.sequelizerc');
  if (!fs.existsSync(file)) {
    if (given) throw new CliError(`Cannot find the options file "${given}".`);
    return {};
  }
  let value;
  try {
    value = require(file);
  } catch (error) {
    throw new CliError(`"${path.relative(cwd, file)}" cannot be read: ${error.message}`);
  }
  return Object.fromEntries(Object.entries(value?.default ?? value ?? {}).map(([name, one]) => [camel(name), one]));
}

class Session {
  constructor({ command, options }, output, cwd) {
    this.command = command;
    this.output = output;
    this.cwd = cwd;
    this.options = { ...readOptionsFile(options.optionsPath, cwd), ...options };
    this.open = [];
    this.announced = false;
  }

  get env() {
    return this.options.env || process.env.NODE_ENV || 'development';
  }

  get configFile() {
    return configFile(this.options, this.cwd);
  }

  /** @param {'migrations' | 'seeders' | 'models'} kind */
  folder(kind) {
    return path.resolve(this.cwd, this.options[`${kind}Path`] ?? kind);
  }

  shown(file) {
    return path.relative(this.cwd, file) || '.';
  }

  async config() {
    if (!this.configuration) {
      const { config, source } = await readConfiguration(this.options, this.env, this.cwd);
      this.configuration = { logging: false, ...config };
      const { logging } = this.configuration;
      // JSON has no functions: `"logging": true` means that statements are shown.
      if (this.options.debug || logging === true) this.configuration.logging = text => this.output.log(text);
      else if (typeof logging !== 'function') this.configuration.logging = false;
      this.output.line(this.output.paint('dim', `${source}.`));
    }
    return this.configuration;
  }

  /** A Sequelize instance that is closed when the command ends. */
  async connect(more = {}) {
    const { Sequelize } = require('../index');
    const { url, use_env_variable, ...config } = { ...await this.config(), ...more };
    if (!config.dialect && !url) throw new CliError('The configuration names no dialect (sqlite, postgres, …).');
    const sequelize = url ? new Sequelize(url, config) : new Sequelize(config);
    this.open.push(sequelize);
    return sequelize;
  }

  /** The same server and another database, or another connection string. */
  async connectTo(url, database) {
    const { Sequelize } = require('../index');
    const { use_env_variable, url: own, ...config } = await this.config();
    let target = url ?? own;
    if (url === undefined && own) {
      const parts = new URL(own);
      parts.pathname = `/${database}`;
      target = String(parts);
    }
    const more = { ...config, ...database === undefined ? {} : { database }, logging: false };
    return this.adopt(target ? new Sequelize(target, more) : new Sequelize(more));
  }

  /** Closed with the others when the command ends. */
  adopt(sequelize) {
    this.open.push(sequelize);
    return sequelize;
  }

  async close() {
    await Promise.all(this.open.map(sequelize => sequelize.close()));
  }
}

module.exports = { Session };
