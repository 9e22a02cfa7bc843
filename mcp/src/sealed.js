// Texts that a client carries from one call to the next and cannot change: cursors and plans.
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Refusal } from './refusal.js';

export const digest = value => createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22);

export class Seal {
  #key;

  constructor(key = randomBytes(32)) {
    this.#key = key;
  }

  /** A seal that opens what it closed for this principal, and nothing of another's. */
  of({ id, role }) {
    return new Seal(createHmac('sha256', this.#key).update(JSON.stringify([id, role ?? null])).digest());
  }

  #sign(kind, body) {
    return createHmac('sha256', this.#key).update(`${kind}.${body}`).digest();
  }

  close(kind, content) {
    const body = Buffer.from(JSON.stringify(content)).toString('base64url');
    return `${body}.${this.#sign(kind, body).toString('base64url')}`;
  }

  open(kind, text) {
    const [body, signature, rest] = String(text).split('.');
    // Compared as texts: one content has one text, or what is good once would be good in each spelling.
    const expected = Buffer.from(this.#sign(kind, body).toString('base64url'));
    const given = Buffer.from(signature ?? '');
    if (rest !== undefined || given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw new Refusal(`This ${kind} was not given by this server to this principal, or the server has been started again since; begin without it`);
    }
    return JSON.parse(Buffer.from(body, 'base64url').toString());
  }
}
