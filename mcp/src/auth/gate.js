// Who comes in over HTTP, as whom: by a token of the configuration or of an authorization server.
import { bearerAuthChallengeResponse, getOAuthProtectedResourceMetadataUrl, OAuthError, OAuthErrorCode, oauthMetadataResponse, verifyBearerToken } from '@modelcontextprotocol/server';
import { UsageError } from '../config/problem.js';
import { Jwt } from './jwt.js';
import { Tokens } from './tokens.js';

/** Tokens of the configuration hold until they are taken out of it. */
const FOR_EVER = Number.MAX_SAFE_INTEGER;

async function answer(res, response) {
  res.writeHead(response.status, Object.fromEntries(response.headers)).end(Buffer.from(await response.arrayBuffer()));
}

function resourceUrl(auth) {
  const { resource, jwt } = auth;
  if (resource === undefined) {
    if (jwt) throw new UsageError('auth.jwt needs auth.resource, the URL under which clients reach this server');
    return undefined;
  }
  if (!URL.canParse(resource) || !/^https?:$/.test(new URL(resource).protocol)) throw new UsageError(`auth.resource takes a URL; got ${JSON.stringify(resource)}`);
  return new URL(resource);
}

/**
 * @param {{ tokens?: object[], jwt?: object, resource?: string }} auth
 * @param {{ has: (role: string) => boolean, size: number }} roles
 * @param {(text: string) => void} log is told who was refused, and why
 * @returns undefined where there is no authentication; otherwise `enter(req, res)`, false once it has refused, and
 * `metadata(req, res)`, true once it has answered
 */
export function gate(auth, roles, log) {
  const { tokens: given, jwt: jwtOptions } = auth;
  if (given && !given.length) throw new UsageError('auth.tokens is empty');
  if (!given && !jwtOptions) return undefined;
  const resource = resourceUrl(auth);
  const tokens = given && new Tokens(given, roles);
  const jwt = jwtOptions && new Jwt(jwtOptions, auth.resource, roles.has);
  const requiredScopes = jwtOptions?.scopes ?? [];
  const verifyAccessToken = async token => {
    const principal = tokens?.principal(token);
    if (principal) return { token: '', clientId: principal.id, scopes: requiredScopes, expiresAt: FOR_EVER, extra: { principal } };
    if (!jwt || token.split('.').length !== 3) throw new OAuthError(OAuthErrorCode.InvalidToken, 'Token is not valid here');
    const { principal: claimed, ...rest } = await jwt.verify(token);
    return { token: '', clientId: claimed.id, ...rest, extra: { principal: claimed } };
  };
  const options = { verifier: { verifyAccessToken }, requiredScopes, ...jwt && { resourceMetadataUrl: getOAuthProtectedResourceMetadataUrl(resource) } };
  const document = jwt && { oauthMetadata: { issuer: jwtOptions.issuer }, resourceServerUrl: resource, scopesSupported: requiredScopes, resourceName: 'sequelize-mcp-server' };
  const place = jwt && new URL(options.resourceMetadataUrl).pathname;
  return {
    async enter(req, res) {
      try {
        req.auth = await verifyBearerToken(req.headers.authorization, options);
        return true;
      } catch (error) {
        log(`${req.socket.remoteAddress ?? 'a client'} was refused: ${error.message}`);
        await answer(res, bearerAuthChallengeResponse(error, options));
        return false;
      }
    },
    async metadata(req, res) {
      const [path] = (req.originalUrl ?? req.url).split('?');
      if (!document || path.replace(/(.)\/$/, '$1') !== place) return false;
      const wanted = req.headers['access-control-request-headers'];
      const method = ['GET', 'HEAD', 'OPTIONS'].includes(req.method) ? req.method : 'POST';
      await answer(res, oauthMetadataResponse(new Request(options.resourceMetadataUrl, { method, headers: wanted ? { 'Access-Control-Request-Headers': wanted } : {} }), document));
      return true;
    }
  };
}
