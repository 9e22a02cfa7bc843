'use strict';
// The retry option: what is tried again, how often, and what is told about it.

const test = require('node:test');
const assert = require('node:assert/strict');
const { retry } = require('../../lib/sequelize/retry');

const failing = (times, error) => {
  let calls = 0;
  const operation = async () => {
    if (++calls <= times) throw error;
    return calls;
  };
  return operation;
};
const fast = { backoffBase: 0 };

test('a failure that matches is tried again until it succeeds', async () => {
  assert.equal(await retry(failing(2, new Error('busy')), { ...fast, max: 5, match: ['busy'] }), 3);
  assert.equal(await retry(failing(1, new RangeError('x')), { ...fast, max: 5, match: [RangeError] }), 2);
  assert.equal(await retry(failing(1, new Error('it is BUSY')), { ...fast, max: 5, match: /busy/i }), 2);
  assert.equal(await retry(failing(1, new Error('x')), { ...fast, max: 5, match: [error => error.message === 'x'] }), 2);
});

test('other failures, and the last attempt\'s, are the caller\'s', async () => {
  await assert.rejects(retry(failing(1, new Error('other')), { ...fast, max: 5, match: ['busy'] }), /other/);
  await assert.rejects(retry(failing(9, new Error('busy')), { ...fast, max: 3, match: ['busy'] }), /busy/);
  await assert.rejects(retry(failing(1, new Error('x')), { ...fast }), /x/);
});

test('a text matches a whole message and no part of it', async () => {
  await assert.rejects(retry(failing(1, new Error('very busy')), { ...fast, max: 5, match: ['busy'] }));
});

test('a timeout gives up with its own error', async () => {
  await assert.rejects(retry(() => new Promise(() => {}), { ...fast, max: 1, timeout: 10, name: 'slow' }), { name: 'TimeoutError', message: 'slow timed out' });
});

test('report hears of every attempt', async () => {
  const heard = [];
  await retry(failing(1, new Error('busy')), { ...fast, max: 3, match: ['busy'], name: 'q', report: message => heard.push(message) });
  assert.equal(heard.length, 4);
  assert.match(heard[0], /^Trying q #1 at /);
  assert.equal(heard[1], 'Error: busy');
});

test('the pauses grow by the exponent', async () => {
  const pauses = [];
  const report = message => {
    const [, pause] = /^Delaying retry of unknown by (.*)$/.exec(message) ?? [];
    if (pause) pauses.push(Number(pause));
  };
  await retry(failing(3, new Error('busy')), { backoffBase: 3, backoffExponent: 2, max: 5, report });
  assert.deepEqual(pauses, [3, 6, 12]);
});
