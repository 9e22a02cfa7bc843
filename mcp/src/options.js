// The command line, strictly: what is not known stops the start, because a misspelt restriction must not be ignored.

export const PROFILES = ['read', 'write'];

export const HELP = `usage: sequelize-mcp-server [options]

Serves the models of an application to AI clients over the Model Context Protocol.

  --port <n>         Streamable HTTP at http://127.0.0.1:<n>/mcp (otherwise: stdio); 0 takes a free port
  --facility <n>     the same
  --url <url>        the database, e.g. sqlite:app.sqlite or postgres://user:password@localhost:5432/app
  --models <path>    a folder of model files as sequelize-cli makes them, or a module that exports a Sequelize instance;
                     without it the models are read from the tables of --url
  --profile <list>   read (default), write; several with commas
  --max-bytes <n>    the most that the rows of one answer may take (default 32768)
  --version, --help

With neither --url nor --models a sample database is served.
`;

const TAKES_VALUE = new Set(['port', 'facility', 'url', 'models', 'profile', 'max-bytes']);
const FLAGS = new Set(['help', 'version']);

export class UsageError extends Error {}

function wholeNumber(name, text, most) {
  if (!/^\d+$/.test(text) || Number(text) > most) throw new UsageError(`--${name} takes a number from 0 to ${most}; got ${JSON.stringify(text)}`);
  return Number(text);
}

/** @param {string[] | string} given names of profiles */
export function profilesOf(given) {
  const names = (Array.isArray(given) ? given : String(given).split(',')).map(name => name.trim());
  const unknown = names.find(name => !PROFILES.includes(name));
  if (unknown !== undefined) throw new UsageError(`Unknown profile ${JSON.stringify(unknown)}; there are: ${PROFILES.join(', ')}`);
  return new Set(['read', ...names]);
}

export function parseOptions(args) {
  const raw = {};
  for (let at = 0; at < args.length; at += 1) {
    const [, name, , inline] = /^--([a-z-]+)(=(.*))?$/s.exec(args[at]) ?? [];
    if (FLAGS.has(name) && inline === undefined) {
      raw[name] = true;
      continue;
    }
    if (!TAKES_VALUE.has(name)) throw new UsageError(`Unknown option ${args[at]}`);
    if (name in raw) throw new UsageError(`--${name} is given twice`);
    const value = inline ?? args[at += 1];
    if (value === undefined || value === '') throw new UsageError(`--${name} needs a value`);
    raw[name] = value;
  }
  if ('port' in raw && 'facility' in raw) throw new UsageError('--port and --facility are the same; give one');
  const options = { help: raw.help, version: raw.version, url: raw.url, models: raw.models };
  const port = raw.port ?? raw.facility;
  if (port !== undefined) options.port = wholeNumber('port' in raw ? 'port' : 'facility', port, 65535);
  if (raw['max-bytes'] !== undefined) options.maxBytes = wholeNumber('max-bytes', raw['max-bytes'], 100_000_000);
  options.profiles = profilesOf(raw.profile ?? 'read');
  return options;
}
