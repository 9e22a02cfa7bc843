'use strict';
/** A migration's file from two schemas: up to the second, down to the first. */

const { comment } = require('../code');
const { steps: file } = require('../templates');
const { alterSteps } = require('./alter');
const { compare, reverse } = require('./compare');
const { REBUILD, rebuildSteps } = require('./rebuild');

function stepsOf(difference, sequelize) {
  return sequelize.getDialect() === 'sqlite' ? rebuildSteps(difference, sequelize.getQueryInterface().queryGenerator) : alterSteps(difference);
}

function lines(list) {
  if (list.length === 0) return '    // Nothing to do.';
  return list.map(step => (step.loses ? `    ${comment(`DATA LOSS: ${step.loses}`)}\n` : '') + `    ${step.code}`).join('\n');
}

/**
 * @param {any} sequelize of the database
 * @returns {{ text: string, up: import('./definitions').Step[], down: import('./definitions').Step[], difference: any }}
 */
function makeMigration(sequelize, current, desired, renames = []) {
  const difference = compare(current, desired, renames);
  const up = stepsOf(difference, sequelize);
  const down = stepsOf(compare(desired, current, reverse(renames)), sequelize);
  const helper = [...up, ...down].some(step => step.usesRebuild) ? REBUILD : '';
  return { text: file(lines(up), lines(down), helper), up, down, difference };
}

module.exports = { makeMigration };
