// The audit file: lines are added at its end, each chained to the one before; what cannot be written stops the call.
import fs from 'node:fs';
import { version } from '../version.js';
import { Chain, remains } from './chain.js';
import { withLock } from './lock.js';

const NEW_LINE = 10;
const CHUNK = 65_536;

/** The last bytes of a file, back to where `enough` is content. */
function tail(fd, size, enough) {
  let bytes = Buffer.alloc(0);
  while (bytes.length < size && !enough(bytes)) {
    const length = Math.min(CHUNK, size - bytes.length);
    const chunk = Buffer.alloc(length);
    fs.readSync(fd, chunk, 0, length, size - bytes.length - length);
    bytes = Buffer.concat([chunk, bytes]);
  }
  return bytes;
}

/** What stands after the last new line, and the line before it. */
function lastLines(fd, size) {
  const bytes = tail(fd, size, found => {
    const end = found.lastIndexOf(NEW_LINE);
    return end > 0 && found.lastIndexOf(NEW_LINE, end - 1) >= 0;
  });
  const end = bytes.lastIndexOf(NEW_LINE);
  const torn = bytes.subarray(end + 1);
  const line = end < 0 ? '' : bytes.subarray(bytes.lastIndexOf(NEW_LINE, end - 1) + 1, end).toString();
  return { line, torn };
}

function writeAll(fd, bytes) {
  for (let at = 0; at < bytes.length;) at += fs.writeSync(fd, bytes, at);
}

export class AuditFile {
  #fd;
  #chain;
  #say;
  #size = 0;
  #place;
  #last = { seq: 0, hash: '' };
  #broken;

  /** @param {string} file @param {{ key?: string, say?: (text: string) => void }} options */
  constructor(file, { key, say = () => {} } = {}) {
    this.file = file;
    this.#chain = new Chain(key);
    this.#say = say;
    this.#fd = fs.openSync(file, 'a+', 0o600);
    const { ino, dev } = fs.fstatSync(this.#fd);
    this.#place = { ino, dev };
    try {
      this.append({ event: 'open', server: version, pid: process.pid, chain: key === undefined ? 'sha256' : 'hmac-sha256' });
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Finds the end of the chain, which other processes go on with too. A last line that was cut is kept as it is. */
  #goOn() {
    if (this.#broken) throw this.#broken;
    const { ino, dev, size } = fs.statSync(this.file);
    if (ino !== this.#place.ino || dev !== this.#place.dev) throw new Error('The audit file was moved or replaced while it was open');
    if (size === this.#size) return;
    if (size < this.#size) throw new Error('The audit file has become shorter while it was open');
    const { line, torn } = lastLines(this.#fd, size);
    if (line || this.#size) {
      const found = this.#chain.read(line);
      if (!found) throw new Error(`The last line of the audit file ${this.file} was not written as it stands, or with another key; sequelize-mcp-server verify ${this.file} tells more`);
      this.#last = { seq: found.record.seq, hash: found.hash };
    }
    this.#size = size;
    if (torn.length) this.#mend(torn);
  }

  /** Whoever was writing has ended before its line was whole: the chain says so, and goes on. */
  #mend(torn) {
    const whole = this.#chain.read(torn.toString());
    this.#write('\n');
    if (whole?.record.prev === this.#last.hash) {
      this.#last = { seq: whole.record.seq, hash: whole.hash };
      return;
    }
    this.#say(`The last line of the audit file ${this.file} was cut after ${torn.length} bytes, when it was being written. It is kept, and the chain goes on after it`);
    this.#add({ event: 'recovered', torn: remains(torn) });
  }

  #write(text) {
    const bytes = Buffer.from(text);
    try {
      writeAll(this.#fd, bytes);
      this.#size += bytes.length;
    } catch (error) {
      // Half a line is taken back. Where even that fails, nothing more is written.
      try {
        fs.ftruncateSync(this.#fd, this.#size);
      } catch {
        this.#broken = error;
      }
      throw error;
    }
  }

  #add(event) {
    const seq = this.#last.seq + 1;
    const { line, hash } = this.#chain.write({ seq, time: new Date().toISOString(), ...event, prev: this.#last.hash });
    this.#write(`${line}\n`);
    this.#last = { seq, hash };
  }

  /** @param {boolean} [durable] waits until the disk has it */
  append(event, durable = false) {
    withLock(this.file, () => {
      this.#goOn();
      this.#add(event);
    });
    if (durable) fs.fdatasyncSync(this.#fd);
  }

  /** @returns {object[]} the last records, the newest first */
  latest(count) {
    const { size } = fs.fstatSync(this.#fd);
    const bytes = tail(this.#fd, size, found => found.filter(byte => byte === NEW_LINE).length > count);
    return bytes.toString().split('\n').filter(Boolean).slice(-count).reverse().flatMap(line => this.#chain.read(line)?.record ?? []);
  }

  close() {
    if (this.#fd !== undefined) fs.closeSync(this.#fd);
    this.#fd = undefined;
    this.#broken ??= new Error('The audit file is closed');
  }
}
