// @ts-check
'use strict';

// Connection URIs: a text in, v6's `config` and additions to the options out. Knows no defaults.

const fs = require('fs');
const path = require('path');
const querystring = require('querystring');

const SHAPE = /^([a-z][a-z0-9+.-]*):(?:\/\/)?([^/?#]*)([^?#]*)(?:\?([^#]*))?/i;

/**
 * Splits a URI without judging it: passwords and paths of users hold characters that a strict parser refuses.
 *
 * @param {string} text
 */
function split(text) {
  const found = SHAPE.exec(text.trim());
  if (!found) {
    return { protocol: null, host: '', port: null, username: undefined, password: undefined, pathname: null, query: {} };
  }
  const [, protocol, authority, rawPath, rawQuery] = found;
  const at = authority.lastIndexOf('@');
  const credentials = at === -1 ? null : authority.slice(0, at);
  let { host, port, rest } = hostAndPort(authority.slice(at + 1));
  let pathname = rawPath || null;
  if (rest) pathname = `/${rest}${rawPath}`;
  const colon = credentials === null ? -1 : credentials.indexOf(':');
  return {
    protocol: protocol.toLowerCase(),
    host,
    port,
    username: credentials ? decodeURIComponent(colon === -1 ? credentials : credentials.slice(0, colon)) : undefined,
    password: credentials === null || colon === -1 ? undefined : decodeURIComponent(credentials.slice(colon + 1)),
    pathname,
    query: { ...querystring.parse(rawQuery || '') }
  };
}

function hostAndPort(text) {
  const bracketed = /^\[([^\]]*)\](?::(\d*))?$/.exec(text);
  if (bracketed) return { host: bracketed[1].toLowerCase(), port: bracketed[2] || null, rest: '' };
  const plain = /^([^:]*)(?::(\d*))?$/.exec(text);
  if (plain) return { host: plain[1].toLowerCase(), port: plain[2] || null, rest: '' };
  // `sqlite://:memory:`: what is no host belongs to the path.
  return { host: '', port: null, rest: text.replace(/:$/, '') };
}

/**
 * Reads a URI into `config` (database, username, password) and `options` (dialect, host, port, storage, dialectOptions).
 *
 * @param {string} text
 * @param {object} options changed in place, as v6 does
 * @returns {object} config
 */
function readUri(text, options) {
  const uri = split(text);
  const config = {};
  if (uri.protocol === null) {
    throw new TypeError('The connection URI has no protocol; expected something like "postgres://user:password@host:5432/database".');
  }
  options.dialect = uri.protocol;
  options.host = uri.host;

  if (options.dialect === 'sqlite' && uri.pathname && !uri.pathname.startsWith('/:memory')) {
    options.storage = path.resolve(options.storage || path.join(uri.host, uri.pathname));
  }
  if (uri.pathname) config.database = uri.pathname.replace(/^\//, '');
  if (uri.port) options.port = uri.port;
  if (uri.username !== undefined) config.username = uri.username;
  if (uri.password !== undefined) config.password = uri.password;
  // A socket directory cannot stand where a URI has its host.
  if (uri.query.host) options.host = uri.query.host;

  if (options.dialectOptions) {
    Object.assign(options.dialectOptions, uri.query);
  } else {
    options.dialectOptions = uri.query;
    const nested = jsonOrNothing(uri.query.options);
    if (nested !== undefined) options.dialectOptions.options = nested;
  }
  if (options.dialect === 'postgres' || options.dialect === 'postgresql') {
    Object.assign(options.dialectOptions, postgresParameters(uri));
  }
  return config;
}

function jsonOrNothing(text) {
  if (!text) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** libpq's parameters of a URI, TLS files read: what node-postgres users find in `dialectOptions`. */
function postgresParameters(uri) {
  const { query } = uri;
  const parameters = { ...query };
  if (uri.username !== undefined) parameters.user = uri.username;
  if (uri.password !== undefined) parameters.password = uri.password;
  parameters.host = query.host || (uri.host ? decodeURIComponent(uri.host) : null);
  parameters.port = uri.port || query.port || '';
  parameters.database = uri.pathname && uri.pathname.length > 1 ? decodeSafely(uri.pathname.slice(1)) : null;

  if (query.ssl === 'true' || query.ssl === '1') parameters.ssl = true;
  if (query.ssl === '0') parameters.ssl = false;
  if (query.sslcert || query.sslkey || query.sslrootcert || query.sslmode) {
    parameters.ssl = {};
    if (query.sslcert) parameters.ssl.cert = fs.readFileSync(query.sslcert).toString();
    if (query.sslkey) parameters.ssl.key = fs.readFileSync(query.sslkey).toString();
    if (query.sslrootcert) parameters.ssl.ca = fs.readFileSync(query.sslrootcert).toString();
    if (query.sslmode === 'disable') parameters.ssl = false;
    if (query.sslmode === 'no-verify') parameters.ssl.rejectUnauthorized = false;
  }
  return parameters;
}

function decodeSafely(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

module.exports = { readUri, split };
