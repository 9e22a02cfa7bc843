// Where PostgreSQL tells how it is: views of its catalog, and what is asked of them.

const view = tableName => ({ tableName, schema: 'pg_catalog' });

/** Statements may be long; their beginning says which they are. */
const MOST_CHARACTERS = 500;
const shortened = row => ({ ...row, ...typeof row.query === 'string' && row.query.length > MOST_CHARACTERS && { query: `${row.query.slice(0, MOST_CHARACTERS)}…` } });

export function postgres({ sequelize, select }) {
  const { fn, col, Op } = sequelize.constructor;
  const here = { datname: fn('current_database') };
  const others = { pid: { [Op.ne]: fn('pg_backend_pid') } };
  const seconds = column => fn('date_part', 'epoch', fn('age', fn('clock_timestamp'), col(column)));
  const session = ['pid', ['usename', 'user'], ['application_name', 'application'], 'state', [seconds('query_start'), 'seconds'], 'query'];

  return {
    async health(limit) {
      const [database] = await select(view('pg_stat_database'), {
        attributes: [['numbackends', 'connections'], ['xact_commit', 'committed'], ['xact_rollback', 'rolledBack'], ['blks_hit', 'blocksFromMemory'], ['blks_read', 'blocksFromDisk'], 'deadlocks', ['temp_bytes', 'bytesOfTemporaryFiles']],
        where: here
      });
      const settings = await select(view('pg_settings'), { attributes: ['name', 'setting'], where: { name: ['max_connections', 'transaction_read_only'] } });
      const tables = await select(view('pg_stat_user_tables'), {
        attributes: [['schemaname', 'schema'], ['relname', 'table'], ['n_live_tup', 'rows'], ['n_dead_tup', 'deadRows'], ['seq_scan', 'wholeReads'], ['idx_scan', 'indexReads'], ['last_autovacuum', 'lastAutovacuum']],
        order: [['n_dead_tup', 'DESC'], ['relname', 'ASC']], limit
      });
      return { facts: { ...database, ...Object.fromEntries(settings.map(({ name, setting }) => [name, setting])) }, rows: tables, about: 'tables, those with the most dead rows first' };
    },

    /** What has taken the most time since statistics began, where they are kept; what runs the longest now, otherwise. */
    async slow(limit) {
      const [kept] = await select(view('pg_views'), { attributes: ['schemaname'], where: { viewname: 'pg_stat_statements' } });
      if (kept) {
        const [{ datid }] = await select(view('pg_stat_database'), { attributes: ['datid'], where: here });
        const rows = await select({ tableName: 'pg_stat_statements', schema: kept.schemaname }, {
          attributes: ['calls', ['total_exec_time', 'totalMs'], ['mean_exec_time', 'meanMs'], 'rows', 'query'], where: { dbid: datid }, order: [['total_exec_time', 'DESC']], limit
        });
        return { rows: rows.map(shortened), about: 'statements by the time that they took in all (pg_stat_statements)' };
      }
      const rows = await select(view('pg_stat_activity'), { attributes: session, where: { ...here, ...others, state: { [Op.ne]: 'idle' } }, order: [['query_start', 'ASC']], limit });
      return { rows: rows.map(shortened), about: 'statements at work now, the longest first; the extension pg_stat_statements would tell of those before' };
    },

    async locks(limit) {
      const rows = await select(view('pg_stat_activity'), {
        attributes: [...session, [fn('pg_blocking_pids', col('pid')), 'waitsFor']], where: { ...here, wait_event_type: 'Lock' }, order: [['query_start', 'ASC']], limit
      });
      const holders = [...new Set(rows.flatMap(row => row.waitsFor))];
      const held = holders.length ? await select(view('pg_stat_activity'), { attributes: session, where: { pid: holders }, limit }) : [];
      return { rows: [...rows, ...held.filter(row => !rows.some(({ pid }) => pid === row.pid)).map(row => ({ ...row, holdsWhatOthersNeed: true }))].map(shortened), about: 'sessions that wait for a lock, and those that they wait for' };
    }
  };
}
