// @ts-check
'use strict';
/** Requests to one connection, one after the other: SQL Server's wire takes no second one meanwhile. */

const { default: BaseError } = require('../../errors/base-error');
const { default: ConnectionError } = require('../../errors/connection-error');

/** The connection was closed while an operation waited or ran. */
class AsyncQueueError extends BaseError {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = 'SequelizeAsyncQueueError';
  }
}

const closedBefore = when => new ConnectionError(new AsyncQueueError(`the connection was closed before this query could ${when}`));

class AsyncQueue {
  constructor() {
    this.previous = Promise.resolve();
    this.closed = false;
    /** @type {(reason?: any) => void} */
    this.rejectCurrent = () => {};
  }

  close() {
    this.closed = true;
    this.rejectCurrent(closedBefore('finish executing'));
  }

  /**
   * Runs a function after all earlier ones have settled.
   *
   * @param {() => Promise<any>} job
   */
  enqueue(job) {
    return new Promise((resolve, reject) => {
      this.previous = this.previous.then(async () => {
        this.rejectCurrent = reject;
        if (this.closed) {
          reject(closedBefore('be executed'));
          return;
        }
        try {
          resolve(await job());
        } catch (error) {
          reject(error);
        }
      });
    });
  }
}

exports.AsyncQueueError = AsyncQueueError;
exports.AsyncQueue = AsyncQueue;
exports.default = AsyncQueue;
