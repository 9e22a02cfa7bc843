// The classes of attacks: the 17 published flaws of Sequelize (S1 to S17) and five more of 6.37.8 (S18 to S22).
// `place` says where an input goes (verbs.mjs has every verb that takes it there); `expect` what must come of it:
//   rejected   an error, whatever the verb
//   data       an error, or the input is an ordinary value: only rows that really hold it are found or changed
//   harmless   an error, or an answer without the canary's secret and without a changed row

const STACKED = '1; DELETE FROM canary; --';
const UNION = 'id") FROM users UNION SELECT secret FROM canary --';

export const HOSTILE_TEXTS = [
  "' OR 1=1 --", "\\' OR 1=1 --", "\\\\' OR 1=1 --", "'; DELETE FROM canary; --", "\\'; DELETE FROM canary; --", "'') OR ('1'='1",
  "x' UNION SELECT secret FROM canary --", '" OR ""="', '` OR 1=1 --', '$$; DELETE FROM canary; $$', ':name', '?', '$1', '$name', "E'\\'' OR 1=1 --", '/* */ -- ;',
  'a\u0000b', '\ud800', 'x\u02bc OR 1=1 --'
];

/** Objects that a query string or a JSON body can hold. */
const BODIES = [
  { $gt: '' }, { gt: '' }, { $ne: null }, { $or: [{ $gt: '' }, { $lt: '' }] }, { $like: '%' }, { '$not': null }, { name: 'root' }, { '': 1 }, { toString: 'x' },
  JSON.parse('{"__proto__":{"x":1}}'), { constructor: { name: 'x' } }, { val: "'x' OR 1=1" }, { fn: 'pg_sleep', args: [1] }, { '[Symbol(gt)]': '' }
];

const ORDERS = [
  [['id', 'DESC; DELETE FROM canary']], [['id', 'ASC, (SELECT secret FROM canary)']], [['id; DELETE FROM canary; --', 'ASC']], [['id"; DELETE FROM canary; --', 'ASC']],
  [['id', 'ASC) --']], [['id', { raw: '; DELETE FROM canary' }]], [[{ raw: 'id; DELETE FROM canary' }, 'ASC']], [{ raw: '(SELECT secret FROM canary)' }], [['id', ['ASC', 'x']]], [['id', 1]],
  [['meta.a\') FROM canary --', 'ASC']], [[';', ';']], 'id; DELETE FROM canary', '(SELECT secret FROM canary)', [[['id', 'DESC;--']]], [['id', 'ASC NULLS FIRST; DELETE FROM canary']]
];

const LIMITS = [STACKED, '1 UNION SELECT secret FROM canary', '0; DROP TABLE canary', { toString: () => STACKED }, [1, 2], "1'", 'ALL; --', NaN, { raw: '1; DELETE FROM canary' }, '1e9; --', true];

const ATTRIBUTES = [
  ['(SELECT secret FROM canary)'], ['*; DELETE FROM canary; --'], [['count(id) FROM users; DELETE FROM canary; --', 'y']], [['secret FROM canary --', 'id']], [[UNION, 'id']],
  [['id', 'x" FROM users UNION SELECT secret FROM canary --']], [['id', 'x"; DELETE FROM canary; --']], [['id', 'x`; DELETE FROM canary; --']], ['a.*; DELETE FROM canary'], ['users.*'],
  [['id']], [[]], [['id', 'a', 'b']], [['id', 'a.__proto__.polluted']], [['id', '__proto__']], [['id', 'constructor.prototype.polluted']], [{ raw: '(SELECT secret FROM canary)' }], [{ val: 'x' }],
  ['id) FROM canary --'], [['(SELECT secret FROM canary)', 'id']], { include: [['(SELECT secret FROM canary)', 'x']] }, { exclude: ["'"], include: ['id"'] }
];

