'use strict';
/** Help texts, made from the table of commands. */

const { globalOptions } = require('./options');

function version() {
  return `sequelize-native ${require('../../package.json').version} (Node.js ${process.version})`;
}

function columns(rows) {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
}

function optionRows(options) {
  return Object.entries(options).map(([name, option]) => {
    const value = option.type === 'boolean' ? '' : ` <${option.value ?? 'text'}>`;
    const short = option.short ? `-${option.short}, ` : '';
    return [`${short}--${name}${value}`, option.describe + (option.required ? ' (required)' : '')];
  });
}

function overview(commands) {
  const rows = commands.map(command => [
    command.name, command.summary + (command.aliases?.length ? ` (also ${command.aliases.join(', ')})` : '')
  ]);
  return `${version()}

usage: sequelize-native <command> [options]

Commands:
${columns(rows)}

Options of every command:
${columns(optionRows(globalOptions))}

Exit codes: 0 done, 1 failed (or db:migrate:check found a problem), 2 the command was not understood.
"sequelize-native <command> --help" explains a command.`;
}

function commandHelp(command) {
  const own = Object.keys(command.options ?? {}).length ? `\nOptions:\n${columns(optionRows(command.options))}\n` : '';
  const also = command.aliases?.length ? `\nAlso: ${command.aliases.join(', ')}\n` : '';
  const text = command.description ? `\n${command.description.trim()}\n` : '';
  const examples = command.examples?.length ? `\nExamples:\n${command.examples.map(line => `  sequelize-native ${line}`).join('\n')}\n` : '';
  return `usage: sequelize-native ${command.name} [options]

${command.summary}.
${text}${also}${own}
Options of every command:
${columns(optionRows(globalOptions))}
${examples}`.trimEnd();
}

module.exports = { commandHelp, overview, version };
