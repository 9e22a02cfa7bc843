// A queue that lets one request at a time onto a connection.

import BaseError from '../../errors/base-error';

/** The connection was closed while requests were waiting for it. */
export class AsyncQueueError extends BaseError {
  constructor(message: string);
}

declare class AsyncQueue {
  previous: Promise<unknown>;
  closed: boolean;
  rejectCurrent: (reason?: any) => void;
  constructor();
  /** Refuses what is waiting and what comes. */
  close(): void;
  /** Runs the function when all before it are done. */
  enqueue(asyncFunction: (...args: any[]) => Promise<unknown>): Promise<unknown>;
}

export default AsyncQueue;
