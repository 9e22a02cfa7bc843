// Where our answers differ from Sequelize 6.37.8's on purpose. At most 20 entries, each with its reason.
// `expects` looks at a request and both answers and says whether this is that difference.
import { same } from './compare.mjs';

/** Whether the answers are the same once every object has gone through `change`. */
function sameAfter(change, request, ours, theirs) {
  const changed = value => {
    if (Array.isArray(value)) return value.map(changed);
    if (value === null || typeof value !== 'object') return value;
    return change(Object.fromEntries(Object.entries(value).map(([key, one]) => [key, changed(one)])));
  };
  return !ours.error && !theirs.error && same(request, { value: changed(ours.value) }, { value: changed(theirs.value) });
}

export const differences = [
  {
    id: 'crash-grouping',
    reason: 'Sequelize groups joined rows by their columns; where an include in between selects none, it reads a property of undefined',
    expects: (request, ours, theirs) => theirs.error === 'TypeError' && /^Cannot read properties of undefined \(reading '\w+'\)$/.test(theirs.message)
  },
  {
    id: 'broken-subquery',
    reason: 'with a limit, Sequelize moves a required include of an include into the sub-query without the join it refers to, and the database refuses it',
    expects: (request, ours, theirs) => !ours.error && Boolean(request.options.include) && theirs.error === 'SequelizeDatabaseError'
      && (request.options.limit !== undefined || request.options.offset !== undefined || request.method === 'findOne')
      && /no such column: "?\w+(->\w+)*"?\.|missing FROM-clause entry|invalid reference to FROM-clause|Unknown column '\w+(->\w+)*\.\w+' in 'ON'/.test(theirs.message)
  },
  {
    id: 'any-all',
    reason: 'Sequelize prints the list of Op.any and Op.all on a typed column as one text, which PostgreSQL cannot read as an array',
    expects: (request, ours, theirs) => !ours.error && /^malformed array literal/.test(theirs.message)
  },
  {
    id: 'renamed-type',
    reason: 'on SQLite, Sequelize looks a value\'s type up by the result\'s name, so that a renamed column comes as it is stored; here it keeps its type',
    expects: (request, ours, theirs, dialect) => dialect === 'sqlite'
      && sameAfter(row => typeof row.renamed === 'boolean' ? { ...row, renamed: Number(row.renamed) } : row, request, ours, theirs)
  },
  {
    id: 'unasked-keys',
    reason: 'where a required include moves into a sub-query, Sequelize shows the keys of the join table though `through.attributes` does not name them',
    expects: (request, ours, theirs) => sameAfter(({ PostTag: through, ...row }) => through ? { ...row, PostTag: { weight: through.weight } } : row, request, ours, theirs)
  }
];
