// Where MariaDB tells how it is: views of its schemas information_schema and sys.

const MOST_CHARACTERS = 500;
const shortened = text => (typeof text === 'string' && text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text);

export function mariadb({ sequelize, select }) {
  const { fn, Op } = sequelize.constructor;
  const view = (tableName, schema = 'information_schema') => ({ tableName, schema });
  const here = { db: fn('database') };
  const sessions = more => select(view('PROCESSLIST'), { attributes: ['id', 'user', ['command', 'state'], ['time', 'seconds'], ['info', 'query']], ...more });

  return {
    async health(limit) {
      const connections = await sessions({ where: here });
      const rows = await select(view('TABLES'), {
        attributes: [['table_name', 'table'], 'engine', ['table_rows', 'rowsAbout'], ['data_length', 'bytes'], ['index_length', 'bytesOfIndexes']],
        where: { table_schema: fn('database') }, order: [['data_length', 'DESC'], ['table_name', 'ASC']], limit
      });
      return { facts: { connections: connections.length }, rows, about: 'tables, the largest first' };
    },

    async slow(limit) {
      const rows = await sessions({ where: { ...here, command: { [Op.ne]: 'Sleep' }, id: { [Op.ne]: fn('connection_id') } }, order: [['time', 'DESC']], limit });
      return { rows: rows.map(row => ({ ...row, query: shortened(row.query) })), about: 'statements at work now, the longest first' };
    },

    async locks(limit) {
      const rows = await select(view('innodb_lock_waits', 'sys'), {
        attributes: [['waiting_pid', 'id'], ['wait_age_secs', 'seconds'], ['locked_table', 'table'], ['waiting_query', 'query'], ['blocking_pid', 'waitsFor'], ['blocking_query', 'queryOfThat']], limit
      });
      return { rows: rows.map(row => ({ ...row, query: shortened(row.query), queryOfThat: shortened(row.queryOfThat) })), about: 'sessions that wait for a row, and those that they wait for' };
    }
  };
}
