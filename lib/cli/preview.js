'use strict';
/** --dry-run: the SQL of each step, without running what writes. */

const { record } = require('../migrator/preview');
const { CliError } = require('./errors');
const { openRecorder } = require('./recorder');

/**
 * @param {import('./session').Session} session
 * @param {{ migrator: any }} runner
 * @param {'up' | 'down'} direction
 */
async function preview(session, runner, direction, request) {
  const { output } = session;
  const plan = await runner.migrator.plan(direction, request);
  const recorder = await openRecorder(session);
  const steps = [];
  output.set({ dryRun: true, steps });
  for (const step of plan) {
    const seen = step.kind === 'sql' ? { statements: step.statements, previewable: true } : await record(step.run, recorder);
    const { error, ...rest } = seen;
    steps.push({ name: step.name, direction, ...rest, ...error ? { error: error.message } : {} });
    output.line(`-- ${step.name} (${direction})`);
    for (const statement of seen.statements) output.line(`${statement.trim().replace(/;$/, '')};`);
    if (seen.reason) output.line(`-- not fully previewable: ${seen.reason}`);
    output.line();
    if (error && seen.previewable) throw new CliError(`${step.name} would fail: ${error.message}`);
  }
  output.line(`-- ${steps.length} step${steps.length === 1 ? '' : 's'}, nothing was changed`);
}

module.exports = { preview };
