// `npm run bench`: Sequelize 6, the raw driver and sequelize-native answer the same questions.
// Fresh processes in interleaved rounds, so that a machine that drifts drifts for all.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPeers } from '../scripts/peers.mjs';
import { prepare } from '../scripts/prepare.mjs';
import { startMariadb } from '../__test__/support/mariadb.mjs';
import { startPostgres } from '../__test__/support/postgres.mjs';
import { load } from './load.mjs';
import { writeReport } from './report.mjs';

const HELP = `usage: npm run bench -- [options] [question …]

  --database D    sqlite, postgres, mariadb, or mysql (that dialect, on the MariaDB server); default: all
  --rounds N      rounds of fresh processes (default 5)
  --json          print the figures as JSON and write no report
  --no-report     leave benchmarks/RESULTS.md and chart.svg as they are
  --help          this text

Questions: the files of benchmarks/questions, without their ending.
`;

const here = path.dirname(fileURLToPath(import.meta.url));
const QUESTIONS = ['find-raw', 'find-instances', 'include', 'find-by-key', 'express-page'];
const SERVERS = { postgres: startPostgres, mariadb: startMariadb, mysql: startMariadb };
const PEERS = ['sequelize', 'driver', 'native'];

function parse(argv) {
  const options = { databases: ['sqlite', 'postgres', 'mariadb', 'mysql'], rounds: 5, json: false, report: true, questions: [] };
  for (let i = 0; i < argv.length; i++) {
    const arg = argv[i];
    if (arg === '--help') { process.stdout.write(HELP); process.exit(0); }
    else if (arg === '--database') options.databases = [argv[++i]];
    else if (arg === '--rounds') options.rounds = Number(argv[++i]);
    else if (arg === '--json') options.json = true;
    else if (arg === '--no-report') options.report = false;
    else if (QUESTIONS.includes(arg)) options.questions.push(arg);
    else { console.error(`Unknown option or question ${arg}\n\n${HELP}`); process.exit(2); }
  }
  if (!options.questions.length) options.questions = QUESTIONS;
  else options.report = false;
  return options;
}

/** A worker's lines of JSON, one at a time. */
function start(task) {
  const child = spawn(process.execPath, [path.join(here, 'worker.mjs'), JSON.stringify(task)], { stdio: ['pipe', 'pipe', 'inherit'] });
  let text = '';
  const waiting = [];
  const lines = [];
  child.stdout.on('data', data => {
    text += data;
    for (let at; (at = text.indexOf('\n')) >= 0; text = text.slice(at + 1)) {
      const line = JSON.parse(text.slice(0, at));
      if (waiting.length) waiting.shift()(line);
      else lines.push(line);
    }
  });
  const done = new Promise((resolve, reject) => child.on('exit', code => (code === 0 ? resolve() : reject(new Error(`${task.peer} ended with ${code} on ${task.question}`)))));
  done.catch(() => {});
  const line = () => Promise.race([lines.length ? Promise.resolve(lines.shift()) : new Promise(resolve => waiting.push(resolve)), done.then(() => { throw new Error('the worker said nothing'); })]);
  return { child, done, line };
}

async function answer(task) {
  const worker = start(task);
  const question = await import(`./questions/${task.question}.mjs`);
  if (!question.http) {
    const figures = await worker.line();
    await worker.done;
    return figures;
  }
  const { port } = await worker.line();
  try {
    return await load(port, question.http, page => question.verify(page));
  } finally {
    worker.child.stdin.end();
    await worker.done.catch(() => {});
  }
}

const median = list => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

function summarize(rounds) {
  const figures = {};
  for (const key of ['wall', 'script', 'perSecond', 'rss']) {
    const values = rounds.map(round => round[key]).filter(Number.isFinite);
    if (values.length) figures[key] = median(values);
  }
  return figures;
}

const options = parse(process.argv.slice(2));
await prepare();
installPeers();
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sequelize-native-bench-'));
let server;
const results = [];
try {
  for (const database of options.databases) {
    server = await SERVERS[database]?.();
    const base = {
      database, file: path.join(folder, 'bench.sqlite'),
      url: server && { host: server.host, port: server.port, username: server.user, password: server.password, database: server.database }
    };
    console.error(`• Filling ${database}`);
    const filling = start({ ...base, peer: 'sequelize', question: 'fill' });
    await filling.done;
    for (const question of options.questions) {
      const rounds = Object.fromEntries(PEERS.map(peer => [peer, []]));
      for (let round = 0; round < options.rounds; round++) {
        for (const peer of PEERS) rounds[peer].push(await answer({ ...base, peer, question }));
        process.stderr.write(`\r• ${database} ${question}: round ${round + 1} of ${options.rounds}   `);
      }
      process.stderr.write('\n');
      results.push({ database, question, ...Object.fromEntries(PEERS.map(peer => [peer, summarize(rounds[peer])])) });
    }
    server?.stop();
    server = undefined;
  }
} finally {
  server?.stop();
  fs.rmSync(folder, { recursive: true, force: true });
}
if (options.json) console.log(JSON.stringify(results, null, 1));
else await writeReport(results, options.report ? here : undefined);
