// The configuration file: JSON, or a module whose default export is the same object.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { checked, didYouMean, UsageError } from './problem.js';
import { byKey } from './table.js';

const SEQUELIZE = ['url', 'database', 'username', 'password', 'host', 'port', 'dialect', 'storage', 'schema', 'searchPath', 'protocol', 'pool', 'define', 'query', 'set', 'sync', 'dialectOptions', 'dialectModule', 'dialectModulePath', 'timezone', 'keepDefaultTimezone', 'clientMinMessages', 'standardConformingStrings', 'logging', 'logQueryParameters', 'benchmark', 'omitNull', 'native', 'replication', 'ssl', 'quoteIdentifiers', 'hooks', 'retry', 'transactionType', 'isolationLevel', 'databaseVersion', 'typeValidation', 'minifyAliases', 'attributeBehavior', 'prependSearchPath', 'operatorsAliases', 'noTypeValidation', 'readOnly', 'mode', 'encrypt', 'migrations'];

const migrations = z.union([z.string(), z.strictObject({ path: z.string(), pattern: z.union([z.string(), z.instanceof(RegExp)]).optional() })]);

const token = z.union([z.string(), z.strictObject({ token: z.string().optional(), sha256: z.string().optional(), env: z.string().optional(), file: z.string().optional(), role: z.string().optional(), id: z.string().optional(), claims: z.record(z.string(), z.unknown()).optional() })]);

const auth = z.strictObject({
  tokens: z.array(token).optional(),
  resource: z.string().optional(),
  jwt: z.strictObject({
    issuer: z.string(),
    audience: z.union([z.string(), z.array(z.string()).min(1)]).optional(),
    jwksUri: z.string().optional(),
    jwks: z.looseObject({ keys: z.array(z.looseObject({})).min(1) }).optional(),
    algorithms: z.array(z.string()).min(1).optional(),
    roleClaim: z.string().optional(),
    scopes: z.array(z.string()).optional(),
    clockTolerance: z.number().min(0).max(300).optional()
  }).optional()
});

const held = z.strictObject({ max: z.int().min(1).optional(), idle: z.number().positive().optional(), ttl: z.number().positive().optional() });

/** `"/^\\d+.*\\.js$/"` as JSON must write it */
export function pattern(given, at) {
  if (given === undefined || given instanceof RegExp) return given;
  const [, source, flags] = /^\/(.*)\/([a-z]*)$/s.exec(given) ?? [];
  try {
    return new RegExp(source ?? given, flags);
  } catch (error) {
    throw new UsageError(`${at}: ${error.message}`);
  }
}

async function load(file) {
  const full = path.resolve(file);
  if (!fs.existsSync(full)) throw new UsageError(`--config ${file}: there is no such file`);
  try {
    if (full.endsWith('.json')) return JSON.parse(fs.readFileSync(full, 'utf8'));
    if (/\.[cm]?js$/.test(full)) return (await import(pathToFileURL(full).href)).default;
  } catch (error) {
    throw new UsageError(`--config ${file}: ${error.message}`);
  }
  throw new UsageError(`--config ${file}: must end in .js, .mjs, .cjs or .json`);
}

function connection(given, resolve) {
  if (given === undefined || typeof given?.getQueryInterface === 'function') return { sequelize: given };
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw new UsageError('sequelize must be an object of options, or a Sequelize instance');
  const unknown = Object.keys(given).find(key => !SEQUELIZE.includes(key));
  if (unknown !== undefined) throw new UsageError(`sequelize: unknown key ${JSON.stringify(unknown)}.${didYouMean(unknown, SEQUELIZE)}`);
  const { migrations: folder, url, ...options } = given;
  return { sequelize: options, url, folder: folderOf(folder, 'sequelize.migrations', resolve) };
}

function folderOf(given, at, resolve) {
  if (given === undefined) return undefined;
  const checkedFolder = checked(migrations, given, at);
  return typeof checkedFolder === 'string' ? { path: resolve(checkedFolder) } : { path: resolve(checkedFolder.path), pattern: pattern(checkedFolder.pattern, `${at}.pattern`) };
}

/** @returns {Promise<object>} the options that the file has, read and checked; paths are of the file's folder */
export async function readFile(file) {
  const content = await load(file);
  if (typeof content !== 'object' || content === null || Array.isArray(content)) throw new UsageError(`--config ${file}: must ${file.endsWith('.json') ? 'be' : 'export'} an object`);
  const resolve = name => path.resolve(path.dirname(path.resolve(file)), name);
  const { sequelize, roles, auth: given, migrations: folder, transactions, claims, ...plain } = content;
  const options = {};
  for (const [key, value] of Object.entries(plain)) {
    const option = byKey.get(key);
    const known = ['sequelize', 'roles', 'auth', 'claims', 'transactions', ...byKey.keys()];
    if (!option) throw new UsageError(`--config ${file}: unknown key ${JSON.stringify(key)}.${didYouMean(key, known) || ` There are: ${known.join(', ')}.`}`);
    if (option.name in options) throw new UsageError(`--config ${file}: ${key} is given twice, under two names`);
    options[option.name] = option.path ? resolve(option.read(value, key)) : option.read(value, key);
  }
  const { folder: ofConnection, url, ...opened } = connection(sequelize, resolve);
  if (folder !== undefined && ofConnection) throw new UsageError(`--config ${file}: migrations and sequelize.migrations are the same; give one`);
  if (url !== undefined && options.url !== undefined) throw new UsageError(`--config ${file}: url and sequelize.url are the same; give one`);
  const complete = { ...options, ...url !== undefined && { url }, ...opened, roles, claims: claims && checked(z.record(z.string(), z.unknown()), claims, 'claims'), transactions: transactions && checked(held, transactions, 'transactions'), auth: given === undefined ? {} : checked(auth, given, 'auth'), migrations: folderOf(folder, 'migrations', resolve) ?? ofConnection };
  for (const item of complete.auth.tokens ?? []) if (item.file) item.file = resolve(item.file);
  return Object.fromEntries(Object.entries(complete).filter(([, value]) => value !== undefined));
}
