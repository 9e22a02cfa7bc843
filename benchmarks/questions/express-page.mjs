// How many pages a second does an Express application serve, each with a filter, a count and an include?
export const title = 'Express page with an include';
export const http = { connections: 32, warmUp: 3000, measured: 4000 };
export const orm = ({ Author, Book }) => async i => {
  const { rows, count } = await Author.findAndCountAll({
    where: { country: 'Dublin' }, include: [{ model: Book, as: 'books', attributes: ['id', 'title'] }],
    order: [['id', 'ASC']], limit: 5, offset: (i % 10) * 5, distinct: true
  });
  return { total: count, authors: rows };
};

const PAGE = `SELECT a.*, b.id AS b_id, b.title FROM (SELECT id, name, country FROM authors WHERE country = $1 ORDER BY id LIMIT 5 OFFSET $2) a
  LEFT JOIN books b ON b."authorId" = a.id ORDER BY a.id`;
const COUNT = 'SELECT count(*) AS n FROM authors WHERE country = $1';
const questionMarks = sql => sql.replace(/\$\d/g, '?');
function fold(rows) {
  const authors = new Map();
  for (const row of rows) {
    let author = authors.get(row.id);
    if (author === undefined) authors.set(row.id, author = { id: row.id, name: row.name, country: row.country, books: [] });
    author.books.push({ id: row.b_id, title: row.title });
  }
  return [...authors.values()];
}
export const driver = {
  postgres: pool => async i => {
    const [page, count] = await Promise.all([
      pool.query({ name: 'page', text: PAGE, values: ['Dublin', (i % 10) * 5] }), pool.query({ name: 'count', text: COUNT, values: ['Dublin'] })
    ]);
    return { total: Number(count.rows[0].n), authors: fold(page.rows) };
  },
  mysql: pool => async i => {
    // A prepared LIMIT takes its numbers as texts.
    const [[page], [count]] = await Promise.all([
      pool.execute(questionMarks(PAGE).replaceAll('"', '`'), ['Dublin', String((i % 10) * 5)]), pool.execute(questionMarks(COUNT), ['Dublin'])
    ]);
    return { total: count[0].n, authors: fold(page) };
  },
  sqlite: db => {
    const page = db.prepare(questionMarks(PAGE));
    const count = db.prepare(questionMarks(COUNT));
    return async i => ({ total: count.get('Dublin').n, authors: fold(page.all('Dublin', (i % 10) * 5)) });
  }
};
export const verify = page => page.total === 50 && page.authors.length === 5 && page.authors[0].books.length === 10;
