'use strict';
/** The recorder of a command: on the connection that its configuration names. */

const { Recorder, readOnlyOptions } = require('../migrator/recorder');

/** @param {import('./session').Session} session */
async function openRecorder(session) {
  return new Recorder(await session.connect({ ...readOnlyOptions(await session.config()), logging: false }));
}

module.exports = { openRecorder };
