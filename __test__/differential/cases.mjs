// Random requests, as plain data: operators are keys that start with @, expressions are { $fn }, { $col }, { $literal }, { $cast }.
import fc from 'fast-check';

const TEXTS = ['ann', 'Bob', "o'neil", 'ä%_ö', 'a\\b', '', '100%', '$1', ':name', '?', 'x"y', '%a%', 'a%', '_', 'zzz', "'; --"];
const text = fc.constantFrom(...TEXTS);
const integer = fc.oneof(fc.integer({ min: -5, max: 60 }), fc.constantFrom(0, -1, 2147483647));
const number = fc.oneof(integer, fc.constantFrom(0.5, -1.25, 3.75, 10.5, 1e3));
const day = fc.integer({ min: 1960, max: 1990 }).map(year => `${year}-03-12`);
const moment = fc.integer({ min: 0, max: 11 }).map(month => ({ $date: Date.UTC(2020, month, 7, 5, 4, 3, 210) }));
const flag = fc.boolean();
const level = fc.constantFrom('low', 'mid', 'high');
const big = fc.constantFrom('9007199254740990', '9007199254740993', 900719925474093, 12, 0);
const decimal = fc.oneof(fc.constantFrom('5.15', '12.22', '0'), integer);

/** Columns by model: name, the kind of its values, and whether only PostgreSQL has it. */
export const COLUMNS = {
  User: { id: integer, name: text, email: text, age: integer, score: number, active: flag, born: day, seenAt: moment, level },
  Post: { id: integer, title: text, views: integer, price: decimal, big, published: moment, userId: integer },
  Comment: { id: integer, body: text, rating: integer, postId: integer, userId: integer },
  Tag: { id: integer, label: text },
  PostTag: { weight: integer, PostId: integer, TagId: integer },
  Profile: { id: integer, bio: text, UserId: integer }
};
const ASSOCIATIONS = {
  User: { posts: 'Post', comments: 'Comment', profile: 'Profile' },
  Post: { author: 'User', comments: 'Comment', tags: 'Tag' },
  Comment: { post: 'Post', writer: 'User' },
  Tag: { posts: 'Post' },
  Profile: { User: 'User' }
};
const SINGLE = new Set(['profile', 'author', 'post', 'writer', 'User']);
const TEXT_COLUMNS = new Set(['name', 'email', 'title', 'body', 'label', 'bio']);

const some = (arbitrary, chance = 1) => fc.option(arbitrary, { nil: undefined, freq: chance });
const object = (...entries) => fc.record(Object.fromEntries(entries), { requiredKeys: [] });
const pair = (key, value) => ({ [key]: value });

/** One column's condition. */
function condition(column, value, postgres) {
  const likes = ['@like', '@notLike', '@startsWith', '@endsWith', '@substring', ...postgres ? ['@iLike', '@notILike', '@regexp', '@iRegexp'] : []];
  const regexps = fc.constantFrom('^a', 'o.n', '[A-Z]', 'x"', '');
  const comparing = fc.tuple(fc.constantFrom('@eq', '@ne', '@gt', '@gte', '@lt', '@lte'), value).map(([op, v]) => pair(op, v));
  const choices = [
    { weight: 4, arbitrary: value },
    { weight: 4, arbitrary: comparing },
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constantFrom('@ne', '@not', '@is', '@eq').map(op => pair(op, null)) },
    { weight: 2, arbitrary: fc.array(value, { maxLength: 5 }) },
    { weight: 2, arbitrary: fc.tuple(fc.constantFrom('@in', '@notIn'), fc.array(fc.oneof({ weight: 6, arbitrary: value }, { weight: 1, arbitrary: fc.constant(null) }), { maxLength: 6 })).map(([op, v]) => pair(op, v)) },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom('@between', '@notBetween'), value, value).map(([op, a, b]) => pair(op, [a, b])) },
    { weight: 1, arbitrary: fc.tuple(comparing, comparing).map(([a, b]) => ({ ...a, ...b })) },
    { weight: 1, arbitrary: fc.array(fc.oneof(value, comparing), { minLength: 1, maxLength: 3 }).map(v => ({ '@or': v })) },
    { weight: 1, arbitrary: value.map(v => ({ '@not': v })) }
  ];
  if (TEXT_COLUMNS.has(column)) {
    choices.push({ weight: 3, arbitrary: fc.tuple(fc.constantFrom(...likes), text).chain(([op, v]) => op.includes('egexp') ? regexps.map(r => pair(op, r)) : fc.constant(pair(op, v))) });
    choices.push({ weight: 1, arbitrary: fc.tuple(fc.constantFrom('@like', '@notLike'), fc.constantFrom('@any', '@all'), fc.array(text, { minLength: 1, maxLength: 3 })).map(([op, q, v]) => postgres ? pair(op, pair(q, v)) : pair(op, v[0])) });
  }
  if (postgres && (column === 'age' || column === 'views')) {
    choices.push({ weight: 1, arbitrary: fc.tuple(fc.constantFrom('@eq', '@gt'), fc.constantFrom('@any', '@all'), fc.array(integer, { minLength: 1, maxLength: 3 })).map(([op, q, v]) => pair(op, pair(q, v))) });
  }
  return fc.oneof(...choices);
}

