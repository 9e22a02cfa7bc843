// What is shown in place of a masked value: never so much that the value could be told from it.
import { createHmac, randomBytes } from 'node:crypto';

const SHOWN = 4;

const asText = value => (typeof value === 'string' ? value : value instanceof Date ? value.toISOString() : Buffer.isBuffer(value) ? value.toString('base64') : typeof value === 'object' ? JSON.stringify(value) : String(value));

/** The end of a text, at most a quarter of it; of an address, the place after the @ */
function partial(text) {
  const at = text.lastIndexOf('@');
  if (at > 0) return `****${text.slice(at)}`;
  const shown = Math.min(SHOWN, Math.floor(text.length / 4));
  return `****${shown ? text.slice(-shown) : ''}`;
}

/** @param {string | undefined} key without one, hashes differ from one start of the server to the next */
export function masks(key = randomBytes(32)) {
  const hash = text => `hash:${createHmac('sha256', key).update(text).digest('base64url').slice(0, 22)}`;
  const ways = { redact: () => '[redacted]', partial: value => (value == null ? null : partial(asText(value))), hash: value => (value == null ? null : hash(asText(value))) };
  return (way, value) => ways[way](value);
}
