// `node mcp/scripts/conformance.mjs`: the server against the official harnesses and against clients that others wrote.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { folder, installHarness, installPython, root } from '../conformance/install.mjs';
import { runHarness, RUNS } from '../conformance/runs.mjs';

const HELP = `usage: node mcp/scripts/conformance.mjs [options]

Runs the official conformance harnesses, the official inspector and a Python client against the server, after
installing them at their pinned versions into mcp/conformance. What may fail, and why, stands in
mcp/conformance/expected-failures.json. Build the addon first (npm start or npm test does).

  --only <what>   harness or clients
  --json          the results as JSON on stdout
  --help          this text
`;

const say = text => process.stderr.write(`• ${text}\n`);

const SERVERS = {
  delivered: ['mcp/bin/sequelize-mcp-server.js', '--port', '0'],
  fixtures: ['mcp/__test__/conformance/serve.mjs']
};

async function start(args) {
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  const url = await new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error(`${args.join(' ')} ended:\n${log}`)));
    child.stderr.on('data', chunk => {
      log += chunk;
      const [found] = /http:\/\/\S+\/mcp/.exec(log) ?? [];
      if (found) resolve(found);
    });
  });
  const stop = async () => {
    child.kill('SIGTERM');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };
  return { url, stop };
}

async function harness() {
  installHarness(say);
  say(`Running ${RUNS.length} sets of the harness's scenarios`);
  const servers = {};
  try {
    for (const [name, args] of Object.entries(SERVERS)) servers[name] = await start(args);
    return await Promise.all(RUNS.map(run => runHarness(run, servers[run.server].url)));
  } finally {
    await Promise.all(Object.values(servers).map(server => server.stop()));
  }
}

async function clients() {
  installHarness(say);
  installPython(say);
  say('Running the tests with other clients');
  const child = spawn(process.execPath, ['--test', path.join(folder, 'clients.test.mjs')], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  let report = '';
  child.stdout.on('data', chunk => { report += chunk; });
  const [code] = await once(child, 'close');
  const passed = Number(/^(?:#|ℹ) pass (\d+)$/m.exec(report)?.[1] ?? 0);
  return [{ name: 'inspector and Python client', tests: passed, problems: code === 0 && passed > 0 ? [] : [report] }];
}

const PARTS = { harness, clients };

function parse(args) {
  const options = { parts: Object.keys(PARTS), json: false };
  for (let at = 0; at < args.length; at += 1) {
    if (args[at] === '--json') options.json = true;
    else if (args[at] === '--help') options.help = true;
    else if (args[at] === '--only' && Object.hasOwn(PARTS, args[at + 1])) options.parts = [args[at += 1]];
    else throw new Error(`${args[at] === '--only' ? '--only takes harness or clients' : `Unknown option ${args[at]}`}\n\n${HELP}`);
  }
  return options;
}

const sentence = ({ scenarios, checks, expected, tests }) => (tests === undefined ? `${scenarios - expected} of ${scenarios} scenarios, ${checks} checks${expected ? `; ${expected} cannot pass` : ''}` : `${tests} tests`);

async function main() {
  const options = parse(process.argv.slice(2));
  if (options.help) return process.stdout.write(HELP);
  const results = [];
  for (const part of options.parts) results.push(...await PARTS[part]());
  if (options.json) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
  else {
    for (const result of results) {
      console.log(`${result.problems.length ? '✘' : '✔'} ${result.name}: ${sentence(result)}`);
      for (const problem of result.problems) console.log(`    ${problem}`);
    }
  }
  if (results.some(result => result.problems.length)) process.exitCode = 1;
}

main().catch(error => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
