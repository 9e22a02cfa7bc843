'use strict';
/** The connection's configuration: from --url, or from a file and an environment of it. */

const fs = require('fs');
const path = require('path');
const { promisify } = require('util');
const { CliError } = require('./errors');
const { loadModule } = require('./load-module');

const EXTENSIONS = ['js', 'json', 'cjs', 'mjs', 'ts', 'cts', 'mts'];

/** The file that --config names, else the first of config/config.* that exists. */
function configFile(options, cwd) {
  if (options.config) return path.resolve(cwd, options.config);
  const candidates = EXTENSIONS.map(extension => path.resolve(cwd, 'config', `config.${extension}`));
  return candidates.find(file => fs.existsSync(file)) ?? path.resolve(cwd, 'config', 'config.json');
}

/** A connection string whose password may be shown. */
function withoutPassword(url) {
  return url.replace(/^([^:/?#]+:\/\/[^:/?#@]*):.*@/, '$1:*****@');
}

/** `sqlite:folder/file`, `sqlite:///absolute/file`, `sqlite::memory:`. */
function sqliteStorage(url) {
  const text = url.replace(/^sqlite:/, '').replace(/\?.*$/, '');
  if (/^(\/\/)?:memory:?/.test(text)) return ':memory:';
  return decodeURIComponent(text.replace(/^\/\/(localhost)?(?=\/)/, '').replace(/^\/\//, ''));
}

function fromUrl(url) {
  if (/^sqlite:/.test(url)) return { dialect: 'sqlite', storage: sqliteStorage(url) };
  let parts;
  try {
    parts = new URL(url);
  } catch {
    throw new CliError(`"${withoutPassword(url)}" is no connection string such as postgres://user:password@host:5432/database.`);
  }
  const protocol = parts.protocol.replace(/:$/, '');
  const config = { url, dialect: protocol === 'postgresql' ? 'postgres' : protocol, database: decodeURIComponent(parts.pathname.replace(/^\//, '')) };
  if (parts.searchParams.get('ssl') === 'true') config.ssl = true;
  return config;
}

async function readFile(file, cwd) {
  const shown = path.relative(cwd, file);
  if (!fs.existsSync(file)) throw new CliError(`Cannot find "${shown}". "sequelize-native init" makes it; --config names another file, --url a connection.`);
  let value;
  try {
    value = await loadModule(file, cwd);
    if (typeof value === 'function') value = await (value.length === 1 ? promisify(value)() : value());
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(`"${shown}" cannot be read: ${error.message}`);
  }
  if (value === null || typeof value !== 'object') throw new CliError(`"${shown}" must answer an object, or a promise of one.`);
  return value;
}

function environmentOf(whole, env, shown, asked) {
  if (whole[env] !== null && typeof whole[env] === 'object') return { ...whole[env] };
  if (whole.dialect || whole.url || whole.use_env_variable) return { ...whole };
  const names = Object.keys(whole).filter(name => whole[name] !== null && typeof whole[name] === 'object');
  if (names.length || asked) throw new CliError(`"${shown}" has no environment "${env}"${names.length ? `: it has ${names.join(', ')}` : ''}.`);
  return { ...whole };
}

/**
 * @param {Record<string, any>} options
 * @param {string} env
 * @returns {Promise<{ config: Record<string, any>, source: string }>}
 */
async function readConfiguration(options, env, cwd) {
  if (options.url) return { config: fromUrl(options.url), source: `Connection ${withoutPassword(options.url)}` };
  const file = configFile(options, cwd);
  const shown = path.relative(cwd, file);
  const config = environmentOf(await readFile(file, cwd), env, shown, options.env !== undefined);
  if (config.use_env_variable) {
    const value = process.env[config.use_env_variable];
    if (!config.url && !value) throw new CliError(`The environment variable ${config.use_env_variable} is not set; "${shown}" names it for "${env}".`);
    config.url ??= value;
  }
  if (config.url) Object.assign(config, fromUrl(config.url));
  return { config, source: `Configuration "${shown}", environment "${env}"` };
}

module.exports = { configFile, readConfiguration, withoutPassword };
