// How much does it cost to read 500 parents with ten children each in one include?
import { AUTHORS, BOOKS_EACH } from '../dataset.mjs';

export const title = 'Include: 500 with 10 each';
export const repeats = 20;
export const orm = ({ Author }) => () => Author.findAll({ include: ['books'] });

const SQL = 'SELECT a.id, a.name, a.country, b.id AS b_id, b.title, b.pages, b."publishedAt" FROM authors a LEFT JOIN books b ON b."authorId" = a.id';
/** What one would write by hand: one pass over the joined rows. */
function fold(rows) {
  const authors = new Map();
  for (const row of rows) {
    let author = authors.get(row.id);
    if (author === undefined) authors.set(row.id, author = { id: row.id, name: row.name, country: row.country, books: [] });
    author.books.push({ id: row.b_id, title: row.title, pages: row.pages, publishedAt: row.publishedAt });
  }
  return [...authors.values()];
}
export const driver = {
  postgres: pool => async () => fold((await pool.query({ name: 'include', text: SQL })).rows),
  mysql: pool => async () => fold((await pool.execute(SQL.replaceAll('"', '`')))[0]),
  sqlite: db => {
    const statement = db.prepare(SQL);
    return async () => fold(statement.all());
  }
};
export const verify = rows => rows.length === AUTHORS && rows.every(row => row.books.length === BOOKS_EACH);
