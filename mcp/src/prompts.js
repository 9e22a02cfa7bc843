// Prompts: ways into a database that a person can pick.
import { completable } from '@modelcontextprotocol/server';
import { z } from 'zod';

const asked = text => ({ messages: [{ role: 'user', content: { type: 'text', text } }] });

export function registerPrompts(server, { catalog }) {
  const model = completable(z.string().describe('a model'), typed => catalog.names().filter(name => name.toLowerCase().startsWith(typed.toLowerCase())).slice(0, 100));

  server.registerPrompt('explore-database', { description: 'What is in this database, model by model' },
    () => asked('Call list_models with detail "full", then aggregate_records with fn "count" for each model. Tell me what this application is about, how its models relate, and where most of the data is.'));

  server.registerPrompt('explore-model', { description: 'What the rows of one model look like', argsSchema: z.object({ model }) },
    args => asked(`Look at the model ${JSON.stringify(args.model)}: describe it with list_models (detail "full"), read some of its rows with find_records and those of its associations, and count them by the attributes that have few values. Tell me what stands out.`));
}
