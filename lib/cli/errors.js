'use strict';
/** Errors whose message is all a user needs: no stack is shown for them. */

class CliError extends Error {
  /** @param {string} message @param {object} [details] shown with --json */
  constructor(message, details) {
    super(message);
    this.name = 'CliError';
    this.details = details;
  }
}

/** The command was not understood: exit code 2. */
class UsageError extends CliError {
  constructor(message, details) {
    super(message, details);
    this.name = 'UsageError';
  }
}

module.exports = { CliError, UsageError };
