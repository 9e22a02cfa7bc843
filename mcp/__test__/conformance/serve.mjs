// The server with the harness's fixtures beside its own tools: over HTTP on a free port, or over stdio with --stdio.
import http from 'node:http';
import { createMcpServer } from '../../src/index.js';
import { mainPackage } from '../../src/main-package.js';
import { openSample } from '../../src/sample.js';
import { conformanceFixture } from './fixture.mjs';

const { sequelize, close } = await openSample(mainPackage(process.cwd()));
const log = text => process.stderr.write(`${text}\n`);
const mcp = createMcpServer({ sequelize, extend: conformanceFixture, log });

if (process.argv.includes('--stdio')) {
  const stdio = mcp.stdio();
  process.stdin.once('end', async () => {
    await stdio.close();
    await close();
  });
} else {
  const server = http.createServer(mcp.handler);
  server.listen(0, '127.0.0.1', () => log(`http://127.0.0.1:${server.address().port}/mcp`));
  process.once('SIGTERM', async () => {
    server.closeAllConnections();
    server.close();
    await mcp.close();
    await close();
  });
}