const JSON_KEYS = [
  "a')) OR 1=1 --", "a' OR '1'='1", 'a") OR 1=1 --', "a}') OR 1=1 --", "a'; DELETE FROM canary; --", "a')::text) UNION SELECT secret FROM canary --", '\\', "\\'", 'a\\" OR 1=1 --', 'a"."b', '`', '',
  "a->>'b'", 'a::text) OR 1=1 --'
];
const CASTS = [
  'role::text) OR 1=1--', 'role::text) UNION SELECT secret FROM canary--', 'role::', 'role::nonsense', 'role::text;', 'role::text--', "role::text'", 'role::text) = 1 OR (1::int', 'role::int[]', 'role::text::text) OR 1=1--'
];
const PATHS = ['a,b', '{a,b}', '{a', 'a}', 'a.b', 'a[0]', 'a[*]', '*', '**', '$', '$.a', 'a"b', '[0]', '?', ' '];

const RANGES = [["empty') OR 1=1 --", 2], ["1,2)'::int4range OR 1=1 --", 5], "1'::int4 OR 1=1 --", ["')", "('"], "[1,2)'; DELETE FROM canary; --", [{ value: "1') OR 1=1 --", inclusive: true }, 5]];

const TYPES = ['int); DELETE FROM canary; --', "text) FROM canary --", 'text, (SELECT secret FROM canary', 'varchar(5)); --', '', 'int) OR (1=1', 'text UNION SELECT secret FROM canary', "text'"];
const NAMES = ['(SELECT secret FROM canary)', 'lower(name) OR 1=1 --', 'lower); DELETE FROM canary; --', "x'", 'max(id) FROM canary --', 'lower"', '', 'a b'];
const COMPARATORS = ['= name OR 1=1 OR name =', '; DELETE FROM canary; --', ') OR 1=1 --', "= '' OR", 'IS NOT NULL OR name =', '/**/', 'UNION SELECT', ''];

const IDENTIFIERS = ['a"b', 'a`b', 'a]b', 'a[b', "a'b", 'a"; DELETE FROM canary; --', 'a`; DELETE FROM canary; --', 'a.b', 'a"."b', 'a\\', 'a\\"b', 'x'.repeat(63), `${'x'.repeat(63)}y`, 'ä"ö', ' ', 'a--b', 'a\u0000b', '*'];

