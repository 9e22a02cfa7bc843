// What a database's plan tells, in words: whole tables read, rows sorted, loops.

const WIDE = 1000;
const COSTLY = 100;

const oneLine = text => String(text).replace(/\s+/g, ' ').slice(0, 200);

function scanned(node, loops) {
  const { 'Relation Name': table, Filter: filter, 'Rows Removed by Filter': removed, 'Total Cost': cost } = node;
  if (loops > 10) return [`missing index? The whole of ${table} is read again for each of ${Math.round(loops)} rows`];
  if (!filter || (removed === undefined ? cost < COSTLY : removed < WIDE)) return [];
  return [`missing index? The whole of ${table} is read${removed === undefined ? '' : ` and ${removed} rows are thrown away`}, for the condition ${oneLine(filter)}`];
}

/** PostgreSQL: a tree of nodes. */
function ofTree(node, loops = 1) {
  const { 'Node Type': type, 'Plan Rows': expected = 0, 'Actual Rows': actual, 'Relation Name': table, Plans: children = [] } = node;
  const found = type === 'Seq Scan' ? scanned(node, loops) : [];
  if (type === 'Sort' && (actual ?? expected) >= WIDE) found.push(`${Math.round(actual ?? expected)} rows are sorted by ${oneLine((node['Sort Key'] ?? []).join(', '))}; an index in that order would save it`);
  if (actual > expected * 100) found.push(`the database expected ${expected} rows${table ? ` of ${table}` : ''} and got ${actual}: its statistics are old (ANALYZE)`);
  const [outer] = children;
  const inner = type === 'Nested Loop' && outer ? outer['Actual Rows'] ?? outer['Plan Rows'] ?? 1 : loops;
  return [...found, ...children.flatMap((child, at) => ofTree(child, at === 0 ? loops : inner))];
}

/** SQLite: a line for each table. */
function ofLine(detail) {
  const [, whole] = /^SCAN (\S+)$/.exec(detail) ?? [];
  if (whole) return [`the whole of ${whole} is read`];
  const [, table, columns] = /^SEARCH (\S+) USING AUTOMATIC .*INDEX \((.*)\)/.exec(detail) ?? [];
  if (table) return [`missing index: SQLite makes one for this query on ${table} (${columns.replace(/=\?/g, '')})`];
  return /USE TEMP B-TREE FOR ORDER BY/.test(detail) ? ['the rows are sorted; an index in that order would save it'] : [];
}

/** MySQL and MariaDB: tables somewhere in a tree. */
function ofTables(value) {
  if (!value || typeof value !== 'object') return [];
  const found = Object.values(value).flatMap(ofTables);
  const { table_name: table, access_type: access, rows, rows_examined_per_scan: examined, attached_condition: condition } = value;
  if (table !== undefined && access === 'ALL' && (rows ?? examined ?? 0) >= WIDE) found.push(`missing index? The whole of ${table} is read${condition ? `, for the condition ${oneLine(condition)}` : ''}`);
  if (value.using_filesort === true || value.filesort !== undefined) found.push('the rows are sorted; an index in that order would save it');
  return found;
}

/** Lines, each as deep as it stands in the tree. */
function indented(rows) {
  const depth = new Map();
  return rows.map(({ id, parent, detail }) => {
    depth.set(id, depth.has(parent) ? depth.get(parent) + 1 : 0);
    return `${'  '.repeat(depth.get(id))}${detail}`;
  });
}

/** What is false of a node says nothing, many times over. */
const telling = (key, value) => (value === false ? undefined : value);

const parsed = cell => (typeof cell === 'string' && /^\s*[[{]/.test(cell) ? JSON.parse(cell) : cell);

/**
 * @param {{ rows: object[] }} answer of EXPLAIN
 * @returns {{ plan: any, found: string[] }} the plan in the database's own form, SQLite's as lines
 */
export function readPlan({ rows }) {
  if (rows[0]?.detail !== undefined) return { plan: indented(rows), found: [...new Set(rows.flatMap(({ detail }) => ofLine(detail)))] };
  const cells = rows.flatMap(row => Object.values(row)).map(parsed);
  const [plan] = cells;
  if (plan?.[0]?.Plan) return { plan: JSON.parse(JSON.stringify(plan[0], telling)), found: [...new Set(ofTree(plan[0].Plan))] };
  if (typeof plan === 'object') return { plan, found: [...new Set(ofTables(plan))] };
  // A text in another format, which the client asked for itself.
  return { plan: cells, found: [] };
}
