'use strict';
/** The command line: words to a command, its run, its exit code (0 done, 1 failed or found something, 2 wrong usage). */

const { parse } = require('./arguments');
const { commands } = require('./commands');
const { CliError, UsageError } = require('./errors');
const { commandHelp, overview, version } = require('./help');
const { Output } = require('./output');
const { Session } = require('./session');

/**
 * @param {string[]} words what follows the program's name
 * @param {{ stdout?: any, stderr?: any, cwd?: string }} [world]
 * @returns {Promise<number>} the exit code
 */
async function main(words, world = {}) {
  const output = new Output(world);
  let session;
  try {
    const parsed = parse(words, commands);
    output.json = parsed.options.json === true;
    output.debug = parsed.options.debug === true;
    // A migration's own words would spoil the document.
    if (output.json) console.log = console.info = console.error;
    if (parsed.options.version) return output.print(version()), 0;
    if (!parsed.command) return output.print(overview(commands)), parsed.options.help ? 0 : 2;
    if (parsed.options.help) return output.print(commandHelp(parsed.command)), 0;
    session = new Session(parsed, output, world.cwd ?? process.cwd());
    output.debug = session.options.debug === true;
    const code = await parsed.command.run(session);
    output.flush();
    return code ?? 0;
  } catch (error) {
    output.failure(error);
    return error instanceof UsageError ? 2 : 1;
  } finally {
    await session?.close().catch(error => output.failure(new CliError(`The connection could not be closed: ${error.message}`)));
  }
}

/** The program: ends when the command has, whatever a migration left open. */
async function start() {
  const code = await main(process.argv.slice(2));
  process.exitCode = code;
  // What was printed leaves first; this timer alone keeps nothing alive.
  setTimeout(() => process.exit(code), 300).unref();
}

module.exports = { main, start };
