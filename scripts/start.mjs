// `npm start`: prepares the checkout and serves the sample application on an embedded SQLite database.
import { prepare } from './prepare.mjs';

if (process.argv.includes('--help')) {
  console.log(`usage: npm start

Installs and builds what is missing, then serves the sample application (examples/express) on
port 3000, or the next free one. PORT=8080 npm start begins at another port.
DATABASE_URL=postgres://… npm start uses that database instead of examples/express/data/sample.sqlite.`);
  process.exit(0);
}
await prepare();
const { serve } = await import('../examples/express/serve.js');
await serve();
