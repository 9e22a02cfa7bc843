// One writer for each audit file: a lock file beside it, made in one step, with the process that has it.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';

const host = os.hostname();

function holder(lock) {
  try {
    return JSON.parse(fs.readFileSync(lock, 'utf8'));
  } catch (error) {
    return error.code === 'ENOENT' ? undefined : {};
  }
}

/** Of a process on another machine, or of one that cannot be told, it is not known that it has ended. */
function hasEnded({ pid, host: where }) {
  if (where !== host || !Number.isInteger(pid)) return false;
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

/** @returns {() => void} gives the lock back */
export function takeLock(file) {
  const lock = `${file}.lock`;
  const own = `${lock}.${randomBytes(6).toString('hex')}`;
  const mine = JSON.stringify({ pid: process.pid, host, since: new Date().toISOString(), id: own });
  fs.writeFileSync(own, mine, { flag: 'wx', mode: 0o600 });
  try {
    if (!claim(own, lock)) {
      const other = holder(lock);
      if (other && !hasEnded(other)) throw new Error(`The audit file ${file} is open in ${other.pid ? `process ${other.pid} on ${other.host}` : 'another process'}; give each server a file of its own (if none runs, remove ${lock})`);
      // Whose process has ended: it is moved away, and only if it is still that one.
      const stale = `${own}.stale`;
      fs.renameSync(lock, stale);
      const moved = holder(stale);
      if (other && moved?.id !== other.id) claim(stale, lock);
      fs.rmSync(stale, { force: true });
      if (!claim(own, lock)) throw new Error(`The audit file ${file} has just been opened by another process`);
    }
  } finally {
    fs.rmSync(own, { force: true });
  }
  return () => {
    if (holder(lock)?.id === own) fs.rmSync(lock, { force: true });
  };
}