export const classes = [
  { id: 'S1', source: 'CVE-2016-10554', title: 'values with backslashes before quotes', place: 'value', expect: 'data', inputs: HOSTILE_TEXTS },
  { id: 'S2', source: 'CVE-2015-1369', title: 'the direction of an order', place: 'order', expect: 'harmless', inputs: ORDERS },
  { id: 'S3', source: 'CVE-2016-10553', title: 'a text in the place of a condition', place: 'where', expect: 'rejected', inputs: ['1=1', "id = 1 OR 1=1", '', 'id', Buffer.from('1=1'), true] },
  { id: 'S4', source: 'CVE-2016-10550', title: 'texts in LIMIT and OFFSET', place: 'limit', expect: 'harmless', inputs: LIMITS },
  { id: 'S5', source: 'CVE-2016-10556', title: 'lists of values', place: 'list', expect: 'data', inputs: [['test', "'); DELETE FROM canary; --"], ["a'", "b\\'"], [["a') OR 1=1 --", 'b']], ['\\', ' OR 1=1 --'], HOSTILE_TEXTS.slice(0, 12)] },
  { id: 'S6', source: 'CVE-2016-1000225', title: 'GeoJSON', place: 'geometry', expect: 'data', inputs: [{ type: "Point') OR 1=1 --", coordinates: [1, 2] }, { type: 'Point', coordinates: ["1') OR 1=1 --", 2] }, { type: 'Point', coordinates: [1, 2], properties: { name: "'); DELETE FROM canary; --" } }, "POINT(1 2)') OR 1=1 --"] },
  { id: 'S7', source: 'GHSA-wfp9-vr4j-f49j', title: 'operators as texts, from a request body', place: 'value', expect: 'data', inputs: BODIES },
  { id: 'S8', source: 'CVE-2019-11069', title: 'backslashes where standard_conforming_strings is off', place: 'value', session: 'backslashes', expect: 'data', inputs: HOSTILE_TEXTS.filter(text => text.includes('\\') || text.includes("'")) },
  { id: 'S9', source: 'CVE-2019-10748', title: 'keys of JSON paths', place: 'jsonKey', expect: 'data', inputs: JSON_KEYS },
  { id: 'S10', source: 'CVE-2019-10749', title: 'keys of JSON paths, dotted and nested', place: 'jsonPath', expect: 'data', inputs: JSON_KEYS },
  { id: 'S11', source: 'CVE-2019-10752', title: 'sequelize.json()', place: 'jsonFunction', expect: 'data', inputs: ["meta.id')) AS DECIMAL) = 1 OR 1=1 --", "meta.id') = '1' OR 1=1 --", "meta->>'a' OR 1=1 --", "json_extract(meta, '$.a') OR 1=1 --", "meta.a'; DELETE FROM canary; --"] },
  { id: 'S12', source: 'GHSA-fw4p-36j9-rrj3', title: 'statements that fail without results', place: 'statement', expect: 'rejected', inputs: ['SELECT * FROM nowhere', 'PRAGMA foreign_keys = ; SELECT', 'INSERT INTO nowhere VALUES (1)', 'SELECT ((', 'INSERT INTO users (id) VALUES (1)'] },
  { id: 'S13', source: 'CVE-2023-25813', title: 'replacements beside values that look like replacements', place: 'replacement', expect: 'data', inputs: [':name', '?', '$1', '$$', "' OR 1=1 --", ':other', "\\' OR 1=1 --", '$name', '$other', ':other OR 1=1', '"?"'] },
  { id: 'S14', source: 'CVE-2023-22579', title: 'conditions of a wrong type', place: 'where', expect: 'rejected', inputs: [new Date(0), Symbol('id'), new Map([['id', 1]]), new Set([1]), Buffer.from('id'), new (class Id { constructor() { this.id = 1; } })(), () => ({ id: 1 }), 10n, Promise.resolve({}), /id/, new Error('id')] },
  { id: 'S15', source: 'CVE-2023-22580', title: 'conditions that compare with undefined', place: 'where', expect: 'rejected', inputs: [{ id: undefined }, { name: undefined, id: 1 }, { id: Symbol('x') }, { id: () => 1 }, { nothing: undefined }] },
  { id: 'S16', source: 'CVE-2023-22578', title: 'attributes that are SQL', place: 'attributes', expect: 'harmless', inputs: ATTRIBUTES },
  { id: 'S17', source: 'CVE-2026-30951', title: 'casts in JSON keys', place: 'jsonKey', expect: 'data', inputs: CASTS },
  { id: 'S17', source: 'CVE-2026-30951', title: 'casts in JSON keys, dotted and nested', place: 'jsonPath', expect: 'data', inputs: CASTS },
  { id: 'S18', source: '6.37.8', title: 'RANGE values', place: 'range', expect: 'data', inputs: RANGES },
  { id: 'S19', source: '6.37.8', title: 'isolation levels', place: 'isolation', expect: 'rejected', inputs: ['READ COMMITTED; SELECT 1/0; --', 'SERIALIZABLE; DELETE FROM canary', "x'", 'NONE', { toString: () => 'SERIALIZABLE; DELETE FROM canary' }] },
  { id: 'S20', source: '6.37.8', title: 'metacharacters in JSON keys', place: 'jsonKey', expect: 'data', inputs: PATHS },
  { id: 'S21', source: '6.37.8', title: 'types of casts', place: 'castType', expect: 'harmless', inputs: TYPES },
  { id: 'S21', source: '6.37.8', title: 'names of functions', place: 'functionName', expect: 'harmless', inputs: NAMES },
  { id: 'S21', source: '6.37.8', title: 'comparators', place: 'comparator', expect: 'data', inputs: COMPARATORS },
  { id: 'S22', source: '6.37.8', title: 'quote characters in names', place: 'identifier', expect: 'harmless', inputs: IDENTIFIERS },
  { id: 'S22', source: '6.37.8', title: 'names that are created', place: 'created', expect: 'harmless', inputs: IDENTIFIERS }
];