const json = fc.oneof(
  fc.oneof(fc.constantFrom('dark', "li'ght", 'none'), fc.constant(null)).map(v => ({ theme: v })),
  fc.tuple(fc.constantFrom('@eq', '@gt', '@lte', '@ne'), integer).map(([op, v]) => ({ size: pair(op, v) })),
  fc.boolean().map(v => ({ deep: { on: v } })),
  fc.constantFrom('dark', 'l%').map(v => ({ theme: { '@like': v } }))
);

function oneCondition(model, postgres, nested) {
  const columns = Object.entries(COLUMNS[model]).map(([column, value]) => condition(column, value, postgres).map(v => pair(column, v)));
  const others = [];
  if (model === 'User') {
    others.push(json.map(v => ({ settings: v })), fc.constantFrom({ 'settings.theme': 'dark' }, { 'settings.size': { '@gt': 3 } }, { 'settings.deep.on': true }));
    if (postgres) {
      const list = fc.array(integer, { maxLength: 3 });
      others.push(
        fc.tuple(fc.constantFrom('@contains', '@contained', '@overlap', '@eq', '@ne'), list).map(([op, v]) => ({ numbers: pair(op, v) })),
        fc.tuple(fc.constantFrom('@contains', '@overlap'), fc.array(fc.constantFrom('a', "b'c", 'x,y', '{z}'), { maxLength: 3 })).map(([op, v]) => ({ words: pair(op, v) })),
        fc.constantFrom({ a: 1 }, { tags: ['x'] }, { who: { name: "o'neil" } }, {}).map(v => ({ facts: { '@contains': v } })),
        fc.constantFrom({ a: 1 }, { a: '1' }, { b: null }, { 'who.name': 'ann' }, { who: { name: { '@in': ['ann', 'Bob'] } } }).map(v => ({ facts: v }))
      );
    }
  }
  const column = fc.constantFrom(...Object.keys(COLUMNS[model]).filter(name => TEXT_COLUMNS.has(name)), 'id');
  others.push(
    fc.tuple(column, text).map(([name, v]) => ({ $where: [{ $fn: ['lower', { $col: `${model}.${name === 'email' ? 'email_address' : name}` }] }, v], text: name !== 'id' })),
    fc.tuple(fc.constantFrom('@eq', '@lt', '@ne'), fc.constantFrom(...Object.keys(COLUMNS[model]))).map(([op, name]) => pair('id', pair(op, { '@col': `${model}.id` })))
  );
  if (nested) others.push(nested);
  return fc.oneof({ weight: 6, arbitrary: fc.oneof(...columns) }, { weight: 2, arbitrary: fc.oneof(...others) });
}

