// Prompts: ways into a database that a person can pick.
import { completable } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { toolsOf } from './tools/index.js';

const asked = text => ({ messages: [{ role: 'user', content: { type: 'text', text } }] });

export function registerPrompts(server, { catalog, profiles, access }) {
  const offers = name => toolsOf(profiles).some(tool => tool.name === name && access.allowsTool(tool));
  const model = completable(z.string().describe('a model'), typed => catalog.names().filter(name => name.toLowerCase().startsWith(typed.toLowerCase())).slice(0, 100));

  server.registerPrompt('explore-database', { description: 'What is in this database, model by model' },
    () => asked('Call list_models with detail "full", then aggregate_records with fn "count" for each model. Tell me what this application is about, how its models relate, and where most of the data is.'));

  server.registerPrompt('explore-model', { description: 'What the rows of one model look like', argsSchema: z.object({ model }) },
    args => asked(`Look at the model ${JSON.stringify(args.model)}: describe it with list_models (detail "full"), read some of its rows with find_records and those of its associations, and count them by the attributes that have few values. Tell me what stands out.`));

  server.registerPrompt('write-query', { description: 'The call that answers a question, tried and explained', argsSchema: z.object({ question: z.string().describe('what you want to know') }) },
    args => asked(`Find the call that answers ${JSON.stringify(args.question)}: look at the models with list_models, then use find_records or aggregate_records${offers('run_query') ? ', and run_query only where those cannot say it' : ''}. Try it with a small limit, check with explain that it does not read a whole large table, and give me the arguments, the answer, and what you assumed.`));

  if (offers('migrations')) {
    server.registerPrompt('review-migration', { description: 'What the pending migrations would do, and what could go wrong' },
      () => asked('Call migrations with action "status", then with action "plan". For each pending step tell me what it changes, which rows or columns would be lost, which statements lock a large table (count the rows of the models concerned with aggregate_records), whether the rollback brings everything back, and whether application code that runs meanwhile would fail. Say what you would change first. Do not call migrate.'));
  }

  if (offers('diagnostics')) {
    server.registerPrompt('investigate-slow-query', { description: 'Which statements are slow here, and why' },
      () => asked('Call diagnostics with what "slow", then "locks" and "health". For each slow statement that belongs to one of the models (list_models), call explain with the find that it comes from: tell me whether an index is missing, whether it reads whole tables, and whether it is one of many alike. Rank what to change by the time that it would save, and say what it would cost. Change nothing.'));
  }
}
