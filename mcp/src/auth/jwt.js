// JSON Web Tokens of an authorization server: its keys, who issued them, for whom, until when; and the role in a claim.
import { createLocalJWKSet, createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { OAuthError, OAuthErrorCode } from '@modelcontextprotocol/server';
import { UsageError } from '../config/problem.js';

/** Signatures by a key that only the issuer has; a shared secret would let every server of it issue tokens. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

function secureUrl(text, at) {
  if (!URL.canParse(text)) throw new UsageError(`${at} takes a URL; got ${JSON.stringify(text)}`);
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.includes(url.hostname))) throw new UsageError(`${at} must be https; got ${JSON.stringify(text)}`);
  return url;
}

function keySet({ jwks, jwksUri, issuer }) {
  if (jwks && jwksUri !== undefined) throw new UsageError('auth.jwt takes one of jwks and jwksUri');
  if (jwks) return createLocalJWKSet(jwks);
  const uri = jwksUri ?? `${issuer.replace(/\/$/, '')}/.well-known/jwks.json`;
  // A key identifier that is not known makes it ask again, so that rotated keys are found, but not more often than this.
  return createRemoteJWKSet(secureUrl(uri, 'auth.jwt.jwksUri'), { timeoutDuration: 5000, cooldownDuration: 10_000 });
}

export class Jwt {
  #keys;
  #checks;
  #options;

  /** @param {object} options `auth.jwt`; @param {string} resource this server's URL; @param {(role: string) => boolean} hasRole */
  constructor(options, resource, hasRole) {
    const { issuer, audience = resource, algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'], clockTolerance = 5 } = options;
    secureUrl(issuer, 'auth.jwt.issuer');
    const refused = algorithms.find(name => !ALGORITHMS.includes(name));
    if (refused !== undefined) throw new UsageError(`auth.jwt.algorithms: ${JSON.stringify(refused)} is not one of ${ALGORITHMS.join(', ')}`);
    this.#keys = keySet(options);
    this.#checks = { issuer, audience, algorithms, clockTolerance, requiredClaims: ['exp', 'sub'] };
    this.#options = { roleClaim: options.roleClaim ?? 'role', hasRole };
  }

  /** @returns {Promise<{ principal: object, scopes: string[], expiresAt: number }>} */
  async verify(token) {
    const { payload } = await jwtVerify(token, this.#keys, this.#checks).catch(error => { throw refusal(error); });
    const scopes = Array.isArray(payload.scp) ? payload.scp : String(payload.scope ?? payload.scp ?? '').split(' ').filter(Boolean);
    return { principal: { id: `${payload.iss}#${payload.sub}`, role: this.#role(payload), claims: payload }, scopes, expiresAt: payload.exp };
  }

  /** A claim may list several; exactly one of them must be a role of this server. */
  #role(payload) {
    const { roleClaim, hasRole } = this.#options;
    const claimed = Object.hasOwn(payload, roleClaim) ? [payload[roleClaim]].flat() : [];
    const known = claimed.filter(name => typeof name === 'string' && hasRole(name));
    if (known.length !== 1) throw new OAuthError(OAuthErrorCode.InsufficientScope, `The claim ${roleClaim} names ${known.length ? 'more than one role' : 'no role'} of this server`);
    return known[0];
  }
}

/** The token's fault, or that of the server with the keys? */
function refusal(error) {
  const theirs = error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid || !(error instanceof errors.JOSEError) || error.message.startsWith('Expected 200 OK');
  if (theirs) return new OAuthError(OAuthErrorCode.ServerError, 'The keys of the authorization server cannot be had now');
  return new OAuthError(OAuthErrorCode.InvalidToken, error instanceof errors.JWTExpired ? 'Token has expired' : 'Token is not valid here');
}
