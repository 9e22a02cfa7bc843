// A small shop, written as an application would write it: compiled by `npx tsc --noEmit -p .`, never run.

import {
  Association,
  Attributes,
  BelongsToGetAssociationMixin,
  BelongsToManyAddAssociationMixin,
  BelongsToManyGetAssociationsMixin,
  CreationAttributes,
  CreationOptional,
  DataTypes,
  DatabaseError,
  Deferrable,
  FindOptions,
  ForeignKey,
  HasManyCreateAssociationMixin,
  HasManyGetAssociationsMixin,
  InferAttributes,
  InferCreationAttributes,
  MigrationState,
  Migrator,
  Model,
  ModelStatic,
  NonAttribute,
  Op,
  Optional,
  QueryInterface,
  QueryTypes,
  Sequelize,
  Transaction,
  UniqueConstraintError,
  ValidationError,
  WhereOptions,
  col,
  fn,
  literal,
  where
} from 'sequelize-native';
import { ModelHooks } from 'sequelize-native/lib/hooks';
import { classify, read as readSql, Rows } from 'sequelize-native/server-kit';

/** Compiles only where both types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false;
function same<A, B>(_equal: Same<A, B>): void {}

const sequelize = new Sequelize('postgres://user:password@localhost:5432/shop', {
  logging: (sql, milliseconds) => console.log(sql, milliseconds?.toFixed(1)),
  benchmark: true,
  pool: { max: 10, acquire: 5000 },
  retry: { max: 3, match: [/deadlock/, DatabaseError] },
  define: { underscored: true }
});

// ---------------------------------------------------------------- models

class Customer extends Model<InferAttributes<Customer>, InferCreationAttributes<Customer>> {
  declare id: CreationOptional<number>;
  declare name: string;
  declare email: string | null;
  declare tags: CreationOptional<string[]>;
  declare createdAt: CreationOptional<Date>;
  declare updatedAt: CreationOptional<Date>;

  declare orders?: NonAttribute<Order[]>;
  declare getOrders: HasManyGetAssociationsMixin<Order>;
  declare createOrder: HasManyCreateAssociationMixin<Order, 'customerId'>;

  declare static associations: { orders: Association<Customer, Order> };

  get label(): NonAttribute<string> {
    return `${this.name} <${this.email ?? ''}>`;
  }
}

Customer.init({
  id: { type: DataTypes.INTEGER.UNSIGNED, primaryKey: true, autoIncrement: true },
  name: { type: DataTypes.STRING(80), allowNull: false, validate: { notEmpty: true, len: [1, 80] } },
  email: {
    type: DataTypes.CITEXT,
    unique: 'customer_email',
    validate: { isEmail: { msg: 'That is no address' } },
    set(value: string) {
      this.setDataValue('email', value.trim());
    }
  },
  tags: { type: DataTypes.ARRAY(DataTypes.STRING), defaultValue: [] },
  createdAt: DataTypes.DATE,
  updatedAt: DataTypes.DATE
}, {
  sequelize,
  paranoid: true,
  indexes: [{ fields: ['name', { name: 'email', order: 'DESC' }], where: { email: { [Op.ne]: null } } }],
  defaultScope: { attributes: { exclude: ['email'] } },
  scopes: { named: (name: string) => ({ where: { name } }) },
  hooks: {
    beforeValidate: (customer, options) => {
      same<typeof customer, Customer>(true);
      options.skip = ['tags'];
    },
    async afterSave(customer) {
      await customer.reload();
    }
  }
});

class Order extends Model<InferAttributes<Order, { omit: 'items' }>, InferCreationAttributes<Order, { omit: 'items' }>> {
  declare id: CreationOptional<bigint>;
  declare state: CreationOptional<'open' | 'paid'>;
  declare total: number;
  declare details: { note?: string } | null;
  declare customerId: ForeignKey<Customer['id']>;

  declare items?: Item[];
  declare getCustomer: BelongsToGetAssociationMixin<Customer>;
  declare getItems: BelongsToManyGetAssociationsMixin<Item>;
  declare addItem: BelongsToManyAddAssociationMixin<Item, number>;
}

// The foreign key comes from the association below.
Order.init({
  id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true },
  state: { type: DataTypes.ENUM('open', 'paid'), defaultValue: 'open' },
  total: DataTypes.DECIMAL(10, 2),
  details: DataTypes.JSONB
}, { sequelize, version: true });

interface ItemAttributes {
  id: number;
  title: string;
  price: number;
}
class Item extends Model<ItemAttributes, Optional<ItemAttributes, 'id'>> {}
Item.init({
  id: { type: DataTypes.INTEGER, primaryKey: true, references: { model: 'catalogue', key: 'id', deferrable: Deferrable.NOT() } },
  title: DataTypes.TEXT,
  price: DataTypes.REAL
}, { sequelize });

const orders = Customer.hasMany(Order, { foreignKey: 'customerId', onDelete: 'CASCADE' });
Order.belongsTo(Customer, { foreignKey: { name: 'customerId', allowNull: false } });
Order.belongsToMany(Item, { through: 'order_items' });

same<Attributes<Order>['customerId'], ForeignKey<CreationOptional<number>>>(true);
same<keyof Attributes<Customer>, 'id' | 'name' | 'email' | 'tags' | 'createdAt' | 'updatedAt'>(true);
const least: CreationAttributes<Customer> = { name: 'Ann' };

// ---------------------------------------------------------------- reading

async function read(signal: AbortSignal): Promise<void> {
  const filter: WhereOptions<Attributes<Order>> = {
    state: 'open',
    total: { [Op.between]: [1, 100] },
    'details.note': { [Op.iLike]: '%gift%' },
    '$customer.name$': 'Ann',
    [Op.or]: [{ id: [1n, 2n] }, where(fn('lower', col('state')), Op.eq, 'paid')]
  };
  const page = await Order.findAndCountAll({
    where: filter,
    include: [
      { model: Customer, as: 'customer', required: true, attributes: ['id', [fn('upper', col('name')), 'shout']] },
      { association: orders, separate: true, order: [['id', 'DESC']], limit: 3 },
      'items'
    ],
    order: [['total', 'DESC'], [Customer, 'name', 'ASC'], literal('random()')],
    limit: 10,
    signal,
    timeout: 2000
  });
  same<typeof page, { rows: Order[]; count: number }>(true);

  same<Awaited<ReturnType<typeof one>>, Customer | null>(true);
  function one() {
    return Customer.scope([{ method: ['named', 'Ann'] }]).findOne({ paranoid: false });
  }
  const sure: Customer = await Customer.findByPk(1, { rejectOnEmpty: true });
  const perState = await Order.count({ group: 'state' });
  const amounts: number[] = perState.map(group => group.count);
  const all: number = await Order.count({ where: { customerId: sure.id }, signal });
  const most = await Order.max<number, Order>('total');
  const theirs: Order[] = await sure.getOrders({ where: { total: { [Op.gt]: most } }, scope: false });
  console.log(sure.label, all, amounts, theirs.length, page.rows[0]?.get('total'), sure.toJSON());

  const rows = await sequelize.query<{ name: string }>('SELECT name FROM customers WHERE id = $id', {
    type: QueryTypes.SELECT,
    bind: { id: 1 },
    timeout: 500
  });
  same<typeof rows, { name: string }[]>(true);
  const models = await sequelize.query('SELECT * FROM customers', { model: Customer, mapToModel: true });
  same<typeof models, Customer[]>(true);
}

// ---------------------------------------------------------------- writing

async function write(signal?: AbortSignal): Promise<Order | undefined> {
  try {
    return await sequelize.transaction({ isolationLevel: Transaction.ISOLATION_LEVELS.SERIALIZABLE, ...signal && { signal } }, async transaction => {
      const [customer, isNew] = await Customer.findOrCreate({ where: { name: 'Ann' }, defaults: least, transaction });
      const order = await customer.createOrder({ total: 12.5, details: { note: 'gift' } }, { transaction });
      await order.addItem(3, { through: { amount: 2 }, transaction });
      await Item.bulkCreate([{ title: 'Pen', price: 1 }], { updateOnDuplicate: ['price'], transaction });
      const [count, changed] = await Order.update(
        { total: literal('total * 2'), state: 'paid' },
        { where: { customerId: customer.id }, returning: true, transaction }
      );
      same<typeof changed, Order[]>(true);
      const [instance, created] = await Customer.upsert({ name: 'Bob' }, { conflictFields: ['email'], transaction });
      same<typeof created, boolean | null>(true);
      await order.increment({ total: 1 }, { transaction });
      await order.update('state', 'open', { transaction, hooks: false });
      await Order.destroy({ where: { total: { [Op.lt]: 0 } }, force: true, transaction });
      transaction.afterCommit(() => console.log(isNew, count, instance.id));
      const locked = await Order.findAll({ lock: { level: transaction.LOCK.UPDATE, of: Order }, skipLocked: true, transaction });
      return locked.at(0);
    });
  } catch (error) {
    if (error instanceof UniqueConstraintError) console.log(error.fields, error.parent.sql);
    else if (error instanceof ValidationError) console.log(error.errors.map(item => item.validatorKey));
    else throw error;
  }
  return undefined;
}

// ---------------------------------------------------------------- hooks, migrations, any model

const audit: Partial<ModelHooks> = {
  afterBulkUpdate(options) {
    console.log(options.where);
  }
};
sequelize.addHook('afterBulkUpdate', audit.afterBulkUpdate!);
sequelize.beforeConnect(config => {
  config.password = 'secret';
});
Order.beforeUpdate('audit', (order, options) => {
  same<typeof order, Order>(true);
  options.fields?.push('total');
});
Order.removeHook('beforeUpdate', 'audit');

async function migrate(schema: QueryInterface): Promise<void> {
  await schema.createTable('reviews', { id: { type: DataTypes.UUID, primaryKey: true }, text: DataTypes.TEXT });
  await schema.addColumn({ tableName: 'reviews', schema: 'public' }, 'stars', { type: DataTypes.SMALLINT, allowNull: false });
  await schema.addIndex('reviews', ['stars'], { unique: false, concurrently: true });
  await schema.addConstraint('reviews', { type: 'check', fields: ['stars'], where: { stars: { [Op.lte]: 5 } } });
}

/** Code for any model, as libraries write it. */
async function firstOf<M extends Model>(model: ModelStatic<M>, options?: FindOptions<Attributes<M>>): Promise<M | null> {
  return model.findOne({ ...options, logging: false });
}

