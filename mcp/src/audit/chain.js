// One line of the audit file: JSON that ends with the hash of itself, which has the hash of the line before in it.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

const ENDS = /^(\{.*),"hash":"([\w-]{43})"\}$/s;

export class Chain {
  #key;

  /** @param {string | undefined} key with one, only who has it can make lines that hold */
  constructor(key) {
    this.#key = key;
  }

  #hash(body) {
    return (this.#key === undefined ? createHash('sha256') : createHmac('sha256', this.#key)).update(body).digest('base64url');
  }

  /** @returns {{ line: string, hash: string }} */
  write(record) {
    const body = JSON.stringify(record);
    const hash = this.#hash(body);
    return { line: `${body.slice(0, -1)},"hash":"${hash}"}`, hash };
  }

  /** @returns {{ record: object, hash: string } | undefined} undefined: not a line as it was written */
  read(line) {
    const [, begin, hash] = ENDS.exec(line) ?? [];
    if (!hash) return undefined;
    const expected = Buffer.from(this.#hash(`${begin}}`));
    if (!timingSafeEqual(expected, Buffer.from(hash))) return undefined;
    try {
      return { record: JSON.parse(`${begin}}`), hash };
    } catch {
      return undefined;
    }
  }
}

/** Of a line that was cut: what is left of it, told apart from any other. */
export const remains = bytes => ({ bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
