// Definitions: model options, attributes, indexes, and making their tables.
import { DataTypes } from './world.mjs';
import { probe, value } from './probe.mjs';
import { logged } from './finders.mjs';

const columns = () => ({ name: DataTypes.STRING, firstAge: DataTypes.INTEGER });

/** Defines a model, makes its table, writes, changes and reads a row. */
async function define(w, options, attributes = columns()) {
  const Thing = w.sequelize.define('thing', attributes, options);
  await Thing.sync();
  const thing = await Thing.create({ name: 'a', firstAge: null });
  const created = thing.get({ clone: true });
  await thing.update({ name: 'b' });
  await thing.destroy();
  return { created, table: Thing.getTableName(), names: Thing.options.name, scope: Thing._scope, found: await Thing.findAll() };
}

/** Only the SQL of a model's table, on a database that is not asked. */
const tableOn = (dialect, attributes = columns()) => (w, options) => {
  const sequelize = new w.Sequelize({ dialect, logging: false });
  const { queryGenerator } = sequelize.getQueryInterface();
  const Thing = sequelize.define('thing', attributes, { timestamps: false, ...options });
  return queryGenerator.createTableQuery(Thing.getTableName(), queryGenerator.attributesToSQL(Thing.rawAttributes, { context: 'createTable', table: 'things' }), Thing.options);
};

const attribute = {
  act: (w, options) => define(w, {}, { ...columns(), odd: { type: DataTypes.INTEGER, ...options } })
};
/** One index of a model, as it is made. */
const index = (w, options) => w.sequelize.define('thing', { name: DataTypes.TEXT }, { indexes: [{ fields: ['name'], ...options }] }).sync();

async function sync(w, options) {
  w.User.rawAttributes.added = { type: DataTypes.STRING };
  w.User.refreshAttributes();
  await w.User.sync(options);
}

const syncAll = async (w, options) => void await w.sequelize.sync(options);