function where(model, postgres, nested) {
  const { tree } = fc.letrec(tie => ({
    tree: fc.oneof({ maxDepth: 3, depthSize: 'small' },
      oneCondition(model, postgres, nested),
      fc.array(tie('tree'), { maxLength: 3 }).map(list => list.some(entry => entry.$where) ? { '@and': list } : Object.assign({}, ...list)),
      fc.tuple(fc.constantFrom('@and', '@or', '@or', '@not'), fc.array(tie('tree'), { maxLength: 3 })).map(([op, list]) => pair(op, list)),
      fc.tuple(fc.constantFrom('@or', '@not', '@and'), tie('tree')).map(([op, one]) => one.$where ? pair(op, [one]) : pair(op, one)))
  }));
  return tree.map(one => one.$where ? { '@and': [one] } : one);
}

function attributes(model) {
  const names = Object.keys(COLUMNS[model]);
  const list = fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 4 });
  const made = fc.constantFrom([{ $fn: ['upper', { $literal: "'x'" }] }, 'shout'], [{ $cast: [{ $literal: '3' }, 'integer'] }, 'three'], [{ $literal: '1 + 1' }, 'two']);
  return fc.oneof(
    list,
    list.map(some => [...new Set(['id', ...some])].filter(name => name !== 'id' || names.includes('id'))),
    fc.tuple(list, made).map(([a, b]) => [...a, b]),
    list.filter(([name]) => !/seenAt|published/.test(name)).map(([name, ...rest]) => [[name === 'email' ? 'email_address' : model === 'Comment' ? name.replace(/Id$/, '_id') : model === 'Post' && name === 'userId' ? 'user_id' : name, 'renamed'], ...rest]),
    list.map(exclude => ({ exclude: exclude.filter(name => name !== 'id') })),
    made.map(one => ({ include: [one] }))
  );
}

const direction = fc.constantFrom('ASC', 'DESC', 'asc', 'desc');

function orderOf(model, postgres) {
  const entry = fc.tuple(fc.constantFrom(...Object.keys(COLUMNS[model])), postgres ? fc.oneof(direction, fc.constantFrom('DESC NULLS LAST', 'ASC NULLS FIRST')) : direction);
  return fc.array(fc.oneof({ weight: 5, arbitrary: entry.map(e => e) }, { weight: 1, arbitrary: entry.map(([name]) => name) }, { weight: 1, arbitrary: entry.filter(([name]) => !/^(seenAt|email|userId|postId)$/.test(name)).map(([name, way]) => [{ $col: `${model}.${name}` }, way]) }), { maxLength: 3 });
}

function include(model, postgres, depth) {
  const names = Object.entries(ASSOCIATIONS[model] || {});
  if (depth === 0 || names.length === 0) return fc.constant([]);
  const one = fc.constantFrom(...names).chain(([association, target]) => fc.record({
    association: fc.constant(association),
    required: fc.constantFrom(true, false),
    where: where(target, postgres),
    attributes: fc.oneof(attributes(target), fc.constant([])),
    paranoid: fc.constant(false),
    separate: fc.constantFrom(!SINGLE.has(association) && association !== 'tags' && !(target === 'Post' && model === 'Tag')),
    through: fc.constantFrom({ attributes: [] }, { attributes: ['weight'] }, { where: { weight: { '@gt': 1 } } }),
    right: fc.constant(true),
    include: include(target, postgres, depth - 1)
  }, { requiredKeys: ['association'] }).map(part => {
    if (part.separate === false || SINGLE.has(association)) delete part.separate;
    if (part.separate) { delete part.required; delete part.right; if (Array.isArray(part.attributes)) delete part.attributes; }
    if (!(target === 'Tag' || model === 'Tag')) delete part.through;
    if (part.right && (part.include || !postgres)) delete part.right;
    return part;
  }));
  // Most includes stand without most of their options.
  const thin = fc.tuple(one, fc.array(fc.constantFrom('where', 'attributes', 'required', 'separate', 'through', 'right', 'include', 'paranoid'), { maxLength: 6 }))
    .map(([part, without]) => Object.fromEntries(Object.entries(part).filter(([key]) => !without.includes(key))));
  return fc.uniqueArray(thin, { maxLength: 2, selector: part => part.association });
}

