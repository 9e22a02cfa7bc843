// Arguments of find_records, aggregate_records, explain and inspect_schema that try to become SQL, for every database.
// `secret` is an attribute of another model; `canary` the model that is asked.

const texts = [
  '1; DELETE FROM canary; --',
  '\' OR 1=1; DELETE FROM canary; --',
  '"; DELETE FROM canary; --',
  '`; DELETE FROM canary; --',
  'v" FROM canary; DELETE FROM canary; --',
  'v` FROM canary; DELETE FROM canary; --',
  '(SELECT word FROM secret)',
  'v, (SELECT word FROM secret)',
  'v) UNION SELECT word FROM secret --',
  '$secret.word$',
  'constructor',
  '__proto__'
];

const shapes = [
  text => ['find_records', { model: text }],
  text => ['find_records', { model: 'canary', attributes: [text] }],
  text => ['find_records', { model: 'canary', where: { [text]: 1 } }],
  text => ['find_records', { model: 'canary', where: { v: text } }],
  text => ['find_records', { model: 'canary', where: { v: { like: text } } }],
  text => ['find_records', { model: 'canary', where: { v: { startsWith: text } } }],
  text => ['find_records', { model: 'canary', where: { v: { [text]: 1 } } }],
  text => ['find_records', { model: 'canary', where: { v: { in: [text] } } }],
  text => ['find_records', { model: 'canary', order: [text] }],
  text => ['find_records', { model: 'canary', order: [`-${text}`] }],
  text => ['find_records', { model: 'canary', include: [text] }],
  text => ['find_records', { model: 'canary', scope: text }],
  text => ['find_records', { model: 'canary', cursor: text }],
  text => ['aggregate_records', { model: 'canary', fn: 'max', field: text }],
  text => ['aggregate_records', { model: 'canary', fn: 'count', group: [text] }],
  text => ['aggregate_records', { model: 'canary', fn: 'count', group: ['v'], having: { gt: text } }],
  text => ['aggregate_records', { model: 'canary', fn: text, field: 'v' }],
  text => ['explain', { find: { model: 'canary', where: { v: text } } }],
  text => ['explain', { find: { model: 'canary', order: [text] }, analyze: true }],
  text => ['inspect_schema', { table: text }]
];

const structures = [
  ['find_records', { model: 'canary', where: { v: { val: 'x' } } }],
  ['find_records', { model: 'canary', where: { v: { fn: 'pg_sleep', args: [600] } } }],
  ['find_records', { model: 'canary', where: { v: { col: 'word' } } }],
  ['find_records', { model: 'canary', where: { v: [{ literal: '1; DELETE FROM canary' }] } }],
  ['find_records', { model: 'canary', where: { literal: '1; DELETE FROM canary' } }],
  ['find_records', { model: 'canary', where: [['1=1; DELETE FROM canary']] }],
  ['find_records', { model: 'canary', attributes: [['(SELECT word FROM secret)', 'x']] }],
  ['find_records', { model: 'canary', attributes: { include: [['(SELECT word FROM secret)', 'x']] } }],
  ['find_records', { model: 'canary', order: [['v', 'ASC; DELETE FROM canary']] }],
  ['find_records', { model: 'canary', order: [{ raw: 'v; DELETE FROM canary' }] }],
  ['find_records', { model: 'canary', include: [{ model: 'secret' }] }],
  ['find_records', { model: 'canary', include: [{ association: 'secret', on: { literal: '1=1' } }] }],
  ['find_records', { model: 'canary', limit: '1; DELETE FROM canary' }],
  ['find_records', { model: 'canary', lock: true }],
  ['find_records', { model: 'canary', group: ['v; DELETE FROM canary'] }],
  ['find_records', { model: 'canary', raw: true, replacements: {}, having: { literal: 'x' } }],
  ['aggregate_records', { model: 'canary', fn: 'count', order: 'value; DELETE FROM canary' }],
  ['aggregate_records', { model: 'canary', fn: 'count', group: ['v'], having: { literal: '1; DELETE FROM canary' } }],
  ['explain', { find: { model: 'canary' }, sql: 'DELETE FROM canary' }],
  ['explain', { find: { model: 'canary', where: { v: { literal: 'x' } } } }]
];

export const calls = [...shapes.flatMap(shape => texts.map(shape)), ...structures];
