// What the official harnesses are run with, and what counts as passed: everything but the expected failures, which must fail.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { folder, node, program } from './install.mjs';

const BOTH_ERAS = program('@modelcontextprotocol/conformance', 'dist/index.js');
const ERA_2025 = program('conformance-2025', 'dist/index.js');

/** The scenarios that need no fixtures run on the command itself. `scenarios` is how many the harness has to run. */
export const RUNS = [
  { name: '2026-07-28 with fixtures', harness: BOTH_ERAS, server: 'fixtures', args: [['--requirements', '2026-07-28']], scenarios: 50 },
  { name: '2025-11-25 with fixtures', harness: BOTH_ERAS, server: 'fixtures', args: [['--requirements', '2025-11-25']], scenarios: 33 },
  { name: '2025 with fixtures', harness: ERA_2025, server: 'fixtures', args: [[]], scenarios: 30 },
  {
    name: '2026-07-28, as delivered', harness: BOTH_ERAS, server: 'delivered', scenarios: 9,
    args: ['server-stateless', 'tools-list', 'resources-list', 'prompts-list', 'sep-2164-resource-not-found', 'dns-rebinding-protection', 'caching', 'http-header-validation', 'server-sse-multiple-streams']
      .map(name => ['--spec-version', '2026-07-28', '--scenario', name])
  },
  {
    name: '2025, as delivered', harness: ERA_2025, server: 'delivered', scenarios: 7,
    args: ['server-initialize', 'ping', 'tools-list', 'resources-list', 'prompts-list', 'dns-rebinding-protection', 'server-sse-multiple-streams'].map(name => ['--scenario', name])
  }
];

const EXPECTED = JSON.parse(fs.readFileSync(path.join(folder, 'expected-failures.json'), 'utf8'));

/** @returns {Promise<string>} what it printed; its exit code also counts scenarios that need not pass, so it is not used */
function execute(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => { printed += chunk; });
    child.once('error', reject);
    child.once('close', () => resolve(printed));
  });
}

function readResults(results) {
  return fs.readdirSync(results).map(name => {
    const [, scenario] = /^server-(.+)-\d{4}-\d\d-\d\dT[\dZ-]+$/.exec(name) ?? [];
    if (!scenario) throw new Error(`The harness wrote results under a name that is not known: ${name}`);
    return { scenario, checks: JSON.parse(fs.readFileSync(path.join(results, name, 'checks.json'), 'utf8')) };
  });
}

/** What is wrong with one scenario, given what of it may and must fail. */
function judge(run, { scenario, checks }) {
  const failed = checks.filter(check => check.status === 'FAILURE');
  const expected = EXPECTED.find(entry => entry.runs.includes(run) && entry.scenarios.includes(scenario));
  if (!expected) return failed.map(check => `${scenario}: ${check.id}: ${check.errorMessage}`);
  const allowed = check => !expected.checks || expected.checks.includes(check.id);
  const wrong = failed.filter(check => !allowed(check)).map(check => `${scenario}: ${check.id}: ${check.errorMessage}`);
  const stale = (expected.checks ?? ['']).filter(id => !failed.some(check => !id || check.id === id));
  return [...wrong, ...stale.map(id => `${scenario}${id && `: ${id}`}: passes, and is listed in expected-failures.json`)];
}

/** @returns {Promise<{ name: string, scenarios: number, checks: number, expected: number, problems: string[] }>} */
export async function runHarness(run, url) {
  const results = fs.mkdtempSync(path.join(os.tmpdir(), 'sequelize-mcp-conformance-'));
  try {
    let printed = '';
    for (const args of run.args) printed += await execute([run.harness, 'server', '--url', url, '-o', results, ...args]);
    const found = readResults(results);
    const problems = found.flatMap(result => judge(run.name, result));
    if (found.length !== run.scenarios) problems.push(`${found.length} scenarios ran instead of ${run.scenarios}:\n${printed}`);
    const expected = found.filter(({ scenario }) => EXPECTED.some(entry => entry.runs.includes(run.name) && !entry.checks && entry.scenarios.includes(scenario))).length;
    const checks = found.flatMap(result => result.checks).filter(check => check.status === 'SUCCESS').length;
    return { name: run.name, scenarios: found.length, checks, expected, problems };
  } finally {
    fs.rmSync(results, { recursive: true, force: true });
  }
}
