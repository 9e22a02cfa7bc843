'use strict';
/** Words of the command line to `{ command, options, words }`; what is not understood is refused, with the nearest word. */

const { parseArgs } = require('util');
const { UsageError } = require('./errors');
const { globalOptions } = require('./options');
const { didYouMean } = require('./suggest');

/** sequelize-cli also takes `--migrationsPath` for `--migrations-path`. */
function kebab(name) {
  return name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
}

function normalize(word) {
  const match = /^--([a-zA-Z-]+)(=[\s\S]*)?$/.exec(word);
  return match ? `--${kebab(match[1])}${match[2] ?? ''}` : word;
}

function findCommand(name, commands) {
  return commands.find(command => command.name === name || command.aliases?.includes(name));
}

/** Every option of every command, as parseArgs wants them: which command it is, is only known afterwards. */
function everyOption(commands) {
  const all = Object.assign({}, globalOptions, ...commands.map(command => command.options));
  return Object.fromEntries(Object.entries(all).map(([name, option]) => [name, {
    type: option.type === 'boolean' ? 'boolean' : 'string',
    multiple: option.type === 'list',
    ...(option.short ? { short: option.short } : {})
  }]));
}

/** @returns {{ command?: object, options: Record<string, any>, words: string[] }} options in camelCase */
function parse(words, commands) {
  const end = words.indexOf('--');
  const given = words.map((word, i) => (end !== -1 && i >= end ? word : normalize(word)));
  const { tokens } = parseArgs({ args: given, options: everyOption(commands), strict: false, allowPositionals: true, tokens: true });
  const positionals = tokens.filter(token => token.kind === 'positional').map(token => token.value);
  const help = positionals[0] === 'help';
  if (help) positionals.shift();
  const name = positionals.find(word => findCommand(word, commands)) ?? positionals[0];
  const command = name === undefined ? undefined : findCommand(name, commands);
  if (name !== undefined && !command) {
    const names = commands.flatMap(one => [one.name, ...one.aliases ?? []]);
    throw new UsageError(`Unknown command "${name}".${didYouMean(name, names)} "sequelize-native --help" lists the commands.`);
  }
  const rest = positionals.filter((word, i) => i !== positionals.indexOf(name));
  const options = readOptions(tokens, command, rest, help);
  return { command, options, words: rest };
}

function readOptions(tokens, command, rest, help) {
  const known = { ...globalOptions, ...command?.options };
  const options = help ? { help } : {};
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const option = Object.hasOwn(known, token.name) ? known[token.name] : undefined;
    if (!option) {
      const where = command ? `for ${command.name}` : 'without a command';
      throw new UsageError(`Unknown option ${token.rawName} ${where}.${didYouMean(token.name, Object.keys(known), name => `--${name}`)}`);
    }
    const value = valueOf(token, option);
    const key = camel(token.name);
    if (option.type === 'list') (options[key] ??= []).push(value);
    else options[key] = value;
  }
  takeRest(options, command, rest);
  check(options, command);
  return options;
}

function valueOf(token, option) {
  if (option.type === 'boolean') {
    if (token.value === undefined || token.value === 'true') return true;
    if (token.value === 'false') return false;
    throw new UsageError(`${token.rawName} is true or false, not "${token.value}".`);
  }
  if (token.value === undefined || !token.inlineValue && /^--[a-z]/.test(token.value)) {
    throw new UsageError(`${token.rawName} needs a value (${option.value ?? 'text'}).`);
  }
  if (option.choices && !option.choices.includes(token.value)) {
    throw new UsageError(`${token.rawName} is ${option.choices.join(' or ')}, not "${token.value}".`);
  }
  return token.value;
}

/** Words behind a list option belong to it (`--seed a.js b.js`); elsewhere they are a mistake. */
function takeRest(options, command, rest) {
  if (rest.length === 0) return;
  const list = Object.entries(command?.options ?? {}).find(([, option]) => option.type === 'list' && option.takesRest);
  if (list && options[camel(list[0])]) options[camel(list[0])].push(...rest);
  else throw new UsageError(`Unexpected word "${rest[0]}" after ${command?.name ?? 'the options'}. A value with spaces stands in quotes.`);
}

function check(options, command) {
  if (!command || options.help || options.version) return;
  for (const [name, option] of Object.entries(command.options ?? {})) {
    if (option.required && options[camel(name)] === undefined) {
      throw new UsageError(`${command.name} needs --${name} (${option.describe}).`);
    }
    const against = option.conflicts?.find(other => options[camel(name)] !== undefined && options[camel(other)] !== undefined);
    if (against) throw new UsageError(`--${name} and --${against} exclude each other.`);
  }
}

function camel(name) {
  return name.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());
}

module.exports = { camel, kebab, parse };
