// Runs one request on both packages and says how their answers differ.
import { isDeepStrictEqual } from 'node:util';

/** Plain data as a package's options: operators, expressions, dates. */
export function options(Sequelize, value) {
  if (Array.isArray(value)) return value.map(one => options(Sequelize, one));
  if (value === null || typeof value !== 'object') return value;
  if (value.$fn) return Sequelize.fn(value.$fn[0], ...value.$fn.slice(1).map(one => options(Sequelize, one)));
  if (value.$col) return Sequelize.col(value.$col);
  if (value.$literal) return Sequelize.literal(value.$literal);
  if (value.$cast) return Sequelize.cast(options(Sequelize, value.$cast[0]), value.$cast[1]);
  if (value.$date !== undefined) return new Date(value.$date);
  if (value.$where) return Sequelize.where(...value.$where.map(one => options(Sequelize, one)));
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)
    .map(([key, one]) => [key.startsWith('@') ? Sequelize.Op[key.slice(1)] : key, options(Sequelize, one)])
    .map(([key, one]) => [key === undefined ? Symbol('no such operator') : key, one]));
}

/** A total order, where rows are cut: which rows are meant must not depend on the plan. */
function settled(request) {
  const { options: given } = request;
  if (request.method === 'count' || request.column || given.group) return given;
  if (given.limit === undefined && given.offset === undefined && !given.order && request.method !== 'findOne') return given;
  const { subQuery, ...rest } = given;
  // A cut through joined rows falls among those of one parent, which no order of the parent's columns settles.
  const cuts = subQuery === false && given.include?.some(part => !part.separate) && (given.limit !== undefined || given.offset !== undefined || request.method === 'findOne');
  return { ...cuts ? rest : given, order: [...given.order || [], ['id', 'ASC']] };
}

export async function answer(Sequelize, sequelize, request) {
  let model = sequelize.models[request.model];
  try {
    if (request.scope) model = model.scope(request.scope);
    const given = options(Sequelize, settled(request));
    const result = request.column ? await model[request.method](request.column, given) : await model[request.method](given);
    return { value: plain(result) };
  } catch (error) {
    return { error: error.name, message: error.message };
  }
}

/** Instances become what they show; children of one parent have no order of their own. */
function plain(value, depth = 0) {
  if (Array.isArray(value)) {
    const list = value.map(one => plain(one, depth + 1));
    return list;
  }
  if (value instanceof Date) return { date: value.getTime() };
  if (Buffer.isBuffer(value)) return { bytes: value.toString('hex') };
  // The mariadb driver's whole numbers beyond 2^53, which v6 hands out as they are: here they are texts, as from mysql2.
  if (value?.constructor?.name === 'Long') return value.toString();
  if (value && typeof value.get === 'function' && value.dataValues) {
    return Object.fromEntries(Object.entries(value.dataValues).map(([key, one]) => [key, plain(one, depth + 1)]));
  }
  if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one, depth + 1)]));
  return typeof value === 'number' && Number.isNaN(value) ? 'NaN' : value;
}

const text = value => JSON.stringify(value);
const sorted = list => [...list].sort((a, b) => text(a) < text(b) ? -1 : 1);

function unordered(value, keepTop) {
  if (Array.isArray(value)) {
    const list = value.map(one => unordered(one, false));
    return keepTop || !list.every(one => one && typeof one === 'object') ? list : sorted(list);
  }
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, unordered(one, false)]).sort(([a], [b]) => a < b ? -1 : 1));
}

/** Whether two answers are the same: rows (in order where the request orders them), or the class of the error. */
export function same(request, ours, theirs) {
  if (ours.error || theirs.error) return ours.error === theirs.error;
  const orders = Boolean(settled(request).order) && !(request.options.raw && request.options.include);
  const keep = value => request.method === 'findAndCountAll' ? { ...unordered(value), rows: unordered(value.rows, orders) } : unordered(value, orders);
  return isDeepStrictEqual(keep(ours.value), keep(theirs.value));
}

/** A smaller request that still differs: keys and entries are taken away one at a time. */
export async function reduced(request, differs, rounds = 200) {
  let current = request;
  for (let changed = true; changed && rounds > 0;) {
    changed = false;
    for (const candidate of smaller(current)) {
      if (--rounds <= 0) break;
      if (!await differs(candidate)) continue;
      current = candidate;
      changed = true;
      break;
    }
  }
  return current;
}

function* smaller(value, top = true) {
  if (value === null || typeof value !== 'object') return;
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) {
      yield [...value.slice(0, at), ...value.slice(at + 1)];
      for (const one of smaller(value[at], false)) yield value.with ? value.with(at, one) : value.map((old, i) => i === at ? one : old);
    }
    return;
  }
  for (const [key, one] of Object.entries(value)) {
    if (one === undefined) continue;
    const required = top ? ['model', 'method', 'options', 'column'] : ['association', '$fn', '$col', '$where', '$cast', '$literal'];
    if (!required.includes(key)) {
      const { [key]: _, ...rest } = value;
      yield rest;
    }
    for (const part of smaller(one, false)) yield { ...value, [key]: part };
  }
}
