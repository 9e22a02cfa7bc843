// Locks, transactions, raw queries, and the query interface.
import { DataTypes, QueryTypes, Transaction, postgresServer, textOf } from './world.mjs';
import { probe } from './probe.mjs';
import { logged, retried, statement, useMaster } from './finders.mjs';

const searchPath = probe({ on: 'postgres', world: { dialectOptions: { prependSearchPath: true } }, value: 'public' });
const rows = 'SELECT id, name AS "called.as", age FROM "Users" ORDER BY id';

/** A transaction from its beginning to its end. */
async function transact(w, options) {
  const transaction = await w.sequelize.transaction(options);
  await w.User.count({ transaction });
  await transaction.commit();
  return transaction.options.isolationLevel;
}

/** A read that locks what it finds. */
const locking = (w, lock) => w.sequelize.transaction(transaction => w.User.findAll({ transaction, lock }));

const columns = () => ({ id: { type: DataTypes.INTEGER, primaryKey: true }, name: DataTypes.STRING });
const query = {
  ...statement,
  raw: probe({ base: w => ({ model: w.User }), value: true }),
  type: QueryTypes.SELECT,
  nest: probe({ base: { type: QueryTypes.SELECT }, value: true }),
  plain: probe({ base: { type: QueryTypes.SELECT }, value: true }),
  replacements: probe({ act: (w, options) => w.sequelize.query('SELECT :a AS a', options), value: { a: 1 } }),
  bind: probe({ act: (w, options) => w.sequelize.query('SELECT $a AS a', options), value: { a: 1 } }),
  instance: probe({ base: { type: QueryTypes.SELECT }, value: w => w.User.build({}) }),
  mapToModel: probe({ act: (w, options) => w.sequelize.query('SELECT id, email_address FROM "Users"', options), base: w => ({ model: w.User }), value: true }),
  fieldMap: probe({ base: { type: QueryTypes.SELECT }, value: { age: 'years' } }),
  retry: retried((w, options) => w.sequelize.query('SELECT nowhere', options)),
  useMaster: useMaster({ type: QueryTypes.SELECT }),
  model: probe({ base: { type: QueryTypes.SELECT }, value: w => w.User })
};
const table = (w, options) => w.queryInterface.createTable('things', columns(), options);
const mysqlTable = probe({ act: (w, options) => textOf('mysql', 'createTableQuery', 'things', { id: 'INTEGER' }, options), value: 'odd' });
const constraint = async (w, options) => w.queryInterface.addConstraint('Users', { fields: ['age'], type: 'check', where: { age: 1 }, name: 'odd', ...options }).catch(error => error.sql ?? error.message);
const foreign = { type: 'foreign key', references: { table: 'Tags', field: 'id' } };

