// Every option once: its flag, its place in the configuration file and in the environment, its type, default and meaning.
import { UsageError } from './problem.js';

export const PROFILES = ['read', 'sql', 'write', 'migrate', 'admin', 'dev'];

function whole(most) {
  return (value, at) => {
    const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
    if (!Number.isInteger(number) || number < 0 || number > most) throw new UsageError(`${at} takes a number from 0 to ${most}; got ${JSON.stringify(value)}`);
    return number;
  };
}

function oneOf(...words) {
  return (value, at) => {
    if (!words.includes(value)) throw new UsageError(`${at} takes ${words.join(', ')}; got ${JSON.stringify(value)}`);
    return value;
  };
}

function text(value, at) {
  if (typeof value !== 'string' || value === '') throw new UsageError(`${at} takes a text; got ${JSON.stringify(value)}`);
  return value;
}

function list(value, at) {
  const items = (Array.isArray(value) ? value.map(item => text(item, at)) : text(value, at).split(',')).map(item => item.trim());
  if (!items.length || items.includes('')) throw new UsageError(`${at} has an empty item; got ${JSON.stringify(value)}`);
  return items;
}

/** Hostnames as Host and Origin are compared: without scheme and port. */
function hosts(value, at) {
  return list(value, at).map(item => {
    if (/[/\s*@]/.test(item) || /^[^[\]]*:\d+$/.test(item)) throw new UsageError(`${at} takes hostnames without scheme and port; got ${JSON.stringify(item)}`);
    return item.toLowerCase();
  });
}

export const OPTIONS = [
  { name: 'config', value: '<file>', read: text, help: 'sequelize-mcp.config.js, .mjs or .json; see the README' },
  { name: 'url', value: '<url>', read: text, help: 'the database: sqlite:app.sqlite, postgres://user:password@localhost:5432/app' },
  { name: 'models', value: '<path>', read: text, path: true, help: 'a folder of model files as sequelize-cli makes them, or a module that exports a Sequelize\ninstance; without it the models are read from the tables' },
  { name: 'migrations', value: '<path>', read: text, path: true, help: 'the folder of migrations' },
  { name: 'write-models', value: '<path>', read: text, path: true, help: 'define_model may write files to this folder of models' },
  { name: 'profile', value: '<list>', read: list, default: 'read', help: `what may be done: ${PROFILES.join(', ')}; several with commas` },
  { name: 'role', value: '<name>', read: text, help: 'the role, from the configuration, of whoever comes without authentication (stdio, this machine)' },
  { name: 'port', aliases: ['facility'], value: '<n>', read: whole(65535), help: 'Streamable HTTP at http://<host>:<n>/mcp instead of stdio; 0 takes a free port' },
  { name: 'host', value: '<address>', read: text, default: '127.0.0.1', help: 'the address to listen on; others than this machine\'s own need tokens or JWT' },
  { name: 'allowed-hosts', value: '<list>', read: hosts, default: 'this machine\'s', help: 'hostnames that the Host header may have besides' },
  { name: 'allowed-origins', value: '<list>', read: hosts, default: 'this machine\'s', help: 'hostnames that the Origin header may have besides' },
  { name: 'token', value: '<list>', read: list, help: 'bearer tokens, each "token" or "role:token"; better in a file or in the environment' },
  { name: 'token-file', value: '<file>', read: text, path: true, help: 'the same, one a line; lines that begin with # are skipped' },
  { name: 'audit', value: '<file>', read: text, path: true, help: 'every call is written down here, or refused' },
  { name: 'timeout', value: '<ms>', read: whole(86_400_000), default: 60_000, help: 'the most that a call may take; 0 for no end' },
  { name: 'confirm', value: '<policy>', read: oneOf('host', 'plan-only', 'deny'), default: 'host', help: 'destructive calls of clients that cannot ask their user: left to the host (host), plans only,\nor nothing (deny)' },
  { name: 'max-bytes', value: '<n>', read: whole(100_000_000), default: 32768, help: 'the most that the rows of one answer may take' },
  { name: 'audit-key', value: '<text>', read: text, flag: false, help: 'the chain of the audit file is keyed with it' },
  { name: 'mask-key', value: '<text>', read: text, flag: false, help: 'hashes of masked values stay the same from start to start' }
];

export const camel = name => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());

const environmentName = name => `SEQUELIZE_MCP_${name.replaceAll('-', '_').toUpperCase()}`;

export const byFlag = new Map(OPTIONS.filter(({ flag }) => flag !== false).flatMap(option => [option.name, ...option.aliases ?? []].map(name => [name, option])));

export const byKey = new Map(OPTIONS.filter(({ name }) => !['config', 'token', 'token-file'].includes(name)).flatMap(option => [option.name, ...option.aliases ?? []].map(name => [camel(name), option])));

export const byVariable = new Map(OPTIONS.map(option => [environmentName(option.name), option]));

function line(left, help) {
  const [first, ...rest] = help.split('\n');
  return [`  ${left.padEnd(27)}${first}`, ...rest.map(more => `${' '.repeat(29)}${more}`)].join('\n');
}

export const HELP = `usage: sequelize-mcp-server [options]
       sequelize-mcp-server verify <file>    is the chain of an audit file whole?

Serves the models of an application to AI clients over the Model Context Protocol.

${OPTIONS.filter(({ flag }) => flag !== false).map(({ name, aliases = [], value, help, default: normal }) => line([name, ...aliases].map(word => `--${word}`).join(', ') + ` ${value}`, normal === undefined ? help : `${help} (default: ${normal})`)).join('\n')}
${line('--version, --help', 'these')}

A flag beats the configuration file, which beats the environment: SEQUELIZE_MCP_URL, SEQUELIZE_MCP_PROFILE and so on for
every flag, and ${OPTIONS.filter(({ flag }) => flag === false).map(({ name }) => environmentName(name)).join(', ')}. What is not known stops the start.
With no database named, a sample database is served.
`;