export const sets = {
  'sequelize.define / Model.init (model options)': {
    act: define,
    options: {
      sequelize: probe({
        act: (w, options) => {
          class Other extends w.Sequelize.Model {}
          Other.init(columns(), { modelName: 'Other', ...options });
          return Other.sequelize.getDialect();
        },
        base: w => ({ sequelize: w.sequelize }),
        value: w => new w.Sequelize({ dialect: 'postgres', logging: false })
      }),
      defaultScope: { where: { name: 'b' } },
      scopes: probe({ act: (w, options) => w.sequelize.define('thing', columns(), options)._scopeNames.concat(Object.keys(w.sequelize.models.thing.options.scopes)), value: { old: { where: { firstAge: 9 } } } }),
      timestamps: false,
      paranoid: true,
      underscored: true,
      hasTrigger: probe({
        act: (w, options) => {
          const sequelize = new w.Sequelize({ dialect: 'mssql', logging: false });
          const Thing = sequelize.define('thing', columns(), { timestamps: false, ...options });
          return sequelize.getQueryInterface().queryGenerator.insertQuery('things', { name: 'a' }, Thing.rawAttributes, { returning: true, hasTrigger: Thing.options.hasTrigger });
        },
        value: true
      }),
      freezeTableName: true,
      name: { singular: 'oddity', plural: 'oddities' },
      modelName: probe({
        act: (w, options) => {
          class Other extends w.Sequelize.Model {}
          Other.init(columns(), { sequelize: w.sequelize, ...options });
          return Object.keys(w.sequelize.models);
        },
        value: 'another'
      }),
      indexes: [{ fields: ['name'] }],
      createdAt: 'made',
      updatedAt: false,
      deletedAt: probe({ base: { paranoid: true }, value: 'gone' }),
      tableName: 'oddities',
      schema: 'odd',
      schemaDelimiter: probe({ base: { schema: 'odd' }, value: '_' }),
      engine: probe({ act: tableOn('mysql'), value: 'MYISAM' }),
      charset: probe({ act: tableOn('mysql'), value: 'latin1' }),
      collate: probe({ act: tableOn('mysql'), value: 'latin1_bin' }),
      comment: probe({ act: tableOn('mysql'), value: 'odd things' }),
      initialAutoIncrement: probe({ act: tableOn('mysql'), value: 100 }),
      hooks: { beforeCreate(thing) { thing.name = 'hooked'; } },
      validate: probe({ value: { never() { throw new Error('never'); } }, throws: /never/ }),
      setterMethods: { name(name) { this.setDataValue('name', `set ${name}`); } },
      getterMethods: probe({ act: (w, options) => w.sequelize.define('thing', columns(), options).build({ name: 'a' }).get(), value: { name: () => 'got' } }),
      version: true,
      whereMergeStrategy: probe({
        act: (w, options) => w.sequelize.define('thing', columns(), { scopes: { a: { where: { name: 'a' } }, b: { where: { name: 'b' } } }, ...options }).scope('a', 'b')._scope,
        value: 'and'
      }),
      rejectOnEmpty: probe({ act: async (w, options) => { const Thing = w.sequelize.define('thing', columns(), options); await Thing.sync(); return Thing.findOne(); }, value: true, throws: /EmptyResultError/ }),
      uniqueKeys: { odd: { fields: ['name', 'firstAge'] } }
    }
  },
  'model options › indexes[]': {
    act: index,
    options: {
      name: 'by_name',
      type: probe({ act: (w, options) => mysqlIndex(w, options), value: 'FULLTEXT' }),
      parser: probe({ act: (w, options) => mysqlIndex(w, options), base: { type: 'FULLTEXT' }, value: 'ngram' }),
      unique: true,
      concurrently: probe({ on: 'postgres', value: true }),
      fields: ['name', 'id'],
      using: probe({ on: 'postgres', value: 'HASH' }),
      operator: probe({ on: 'postgres', value: 'text_pattern_ops' }),
      where: { name: 'a' },
      prefix: probe({ act: (w, options) => w.queryInterface.queryGenerator.addIndexQuery('things', { fields: ['name'], ...options }), value: 'before' })
    }
  },
  'model options › name': { act: (w, name) => define(w, { name }), options: { singular: 'oddity', plural: 'oddities' } },
  'attribute options': {
    act: attribute.act,
    options: {
      type: DataTypes.TEXT,
      unique: probe({ base: { field: 'odd' }, value: true }),
      primaryKey: probe({ act: (w, options) => define(w, {}, { ...columns(), odd: { type: DataTypes.INTEGER, defaultValue: 5, ...options } }), value: true }),
      autoIncrement: probe({ base: { primaryKey: true, defaultValue: undefined }, value: true }),
      autoIncrementIdentity: probe({ on: 'postgres', base: { primaryKey: true, autoIncrement: true }, value: true }),
      comment: probe({ on: 'postgres', value: 'odd' }),
      references: w => ({ model: w.User, key: 'id' }),
      onUpdate: probe({ base: w => ({ references: { model: w.User, key: 'id' } }), value: 'CASCADE' }),
      onDelete: probe({ base: w => ({ references: { model: w.User, key: 'id' } }), value: 'SET NULL' }),
      validate: probe({ value: { never() { throw new Error('never'); } }, base: { defaultValue: 1 }, throws: /never/ }),
      values: probe({ base: { type: DataTypes.ENUM }, act: tableOf, value: ['a', 'b'] }),
      get: probe({ value: value(function get() { return 'got'; }), act: (w, options) => w.sequelize.define('thing', { odd: { type: DataTypes.INTEGER, ...options } }).build({ odd: 1 }).get() }),
      set: probe({ value: value(function set() { this.setDataValue('odd', 7); }), act: (w, options) => w.sequelize.define('thing', { odd: { type: DataTypes.INTEGER, ...options } }).build({ odd: 1 }).get() }),
      allowNull: probe({ value: false, throws: /odd cannot be null/ }),
      field: 'odd_field',
      defaultValue: 5
    }
  },
  'attribute options › references': {
    act: (w, references) => define(w, {}, { ...columns(), odd: { type: DataTypes.INTEGER, references } }),
    options: {
      model: probe({ base: { model: 'Users', key: 'id' }, value: 'Tags' }),
      key: probe({ base: { model: 'Users', key: 'id' }, value: 'email_address' }),
      deferrable: probe({ on: 'postgres', base: { model: 'Users', key: 'id' }, value: w => w.Sequelize.Deferrable.INITIALLY_DEFERRED })
    }
  },
  'new Sequelize › sync / Model.sync / sequelize.sync': {
    act: sync,
    options: {
      ...logged,
      force: true,
      alter: true,
      match: probe({ act: syncAll, value: /nothing/, throws: /does not match/ }),
      // As in v6, the indexes are looked for outside of the schema.
      schema: probe({ on: 'postgres', act: syncAll, base: { force: true }, value: 'odd', throws: /relation "Users" does not exist/ }),
      searchPath: probe({ on: 'postgres', world: { dialectOptions: { prependSearchPath: true } }, value: 'public' }),
      hooks: false
    }
  },
  'sync › alter': { act: alter, options: { drop: false } },
  'sync / sequelize.sync extras': {
    act: sync,
    options: {
      force: true,
      hooks: false,
      'alter.drop': probe({ act: alter, value: false }),
      match: probe({ act: syncAll, value: /nothing/, throws: /does not match/ }), searchPath: probe({ on: 'postgres', world: { dialectOptions: { prependSearchPath: true } }, value: 'public' })
    }
  },
  drop: {
    act: (w, options) => w.UserTag.drop(options),
    options: { ...logged, cascade: probe({ on: 'postgres', value: true }) }
  },
  schema: {
    act: (w, options) => w.User.schema('odd', options).findAll().catch(error => error.sql),
    options: { schemaDelimiter: '_' }
  },
  scope: { act: (w, options) => w.User.scope({ ...options })._scope, options: { method: ['named', 'Ann'] } },
  addScope: { act: addScopeTwice, options: { override: true } }
};

async function tableOf(w, options) {
  return w.sequelize.define('thing', { odd: { ...options, type: options.values ? DataTypes.ENUM : DataTypes.TEXT } }).build({ odd: 'c' }).constructor.rawAttributes.odd.values;
}

/** A column of the table is no attribute any more. */
function alter(w, { drop, 'alter.drop': same = drop }) {
  return w.sequelize.define('User', { name: DataTypes.STRING }).sync({ alter: same === undefined ? true : { drop: same } });
}

function addScopeTwice(w, options) {
  try {
    w.User.addScope('old', { where: { age: 2 } }, options);
  } catch (error) {
    return error.message;
  }
  return w.User.options.scopes.old;
}

function mysqlIndex(w, options) {
  return new w.Sequelize({ dialect: 'mysql', logging: false }).getQueryInterface().queryGenerator.addIndexQuery('things', { fields: ['name'], ...options });
}
