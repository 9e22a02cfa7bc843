// How much does it cost to read 10,000 rows as model instances?
import { PEOPLE } from '../dataset.mjs';

export const title = 'Find 10,000 instances';
export const repeats = 12;
export const orm = ({ Person }) => () => Person.findAll();
export { driver } from './find-raw.mjs';
export const verify = rows => rows.length === PEOPLE && rows[10].email === 'person10@example.com' && new Date(rows[1].bornAt).getTime() === Date.UTC(1950, 0, 2);