// ---------------------------------------------------------------- what is refused

// @ts-expect-error -- name is required
void Customer.create({ email: 'a@b.c' });
// @ts-expect-error -- no such attribute
void Customer.findAll({ where: { nmae: 'Ann' } });
// @ts-expect-error -- total is a number
void Order.update({ total: 'much' }, { where: {} });
// @ts-expect-error -- update needs a where
void Order.update({ total: 1 }, {});
// @ts-expect-error -- the foreign key is filled in
void new Customer().createOrder({ total: 1, details: null, customerId: 1 });
// @ts-expect-error -- a timeout is a number of milliseconds
void Order.findAll({ timeout: '2s' });

export { firstOf, migrate, read, write };

// The migration runner, in Umzug's words.
async function runMigrations(instance: Sequelize): Promise<void> {
  const migrator = new Migrator({ sequelize: instance, migrations: { glob: ['migrations/*.js', { cwd: __dirname }] }, logger: console });
  migrator.on('migrated', ({ name, durationSeconds }) => { console.log(name.length, durationSeconds.toFixed(1)); });
  const done: string[] = (await migrator.up({ to: 'a.js', rerun: 'SKIP' })).map(({ name }) => name);
  await migrator.down({ to: 0 });
  const states: MigrationState[] = (await migrator.status()).map(({ state }) => state);
  // @ts-expect-error up goes to a name
  await migrator.up({ to: 0 });
  void [done, states];
}
void runMigrations;

// The kit for servers that run SQL of others.
async function serve(instance: Sequelize, sql: string): Promise<number> {
  const { class: kind, refused } = classify(instance, sql);
  if (refused || kind !== 'read') return 0;
  const { rows, cut, why }: Rows = await readSql(instance, sql, { bind: [1], maxRows: 10, maxBytes: 1000 });
  // @ts-expect-error a text is judged for read or write
  classify(instance, sql, 'delete');
  return rows.length + cut + (why === 'rows' ? 1 : 0);
}
void serve;
