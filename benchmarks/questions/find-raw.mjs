// How much does it cost to read 10,000 rows of ten mixed columns as plain objects?
import { PEOPLE } from '../dataset.mjs';

export const title = 'Find 10,000 rows, raw';
export const repeats = 12;
export const orm = ({ Person }) => () => Person.findAll({ raw: true });
export const driver = {
  postgres: pool => async () => (await pool.query({ name: 'people', text: 'SELECT * FROM people' })).rows,
  mysql: pool => async () => (await pool.execute('SELECT * FROM people'))[0],
  sqlite: db => {
    const statement = db.prepare('SELECT * FROM people');
    return async () => statement.all();
  }
};
export const verify = rows => rows.length === PEOPLE && rows[10].email === 'person10@example.com' && rows[7].score === 1;
