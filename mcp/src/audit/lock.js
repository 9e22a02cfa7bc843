// One writer at a time for each audit file: a lock file beside it, made in one step, held for the writing of a line.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';

const host = os.hostname();
const LONGEST_MS = 2000;
const PAUSE_MS = 2;
const sleeper = new Int32Array(new SharedArrayBuffer(4));

function holder(lock) {
  try {
    return JSON.parse(fs.readFileSync(lock, 'utf8'));
  } catch (error) {
    return error.code === 'ENOENT' ? undefined : {};
  }
}

/** Of a process on another machine, or of one that cannot be told, it is not known that it has ended. */
function hasEnded({ pid, host: where, since }) {
  if (where !== host || !Number.isInteger(pid)) return false;
  // In a container every start may have the same number: what is older than this process is not of it.
  if (pid === process.pid) return since < performance.timeOrigin;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

function claim(own, lock) {
  try {
    fs.linkSync(own, lock);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  }
}

/** The lock of a process that has ended is moved away, and put back if it has become somebody else's meanwhile. */
function clear(own, lock, stale) {
  const moved = `${own}.moved`;
  try {
    fs.renameSync(lock, moved);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  if (holder(moved)?.id !== stale.id) claim(moved, lock);
  fs.rmSync(moved, { force: true });
}

/**
 * Waits, which stops this process, for the others' lines: each takes less than a millisecond.
 *
 * @template T @param {() => T} work @returns {T}
 */
export function withLock(file, work) {
  const lock = `${file}.lock`;
  const own = `${lock}.${randomBytes(6).toString('hex')}`;
  fs.writeFileSync(own, JSON.stringify({ pid: process.pid, host, since: Date.now(), id: own }), { flag: 'wx', mode: 0o600 });
  try {
    const end = Date.now() + LONGEST_MS;
    while (!claim(own, lock)) {
      const other = holder(lock);
      if (other && hasEnded(other)) clear(own, lock, other);
      else if (Date.now() > end) throw new Error(`The audit file ${file} is being written by ${other?.pid ? `process ${other.pid} on ${other.host}` : 'another process'} for more than ${LONGEST_MS / 1000} seconds; if none runs, remove ${lock}`);
      else Atomics.wait(sleeper, 0, 0, PAUSE_MS);
    }
    try {
      return work();
    } finally {
      fs.rmSync(lock, { force: true });
    }
  } finally {
    fs.rmSync(own, { force: true });
  }
}
