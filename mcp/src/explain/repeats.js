// Queries that one call makes: the same over and over is the N+1 of an ORM.
import { AsyncLocalStorage } from 'node:async_hooks';

const MANY = 3;
const calls = new AsyncLocalStorage();

/** @returns {Promise<{ queries: number, repeated: string[] }>} of this work alone, whoever else asks at the same time */
export async function counted(sequelize, work) {
  const counts = new Map();
  const count = options => {
    if (calls.getStore() !== counts) return;
    const of = options.model ? `queries of ${options.model.name}` : 'counts and raw queries';
    counts.set(of, (counts.get(of) ?? 0) + 1);
  };
  sequelize.addHook('beforeQuery', count);
  try {
    await calls.run(counts, work);
  } finally {
    sequelize.removeHook('beforeQuery', count);
  }
  const repeated = [...counts].filter(([, times]) => times >= MANY).map(([of, times]) => `N+1: one find made ${times} ${of}, by a hook or getter for each row or by several separate includes; include the association instead`);
  return { queries: [...counts.values()].reduce((sum, times) => sum + times, 0), repeated };
}
