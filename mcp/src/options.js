// The options of a start, strictly: what is not known stops it, because a misspelt restriction must not be ignored.
import path from 'node:path';
import { readFile } from './config/file.js';
import { didYouMean, UsageError } from './config/problem.js';
import { byFlag, byVariable, camel, PROFILES } from './config/table.js';

export { UsageError } from './config/problem.js';
export { HELP, PROFILES } from './config/table.js';

const SWITCHES = ['help', 'version'];

/** @param {string[] | string} given names of profiles */
export function profilesOf(given) {
  const names = (Array.isArray(given) ? given : String(given).split(',')).map(name => name.trim());
  const unknown = names.find(name => !PROFILES.includes(name));
  if (unknown !== undefined) throw new UsageError(`Unknown profile ${JSON.stringify(unknown)}; there are: ${PROFILES.join(', ')}.${didYouMean(unknown, PROFILES)}`);
  return new Set(['read', ...names]);
}

function readFlags(args) {
  const given = {};
  for (let at = 0; at < args.length; at += 1) {
    const [, name, , inline] = /^--([a-z-]+)(=(.*))?$/s.exec(args[at]) ?? [];
    if (SWITCHES.includes(name) && inline === undefined) {
      given[name] = true;
      continue;
    }
    const option = byFlag.get(name);
    if (!option) throw new UsageError(`Unknown option ${args[at]}.${name ? didYouMean(name, [...byFlag.keys(), ...SWITCHES]).replace('"', '"--') : ''}`);
    if (option.name in given) throw new UsageError(`--${name} is given twice${option.aliases ? `, or under two names (${[option.name, ...option.aliases].join(', ')})` : ''}`);
    const value = inline ?? args[at += 1];
    if (value === undefined || value === '') throw new UsageError(`--${name} needs a value`);
    given[option.name] = option.path ? path.resolve(option.read(value, `--${name}`)) : option.read(value, `--${name}`);
  }
  return given;
}

function readEnvironment(env) {
  const given = {};
  for (const [variable, value] of Object.entries(env)) {
    if (!variable.startsWith('SEQUELIZE_MCP_')) continue;
    const option = byVariable.get(variable);
    if (!option) throw new UsageError(`Unknown environment variable ${variable}.${didYouMean(variable, [...byVariable.keys()])}`);
    if (value === '') throw new UsageError(`${variable} is empty; unset it, or give it a value`);
    given[option.name] = option.path ? path.resolve(option.read(value, variable)) : option.read(value, variable);
  }
  return given;
}

/** Tokens of one source replace those of the weaker ones: a rotated token must not live on somewhere else. */
function tokensOf(flags, file, environment) {
  for (const { token, 'token-file': tokenFile } of [flags, environment]) {
    const written = [...(token ?? []).map(item => ({ written: item })), ...tokenFile ? [{ list: tokenFile }] : []];
    if (written.length && (flags.token || flags['token-file'] || !file.auth?.tokens)) return written;
  }
  return file.auth?.tokens;
}

/**
 * @param {string[]} args
 * @param {Record<string, string>} env
 * @returns {Promise<object>} `{ help, version }` or everything that a start needs
 */
export async function readOptions(args, env) {
  const flags = readFlags(args);
  if (flags.help || flags.version) return flags;
  const environment = readEnvironment(env);
  const config = flags.config ?? environment.config;
  const file = config === undefined ? {} : await readFile(config);
  const merged = { ...environment, ...file, ...flags };
  const options = Object.fromEntries(Object.entries(merged).filter(([name, value]) => value !== undefined && !['config', 'token', 'token-file'].includes(name)).map(([name, value]) => [camel(name), value]));
  const { auth = {}, migrations } = options;
  const tokens = tokensOf(flags, file, environment);
  return {
    ...options,
    flags: Object.keys(flags),
    profiles: profilesOf(options.profile ?? 'read'),
    migrations: typeof migrations === 'string' ? { path: migrations, pattern: file.migrations?.pattern } : migrations,
    auth: { ...auth, ...tokens && { tokens } }
  };
}
