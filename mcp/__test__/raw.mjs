// Requests as no proper client sends them, byte by byte.
import http from 'node:http';

export const JSON_HEADERS = { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream' };

const VERSION = '2026-07-28';

/** @returns {object} the body of a request of revision 2026-07-28 */
export const modern = (method, params = {}, version = VERSION) => ({
  jsonrpc: '2.0', id: 1, method,
  params: { ...params, _meta: { 'io.modelcontextprotocol/protocolVersion': version, 'io.modelcontextprotocol/clientInfo': { name: 'raw', version: '1' }, 'io.modelcontextprotocol/clientCapabilities': {} } }
});

/** @returns {object} the body of a request of the 2025 revisions */
export const legacy = (method, params = {}) => ({ jsonrpc: '2.0', id: 1, method, params });

/** The headers that must repeat what a modern body says. */
export function headersOf({ method, params }) {
  const name = params.name ?? params.uri;
  return { ...JSON_HEADERS, 'MCP-Protocol-Version': params._meta['io.modelcontextprotocol/protocolVersion'], 'Mcp-Method': method, ...name && { 'Mcp-Name': name } };
}

/** The JSON-RPC message of an answer, which is JSON or a stream of events. */
function messageOf(text) {
  const [, data] = /^data: (.*)$/m.exec(text) ?? [];
  try {
    return JSON.parse(data ?? text);
  } catch {
    return undefined;
  }
}

/** @returns {Promise<{ status: number, text: string, message?: object, headers: object }>} */
export function send(url, { method = 'POST', headers = JSON_HEADERS, body, path } = {}) {
  const { hostname, port, pathname } = new URL(url);
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, path: path ?? pathname, method, headers, agent: false }, response => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', chunk => { text += chunk; });
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text, message: messageOf(text) }));
    });
    // A server that refuses a body before all of it has come resets the connection; its answer stands.
    request.on('error', error => reject(error));
    request.end(typeof body === 'object' ? JSON.stringify(body) : body);
  });
}

/** Asks as a client of revision 2026-07-28 does. */
export const ask = (url, body, headers = {}) => send(url, { headers: { ...headersOf(body), ...headers }, body });
