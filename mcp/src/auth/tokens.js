// Bearer tokens of the configuration: only their digests are kept, and all are compared, each in constant time.
import { createHash, timingSafeEqual } from 'node:crypto';
import fs from 'node:fs';
import { UsageError } from '../config/problem.js';

const LEAST = 16;

const digestOf = token => createHash('sha256').update(token).digest();

function checkedToken(token, at) {
  if (!/^[\w.~+/-]+=*$/.test(token)) throw new UsageError(`${at}: a token has letters, digits and - . _ ~ + / only, and may end in =`);
  if (token.length < LEAST) throw new UsageError(`${at}: a token has at least ${LEAST} characters`);
  return digestOf(token);
}

/** `token` or `role:token` */
function written(text, at) {
  const [, role, token] = /^(?:([^:]+):)?(.*)$/s.exec(text);
  return { digest: checkedToken(token, at), role };
}

function read(file, at) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${at}: ${error.message}`);
  }
}

function fromObject({ token, sha256, env, file, ...who }, at, environment) {
  const given = Object.entries({ token, sha256, env, file }).filter(([, value]) => value !== undefined);
  if (given.length !== 1) throw new UsageError(`${at} takes one of token, sha256, env and file`);
  if (sha256 !== undefined) {
    if (!/^[0-9a-f]{64}$/i.test(sha256)) throw new UsageError(`${at}.sha256 takes 64 hexadecimal digits`);
    return { digest: Buffer.from(sha256, 'hex'), ...who };
  }
  if (env !== undefined && !environment[env]) throw new UsageError(`${at}: the environment variable ${env} is not set`);
  return { digest: checkedToken(token ?? (env === undefined ? read(file, at).trim() : environment[env]), at), ...who };
}

function lines(file) {
  const found = read(file, '--token-file').split(/\r?\n/).map(line => line.trim()).filter(line => line && !line.startsWith('#'));
  if (!found.length) throw new UsageError(`--token-file ${file} has no token`);
  return found.map(line => written(line, `--token-file ${file}`));
}

export class Tokens {
  #known;

  /** @param {(string | object)[]} given as the configuration has them; @param {{ has: (role: string) => boolean, size: number }} roles */
  constructor(given, { has, size }, environment = process.env) {
    this.#known = given.flatMap((item, i) => {
      const at = `auth.tokens[${i}]`;
      if (typeof item === 'string') return [written(item, at)];
      if (item.list !== undefined) return lines(item.list);
      return [item.written === undefined ? fromObject(item, at, environment) : written(item.written, '--token')];
    });
    for (const [i, { digest, role }] of this.#known.entries()) {
      if (role === undefined && size) throw new UsageError('A token has no role, though there are roles: write it "role:token"');
      if (role !== undefined && !has(role)) throw new UsageError(`A token has the role ${JSON.stringify(role)}, which is not in roles`);
      if (this.#known.findIndex(other => other.digest.equals(digest)) !== i) throw new UsageError('A token is given twice');
    }
  }

  get size() {
    return this.#known.length;
  }

  /** @returns {{ id: string, role?: string, claims: object } | undefined} */
  principal(token) {
    const given = digestOf(token);
    let found;
    for (const known of this.#known) if (timingSafeEqual(known.digest, given)) found = known;
    return found && { id: found.id ?? `token:${found.digest.toString('hex').slice(0, 8)}`, role: found.role, claims: found.claims ?? {} };
  }
}
