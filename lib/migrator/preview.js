'use strict';
/** The SQL of each step of a run, and of the step back, without running what writes. */

const { recorderBeside } = require('./recorder');

const OPPOSITE = { up: 'down', down: 'up' };

/** @returns {Promise<{ statements: string[], previewable: boolean, reason?: string, error?: Error }>} */
async function record(run, recorder) {
  recorder.begin();
  let error;
  try {
    await run(recorder.queryInterface, recorder.queryInterface);
  } catch (thrown) {
    error = thrown;
  }
  const [first] = recorder.dependent;
  const reason = first === undefined ? undefined
    : `it reads "${first}", which a step before has not really written${error ? ` (${error.message})` : ''}`;
  return { statements: recorder.statements, previewable: reason === undefined, ...reason && { reason }, ...error && { error } };
}

/**
 * @param {Array<object>} plan `Migrator.plan`'s
 * @param {(step: object, direction: 'up' | 'down') => Promise<{ statements?: string[], run?: Function }>} side one direction of a step
 */
async function preview(sequelize, plan, side) {
  const recorder = recorderBeside(sequelize);
  try {
    const steps = [];
    for (const { run, statements, transaction, ...step } of plan) {
      const seen = step.kind === 'sql' ? { statements, previewable: true } : await record(run, recorder);
      const back = await side(step, OPPOSITE[step.direction]);
      const undo = back.statements ? { statements: back.statements, previewable: true } : back.run && await record(back.run, recorder);
      steps.push({ ...step, ...seen, ...undo && { undo } });
    }
    return steps;
  } finally {
    await recorder.sequelize.close();
  }
}

module.exports = { preview, record };
