// How many single rows a second come by primary key, with 64 requests in flight?
import { PEOPLE } from '../dataset.mjs';

export const title = 'Find by key, 64 in flight';
export const concurrency = 64;
const key = i => 1 + (i * 7919) % PEOPLE;
export const orm = ({ Person }) => i => Person.findByPk(key(i));
export const driver = {
  postgres: pool => async i => (await pool.query({ name: 'by-key', text: 'SELECT * FROM people WHERE id = $1', values: [key(i)] })).rows[0],
  mysql: pool => async i => (await pool.execute('SELECT * FROM people WHERE id = ?', [key(i)]))[0][0],
  sqlite: db => {
    const statement = db.prepare('SELECT * FROM people WHERE id = ?');
    return async i => statement.get(key(i));
  }
};
export const verify = (row, i) => row.id === key(i);