const finder = (model, postgres) => include(model, postgres, 2).chain(parts => {
  const nestable = parts.filter(part => !part.separate);
  const nested = nestable.length
    ? fc.constantFrom(...nestable).chain(part => fc.constantFrom(...Object.entries(COLUMNS[ASSOCIATIONS[model][part.association]])).chain(([column, value]) => condition(column, value, postgres).map(v => pair(`$${part.association}.${column}$`, v))))
    : undefined;
  return fc.record({
    where: some(where(model, postgres, nested), 4), attributes: some(attributes(model), 1), order: some(orderOf(model, postgres), 2),
    limit: some(fc.integer({ min: 0, max: 8 }), 1), offset: some(fc.integer({ min: 0, max: 5 }), 1), raw: some(fc.constant(true), 1), nest: some(fc.constant(true), 1),
    subQuery: fc.constantFrom(undefined, undefined, undefined, undefined, false), paranoid: fc.constantFrom(undefined, undefined, undefined, false),
    scope: model === 'User' ? fc.constantFrom(undefined, undefined, undefined, 'adults', 'byName', 'withPosts') : fc.constant(undefined),
    method: fc.constantFrom('findAll', 'findAll', 'findAll', 'findAll', 'findOne', 'findAndCountAll')
  }).map(({ method, scope, ...options }) => {
    if (parts.length) options.include = parts;
    if (options.nest && !options.raw) delete options.nest;
    return { model, method, scope, options };
  });
});

const counting = (model, postgres) => fc.record({
  where: some(where(model, postgres), 3), include: some(include(model, postgres, 1), 1), distinct: fc.constantFrom(undefined, true),
  col: fc.constantFrom(undefined, undefined, 'id'), paranoid: fc.constantFrom(undefined, false)
}).map(options => ({ model, method: 'count', options }));

const NUMBERS = { User: ['age', 'score', 'id'], Post: ['views', 'price', 'id', 'big'], Comment: ['rating', 'id'] };
const aggregating = (model, postgres) => fc.tuple(fc.constantFrom('sum', 'min', 'max'), fc.constantFrom(...NUMBERS[model] || ['id']), some(where(model, postgres), 3))
  .map(([method, column, condition]) => ({ model, method, column, options: { where: condition } }));

const GROUPS = { User: ['age', 'active', 'level', 'name'], Post: ['views', 'userId'], Comment: ['rating'], Tag: ['label'], Profile: ['bio'] };
const grouping = (model, postgres) => fc.tuple(fc.constantFrom(...GROUPS[model]), some(where(model, postgres), 3), fc.constantFrom(undefined, { '@gt': 1 }, { '@lte': 2 }), fc.boolean())
  .map(([column, condition, having, count]) => count
    ? { model, method: 'count', options: { where: condition, group: [column], attributes: [column] } }
    : { model, method: 'findAll', options: {
      where: condition, group: [column], raw: true, attributes: [column, [{ $fn: ['COUNT', { $col: 'id' }] }, 'n']],
      having: having && { '@and': [{ $where: [{ $fn: ['COUNT', { $col: 'id' }] }, having] }] }
    } });

/** A request of any kind. */
export function request(dialect) {
  const postgres = dialect === 'postgres';
  const model = fc.constantFrom('User', 'User', 'Post', 'Post', 'Comment', 'Tag', 'Profile');
  return model.chain(name => fc.oneof(
    { weight: 8, arbitrary: finder(name, postgres) },
    { weight: 1, arbitrary: counting(name, postgres) },
    { weight: 1, arbitrary: aggregating(name, postgres) },
    { weight: 1, arbitrary: grouping(name, postgres) }
  ));
}
