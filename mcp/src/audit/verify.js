// Is an audit file as it was written? Names the first line that is not.
import fs from 'node:fs';
import { Chain, remains } from './chain.js';

async function* lines(file) {
  let rest = Buffer.alloc(0);
  for await (const chunk of fs.createReadStream(file)) {
    rest = rest.length ? Buffer.concat([rest, chunk]) : chunk;
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      yield { bytes: rest.subarray(0, end), whole: true };
      rest = rest.subarray(end + 1);
    }
  }
  if (rest.length) yield { bytes: rest, whole: false };
}

class Check {
  line = 0;
  last = { seq: 0, hash: '' };
  torn = undefined;
  recovered = [];
  open = new Set();
  calls = 0;

  /** @returns {string | undefined} what is wrong */
  follows({ record, hash }) {
    if (record.prev !== this.last.hash) return 'it does not follow the line before: lines were taken out, put in or moved';
    if (record.seq !== this.last.seq + 1) return `its number is ${record.seq} instead of ${this.last.seq + 1}`;
    if (this.torn) {
      const { bytes, sha256 } = record.torn ?? {};
      if (record.event !== 'recovered' || bytes !== this.torn.bytes || sha256 !== this.torn.sha256) return 'the line before it is torn, and it does not say so';
      this.recovered.push(this.torn.line);
      this.torn = undefined;
    } else if (record.event === 'recovered') return 'it speaks of a torn line that is not there';
    this.last = { seq: record.seq, hash };
    if (record.event === 'call') this.open.add(record.call);
    if (record.event === 'call') this.calls += 1;
    if (record.event === 'outcome') this.open.delete(record.call);
    return undefined;
  }
}

/** @returns {Promise<{ ok: boolean, text: string }>} */
export async function verify(file, key) {
  const chain = new Chain(key);
  const check = new Check();
  const broken = why => ({ ok: false, text: `${file}: line ${check.torn?.line ?? check.line} is the first that does not hold: ${why}. ${check.last.seq} lines before it hold` });
  for await (const { bytes, whole } of lines(file)) {
    if (check.torn && !whole) break;
    check.line += 1;
    const found = chain.read(bytes.toString());
    if (!found) {
      if (check.torn) return broken('it was changed, or written with another key');
      check.torn = { line: check.line, whole, ...remains(bytes) };
      continue;
    }
    if (check.torn && found.record.event !== 'recovered') return broken('it was changed, or written with another key');
    const why = check.follows(found);
    if (why) return broken(why);
  }
  const { last, recovered, torn, calls, open } = check;
  if (torn?.whole) return broken('it was changed, or written with another key');
  const notes = [
    `${calls} calls, ${open.size} of them without an outcome`,
    ...recovered.length ? [`cut when they were written, as the chain itself says: line ${recovered.join(', ')}`] : [],
    `last: number ${last.seq}, hash ${last.hash || 'none'} (keep it elsewhere: lines missing at the end cannot be seen from here)`
  ];
  if (torn) return { ok: false, text: `${file}: line ${torn.line}, the last, is torn: it was cut after ${torn.bytes} bytes, when it was being written. The ${last.seq} lines before it hold; ${notes.join('; ')}` };
  return { ok: true, text: `${file}: all ${last.seq} lines hold; ${notes.join('; ')}` };
}
