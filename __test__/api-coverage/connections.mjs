// The instance: where it connects, how its pool behaves, and what its options say about every statement.
import { createRequire } from 'node:module';
import { DataTypes, Op, Sequelize, connect, postgresServer, steadyError } from './world.mjs';
import { probe, value } from './probe.mjs';

const bare = given => probe({ isBare: true, ...given });

const require = createRequire(import.meta.url);

/** A new instance with these options, and what it does. */
const instance = (work, dialect = 'sqlite') => async (w, options) => {
  const sequelize = await connect(dialect, w.seen, options);
  try {
    return await work(sequelize, w);
  } finally {
    await sequelize.close();
  }
};
const server = work => async (w, options) => {
  const sequelize = new Sequelize({ dialect: 'postgres', logging: false, ...await postgresServer(), ...options });
  try {
    return await work(sequelize, w);
  } finally {
    await sequelize.close();
  }
};
const one = async (sequelize, text) => Object.values((await sequelize.query(text, { type: 'SELECT', logging: false }))[0])[0];
/** A probe that asks PostgreSQL itself. */
const served = (work, given) => bare({ on: 'postgres', act: server(work), ...given });
const setting = (name, given) => served(sequelize => one(sequelize, `SHOW ${name}`), given);
const defined = sequelize => sequelize.define('thing', { name: { type: DataTypes.STRING, defaultValue: null }, firstAge: DataTypes.INTEGER });

/** A day in the life of an instance. */
async function live(sequelize) {
  const Thing = defined(sequelize);
  await sequelize.sync();
  await Thing.create({ name: 'a', firstAge: null });
  await sequelize.transaction(transaction => Thing.count({ transaction }));
  return { found: await Thing.findAll({ where: { name: 'a' } }), rows: await sequelize.query('SELECT 1 AS "a.b"', { type: 'SELECT' }), dialect: sequelize.getDialect() };
}
const printed = sequelize => sequelize.getQueryInterface().queryGenerator.selectQuery('things', { where: { name: 'a', at: new Date(0) } });
const text = (dialect, work = printed) => (w, options) => work(new Sequelize({ dialect, logging: false, ...options }));
const unreachable = { throws: /ConnectionRefusedError|HostNotFoundError|AccessDeniedError|ConnectionError/ };
const authenticate = async sequelize => sequelize.authenticate();
const path = require.resolve('../../package.json');

/** As many different sessions as the pool lets work at once. */
const sessions = count => server(async sequelize => {
  const asked = Array.from({ length: count }, () => sequelize.query('SELECT pg_backend_pid() AS pid, pg_sleep(0.02)', { type: 'SELECT' }));
  return new Set((await Promise.all(asked)).map(rows => rows[0].pid)).size;
});
/** How many sessions three queries in a row see. */
const inARow = server(async sequelize => {
  const seen = new Set();
  for (let i = 0; i < 3; i++) seen.add(await one(sequelize, 'SELECT pg_backend_pid() AS pid'));
  return seen.size;
});
const pool = act => (w, options) => act(w, { databaseVersion: '15.0.0', pool: options });
/** Whether an idle connection goes: soon where that is expected, else it is given a short while. */
const idling = server(async sequelize => {
  await sequelize.authenticate();
  const { idle, evict } = sequelize.options.pool;
  const patience = idle < 100 && evict < 100 ? 10000 : 300;
  const until = Date.now() + patience;
  while (sequelize.connectionManager.pool.size > 0 && Date.now() < until) await new Promise(resolve => { setTimeout(resolve, 5); });
  return sequelize.connectionManager.pool.size;
});
const busy = server(async sequelize => {
  const connection = await sequelize.connectionManager.getConnection({ type: 'SELECT' });
  const waiting = sequelize.connectionManager.getConnection({ type: 'SELECT' });
  setTimeout(() => sequelize.connectionManager.releaseConnection(connection), 400);
  sequelize.connectionManager.releaseConnection(await waiting);
});

/** A statement that fails, again and again; what is told of it, and how long the pauses are. */
const failing = async (w, retry) => {
  const told = [];
  const sequelize = await connect('sqlite', w.seen, { retry: { max: 3, match: [/no such table/], report: message => { told.push(message.replace(/Error:.*| at .*/s, '')); }, backoffBase: 2, backoffExponent: 1, ...retry } });
  try {
    await sequelize.query('SELECT * FROM nowhere');
    return undefined;
  } catch (error) {
    return { told, error: steadyError(error) };
  } finally {
    await sequelize.close();
  }
};

