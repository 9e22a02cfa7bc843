// Resources: the models, the tables and a diagram, for clients that read instead of calling.
import { ResourceNotFoundError, ResourceTemplate } from '@modelcontextprotocol/server';
import { erd } from './erd.js';
import { statusOf } from './migrations.js';
import { readOnly } from './read-only.js';
import { explain, Refusal } from './refusal.js';
import { describeTable, tables } from './schema.js';

const MOST_COMPLETIONS = 100;

const text = (uri, mimeType, content) => ({ contents: [{ uri: uri.href, mimeType, text: content }] });
const json = (uri, content) => text(uri, 'application/json', JSON.stringify(content));

/** Names that begin with what was typed; then those that have it elsewhere. */
function matching(names, typed) {
  const sought = typed.toLowerCase();
  const found = names.filter(name => name.toLowerCase().includes(sought));
  return [...found.filter(name => name.toLowerCase().startsWith(sought)), ...found.filter(name => !name.toLowerCase().startsWith(sought))].slice(0, MOST_COMPLETIONS);
}

async function orNotFound(access, uri, work) {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Refusal ? new ResourceNotFoundError(uri.href, error.message) : new Error(explain(error, access));
  }
}

export function registerResources(server, { sequelize, catalog, access, migrator }) {
  const tableNames = async signal => [...(await readOnly(sequelize, signal, control => tables(sequelize, access, control))).keys()];
  const listOf = (kind, names) => ({ resources: names.map(name => ({ uri: `sequelize://${kind}/${encodeURIComponent(name)}`, name, mimeType: 'application/json' })) });

  server.registerResource('models', 'sequelize://models', { description: 'All models in short', mimeType: 'application/json' },
    uri => json(uri, catalog.names().map(name => catalog.describe(catalog.model(name), 'summary'))));

  server.registerResource('erd', 'sequelize://erd', { description: 'Models and associations as a Mermaid diagram', mimeType: 'text/vnd.mermaid' },
    uri => text(uri, 'text/vnd.mermaid', erd(catalog)));

  server.registerResource('model', new ResourceTemplate('sequelize://models/{model}', {
    list: () => listOf('models', catalog.names()),
    complete: { model: typed => matching(catalog.names(), typed) }
  }), { description: 'One model in full', mimeType: 'application/json' },
  (uri, { model }) => orNotFound(access, uri, () => json(uri, catalog.describe(catalog.model(decodeURIComponent(model)), 'full'))));

  server.registerResource('table', new ResourceTemplate('sequelize://schema/{table}', {
    list: async ctx => listOf('schema', await tableNames(ctx.mcpReq.signal)),
    complete: { table: async typed => matching(await tableNames(), typed) }
  }), { description: 'Columns, indexes and foreign keys of one table', mimeType: 'application/json' },
  (uri, { table }, ctx) => orNotFound(access, uri, () => readOnly(sequelize, ctx.mcpReq.signal, async control => {
    const found = await tables(sequelize, access, control);
    return json(uri, await describeTable(sequelize, access, found, decodeURIComponent(table), control));
  })));

  if (migrator && access.unfiltered) {
    server.registerResource('migrations', 'sequelize://migrations', { description: 'Every migration with its state', mimeType: 'application/json' },
      async uri => json(uri, await statusOf(migrator)));
  }
}
