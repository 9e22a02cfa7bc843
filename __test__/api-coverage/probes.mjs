// All probes, by v6's sets of options.
import { sets as connections } from './connections.mjs';
import { sets as finders } from './finders.mjs';
import { sets as models } from './models.mjs';
import { sets as relations } from './relations.mjs';
import { sets as statements } from './statements.mjs';
import { sets as writers } from './writers.mjs';

/** @type {Record<string, { act: Function, options: Record<string, any> }>} */
export const probes = { ...connections, ...finders, ...models, ...relations, ...statements, ...writers };