/** An attempt that takes its time. */
const late = async (w, retry) => {
  const sequelize = await connect('sqlite', [], { retry: { max: 1, ...retry }, hooks: { beforeConnect: () => new Promise(resolve => { setTimeout(resolve, 300); }) } });
  return sequelize.authenticate().then(() => 'in time', steadyError).finally(() => sequelize.close());
};

const replication = async (w, given) => {
  const at = await postgresServer();
  const sequelize = new Sequelize({ dialect: 'postgres', logging: false, ...at, replication: { read: [{}], write: {}, ...given }, databaseVersion: '15.0.0' });
  try {
    const answers = [];
    for (const type of ['SELECT', 'RAW']) {
      answers.push(await sequelize.query('SHOW application_name', { type }).then(rows => JSON.stringify(rows).match(/"application_name":"(\w*)"/)[1], error => error.name));
    }
    return answers;
  } finally {
    await sequelize.close();
  }
};
const reader = option => bare({ act: (w, given) => replication(w, { read: [given] }), value: option, on: 'postgres' });

const all = {
  'new Sequelize': {
    act: instance(live),
    options: {
      dialect: bare({ act: text('sqlite'), value: 'postgres' }),
      dialectModule: bare({ act: (w, options) => new Sequelize({ dialect: 'mysql', dialectModule: { theirs: 1 }, ...options }).connectionManager.lib, value: { odd: 1 } }),
      dialectModulePath: bare({ act: (w, options) => typeof new Sequelize({ dialect: 'mysql', ...options, dialectModule: options.dialectModulePath ? undefined : {} }).connectionManager.lib.name, value: path }),
      dialectOptions: setting('application_name', { value: { application_name: 'odd' } }),
      storage: bare({ act: instance(sequelize => sequelize.authenticate()), value: `${path}/no-folder`, throws: /ENOTDIR|not a directory|Not a directory|EEXIST/ }),
      database: served(authenticate, { value: 'no_such_database', throws: /does not exist/ }),
      username: served(sequelize => one(sequelize, 'SELECT current_user'), { value: 'no_such_user', throws: /no_such_user/ }),
      password: bare({ act: (w, options) => new Sequelize({ dialect: 'postgres', ...options }).config.password, value: 'odd' }),
      host: served(authenticate, { value: 'no-such-host.invalid', ...unreachable }),
      port: served(authenticate, { value: 1, ...unreachable }),
      ssl: served(sequelize => one(sequelize, 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()'), { value: true, throws: /SSL|TLS|certificate/i }),
      define: { timestamps: false },
      query: { nest: true },
      sync: { force: true },
      timezone: bare({ act: text('postgres'), value: '+05:00' }),
      omitNull: true,
      timestamps: bare({
        act: text('sqlite', sequelize => {
          const Thing = defined(sequelize);
          return Object.keys(Thing.belongsToMany(Thing, { as: 'others', through: 'links' }).through.model.rawAttributes);
        }),
        value: false
      }),
      replication: served(sequelize => Object.keys(sequelize.connectionManager.pool).sort(), { value: { read: [{}], write: {} } }),
      pool: bare({ on: 'postgres', act: sessions(4), base: { databaseVersion: '15.0.0' }, value: { max: 1 } }),
      quoteIdentifiers: bare({ act: text('postgres'), value: false }),
      isolationLevel: bare({ value: 'READ UNCOMMITTED' }),
      transactionType: 'IMMEDIATE',
      typeValidation: bare({ act: instance(async sequelize => { const Thing = defined(sequelize); await sequelize.sync(); return Thing.findAll({ where: { firstAge: 'x' } }); }), value: true, throws: /is not a valid integer/ }),
      operatorsAliases: bare({ act: instance(async sequelize => { const Thing = defined(sequelize); await sequelize.sync(); return Thing.findAll({ where: { firstAge: { $gt: 1 } } }); }), value: { $gt: Op.gt } }),
      standardConformingStrings: bare({ act: text('postgres', sequelize => sequelize.escape('a\\b')), value: false }),
      clientMinMessages: setting('client_min_messages', { value: 'error' }),
      hooks: { beforeDefine(attributes) { attributes.hooked = DataTypes.STRING; } },
      minifyAliases: bare({ act: text('postgres', included), value: true }),
      logQueryParameters: true,
      retry: bare({ act: instance(sequelize => sequelize.query('SELECT * FROM nowhere')), value: { max: 2, match: [/nowhere/] }, throws: /nowhere/ }),
      schema: bare({ act: text('postgres', sequelize => sequelize.getQueryInterface().queryGenerator.describeTableQuery('things')), value: 'odd' }),
      attributeBehavior: bare({ act: text('postgres', sequelize => sequelize.getQueryInterface().queryGenerator.selectQuery('things', { attributes: [['count(*)', 'n']] })), value: 'escape' }),
      logging: value(() => {}),
      benchmark: true,
      databaseVersion: bare({ act: text('postgres', sequelize => sequelize.getQueryInterface().queryGenerator.insertQuery('things', { a: 1 }, {}, { exception: true }).query.includes('EXCEPTION') + sequelize.options.databaseVersion), value: '9.2.0' }),
      foreignKeys: bare({ act: instance(sequelize => one(sequelize, 'PRAGMA foreign_keys')), value: false }),
      keepDefaultTimezone: setting('timezone', { base: { timezone: '+05:00' }, value: true }),
      searchPath: probe({ act: instance(live, 'postgres'), base: { dialectOptions: { prependSearchPath: true } }, value: 'public', on: 'postgres' })
    }
  },
  'new Sequelize › pool': {
    act: pool(inARow),
    options: {
      max: bare({ on: 'postgres', act: pool(sessions(4)), value: 1 }),
      min: bare({ on: 'postgres', act: pool(server(async sequelize => { await sequelize.authenticate(); return sequelize.connectionManager.pool.size; })), value: 2 }),
      idle: bare({ on: 'postgres', act: pool(idling), base: { evict: 10 }, value: 10 }),
      evict: bare({ on: 'postgres', act: pool(idling), base: { idle: 10, evict: 60000 }, value: 10 }),
      acquire: bare({ on: 'postgres', act: pool(busy), base: { max: 1 }, value: 50, throws: /ConnectionAcquireTimeoutError/ }),
      maxUses: bare({ on: 'postgres', value: 1 }),
      validate: bare({ on: 'postgres', value: value(() => false) })
    }
  },
  'new Sequelize › retry': {
    act: failing,
    options: { max: 2, match: bare({ value: [/other/] }), timeout: bare({ act: late, value: 20 }), backoffBase: 3, backoffExponent: 2, backoffJitter: 0.001, report: value(() => {}), name: 'odd' }
  },
  'new Sequelize › replication': {
    act: replication,
    options: {
      read: bare({ on: 'postgres', value: [{ dialectOptions: { application_name: 'reader' } }] }),
      write: bare({ on: 'postgres', value: { dialectOptions: { application_name: 'writer' } } })
    }
  },
  'new Sequelize › replication.read[] / write': {
    act: replication,
    options: { host: reader('no-such-host.invalid'), port: reader(1), username: reader('no_such_user'), database: reader('no_such_database'), password: bare({ act: (w, given) => new Sequelize({ dialect: 'postgres', replication: { read: [given], write: {} } }).connectionManager.config.replication.read[0].password, value: 'odd' }) }
  }
};

/** None of these needs a world. */
const isBare = given => (given !== null && typeof given === 'object' && given.isProbe ? given : bare({ value: given }));
export const sets = Object.fromEntries(Object.entries(all).map(([set, { act, options }]) =>
  [set, { act, options: Object.fromEntries(Object.entries(options).map(([name, given]) => [name, isBare(given)])) }]));

function included(sequelize) {
  const Thing = defined(sequelize);
  const Other = sequelize.define('other', {}, { timestamps: false });
  const association = Thing.hasMany(Other);
  const options = { include: [{ association, model: Other, as: association.as, attributes: ['id'] }], model: Thing, hasJoin: true, attributes: ['id'] };
  Thing._validateIncludedElements(options);
  return sequelize.getQueryInterface().queryGenerator.selectQuery('things', options, Thing);
}
