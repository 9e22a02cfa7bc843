// A probe of an option: the same call with it and without it, of which something observable must differ.
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { makeWorld, noWorld, observe } from './world.mjs';

/**
 * Where a value alone does not tell: `base` are options that both calls have, `on` the database, `act` another call,
 * `prepare` what is done to the world before, `world` options of its instance, `throws` what the option makes the call say.
 *
 * `isBare`: the call makes an instance of its own.
 *
 * @typedef {{ isBare?: boolean, value?: any, base?: any, on?: 'sqlite'|'postgres', act?: Function, prepare?: Function, throws?: RegExp, world?: object }} Probe
 */
export const probe = description => ({ isProbe: true, ...description });

const of = (given, world) => typeof given === 'function' && !given.isValue ? given(world) : given;

/** A function that is itself the option's value. */
export const value = fn => Object.assign(function (...args) { return fn.apply(this, args); }, { isValue: true });

async function run(entry, act, option) {
  const world = entry.isBare ? noWorld() : await makeWorld(entry.on, entry.world);
  try {
    const base = await of(entry.base, world) ?? {};
    const options = option === undefined ? { ...base } : { ...base, [option]: await of(entry.value, world) };
    await entry.prepare?.(world);
    world.seen.length = 0;
    return await observe(world.seen, () => act(world, options));
  } finally {
    await world.sequelize.close();
  }
}

const baselines = new Map();
async function baseline(entry, act) {
  const fresh = entry.base !== undefined || entry.world !== undefined || entry.prepare !== undefined || entry.act !== undefined;
  const key = `${entry.on} ${act}`;
  if (!fresh && baselines.has(key)) return baselines.get(key);
  const first = await run(entry, act);
  const second = await run(entry, act);
  assert.deepEqual(second, first, 'the call answers the same twice, so that a difference is the option\'s');
  if (!fresh) baselines.set(key, first);
  return first;
}

/** Both outcomes of an option; fails where they are the same. */
export async function check(option, given, act) {
  const entry = given !== null && typeof given === 'object' && given.isProbe ? given : { value: given };
  const call = entry.act ?? act;
  const without = await baseline(entry, call);
  const outcome = await run(entry, call, option);
  if (entry.throws) assert.match(`${outcome.error}: ${outcome.message}`, entry.throws);
  else assert.equal(outcome.error, undefined, `${outcome.error}: ${outcome.message}`);
  assert.ok(!isDeepStrictEqual(outcome, without), `has no effect: ${JSON.stringify(outcome).slice(0, 600)}`);
  return { without, outcome };
}