export const sets = {
  lock: {
    options: {
      true: probe({ on: 'postgres', act: (w, given) => locking(w, given.true), value: true }),
      ...Object.fromEntries(['UPDATE', 'SHARE', 'KEY_SHARE', 'NO_KEY_UPDATE'].map(level =>
        [level, probe({ on: 'postgres', act: (w, given) => locking(w, given[level]), value: Transaction.LOCK[level] })])),
      level: probe({ on: 'postgres', act: locking, value: Transaction.LOCK.SHARE }),
      of: probe({ on: 'postgres', act: locking, base: { level: 'UPDATE' }, value: w => w.User })
    }
  },
  'sequelize.transaction': {
    act: transact,
    options: {
      ...logged,
      isolationLevel: probe({ on: 'postgres', value: Transaction.ISOLATION_LEVELS.SERIALIZABLE }),
      type: Transaction.TYPES.IMMEDIATE,
      deferrable: probe({ on: 'postgres', value: w => w.Sequelize.Deferrable.SET_DEFERRED() }),
      readOnly: probe({
        on: 'postgres', value: true, world: async () => ({ ...await postgresServer(), replication: { read: [{}], write: {} } }),
        prepare: w => w.sequelize.addHook('afterPoolAcquire', connection => { w.seen.push(connection.queryType); })
      }),
      transaction: w => w.sequelize.transaction({ logging: false })
    }
  },
  'sequelize.query': {
    act: (w, options) => w.sequelize.query(rows, options),
    options: {
      ...query,
      supportsSearchPath: probe({ on: 'postgres', world: { dialectOptions: { prependSearchPath: true } }, base: { searchPath: 'public' }, value: false }),
      searchPath,
      completesTransaction: probe({
        base: async w => {
          const transaction = await w.sequelize.transaction();
          await transaction.commit();
          return { transaction };
        },
        value: true, throws: /./
      })
    }
  },
  'queryInterface.createTable': {
    act: table,
    options: {
      ...statement,
      engine: mysqlTable, charset: mysqlTable, collate: mysqlTable,
      uniqueKeys: { odd: { fields: ['name'] } },
      schema: probe({ on: 'postgres', value: 'odd' }),
      withoutForeignKeyConstraints: probe({
        on: 'postgres', value: true,
        act: (w, options) => w.queryInterface.createTable('things', { userId: { type: DataTypes.INTEGER, references: { model: 'Users', key: 'id' } } }, options)
      })
    }
  },
  'queryInterface.dropTable': {
    act: (w, options) => w.queryInterface.dropTable('UserTags', options),
    options: { ...statement, cascade: probe({ on: 'postgres', value: true }), force: probe({ on: 'postgres', value: true }) }
  },
  'queryInterface.dropAllTables': { act: (w, options) => w.queryInterface.dropAllTables(options), options: { ...logged, skip: ['Users'], transaction: probe({ value: statement.transaction, throws: /no such table: main\.Users/ }) } },
  'queryInterface.addIndex': {
    act: (w, options) => w.queryInterface.addIndex('Users', ['name'], options),
    options: {
      ...statement,
      name: 'odd',
      type: probe({ act: mysqlIndex, value: 'FULLTEXT' }),
      parser: probe({ act: mysqlIndex, base: { type: 'FULLTEXT' }, value: 'ngram' }),
      unique: true,
      concurrently: probe({ on: 'postgres', value: true }),
      fields: probe({ act: (w, options) => w.queryInterface.addIndex('Users', { fields: ['name'], ...options }), value: ['age'] }),
      using: probe({ on: 'postgres', value: 'HASH' }),
      operator: probe({ on: 'postgres', value: 'varchar_pattern_ops' }),
      where: { age: 1 },
      prefix: probe({ act: mysqlIndex, value: 'before' })
    }
  },
  'queryInterface.addConstraint': {
    act: constraint,
    options: {
      type: 'unique',
      name: 'odder',
      fields: probe({ base: { type: 'unique', name: undefined }, value: ['name'] }),
      where: { age: 2 },
      references: probe({ base: foreign, value: { table: 'Posts', field: 'id' } }),
      onDelete: probe({ base: foreign, value: 'cascade' }),
      onUpdate: probe({ base: foreign, value: 'cascade' }),
      deferrable: probe({ on: 'postgres', base: { type: 'unique' }, value: w => w.Sequelize.Deferrable.INITIALLY_DEFERRED }),
      defaultValue: probe({ act: (w, options) => attempt(() => textOf('mssql', 'addConstraintQuery', 'users', { fields: ['age'], type: 'default', ...options })), value: 3 })
    }
  },
  'queryInterface.createDatabase': {
    options: {
      logging: probe({ on: 'postgres', act: database, value: logged.logging }),
      benchmark: probe({ on: 'postgres', act: database, value: true }),
      transaction: probe({ on: 'postgres', act: database, value: statement.transaction, throws: /cannot run inside a transaction block/ }),
      retry: probe({
        on: 'postgres', act: (w, options) => w.queryInterface.createDatabase('postgres', options), world: { retry: { max: 1 } },
        value: { max: 2, match: [/./] }, throws: /already exists/
      }),
      encoding: probe({ on: 'postgres', act: databaseText, value: 'SQL_ASCII' }),
      collate: probe({ on: 'postgres', act: databaseText, value: 'C' }),
      charset: probe({ act: (w, options) => textOf('mysql', 'createDatabaseQuery', 'odd', options), value: 'latin1' })
    }
  },
  'queryInterface.createFunction params[]': {
    act: (w, param) => w.queryInterface.createFunction('odd_function', [{ type: 'integer', name: 'a', ...param }], 'integer', 'plpgsql', 'RETURN 1;'),
    options: { type: probe({ on: 'postgres', value: 'bigint' }), name: probe({ on: 'postgres', value: 'b' }), direction: probe({ on: 'postgres', value: 'IN' }) }
  }
};

function attempt(work) {
  try {
    return work();
  } catch (error) {
    return error.message;
  }
}

function mysqlIndex(w, options) {
  return textOf('mysql', 'addIndexQuery', 'users', { fields: ['name'], ...options });
}

function databaseText(w, options) {
  return w.queryInterface.queryGenerator.createDatabaseQuery('odd', options);
}

async function database(w, options) {
  await w.queryInterface.createDatabase('probed_by_options', options);
  await w.queryInterface.dropDatabase('probed_by_options', { logging: false });
}
