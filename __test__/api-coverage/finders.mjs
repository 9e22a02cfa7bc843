// Finders: which option changes what is asked or answered.
import { Op, Sequelize, postgresServer, textOf } from './world.mjs';
import { probe, value } from './probe.mjs';

/** Of every statement that a model runs. */
export const logged = {
  logging: value(() => {}),
  benchmark: true
};
export const statement = { ...logged, transaction: w => w.sequelize.transaction({ logging: false }) };

const nowhere = () => Sequelize.literal('nowhere = 1');
const replicated = async () => ({ ...await postgresServer(), replication: { read: [{}], write: {} } });

/** A statement that fails is tried once more. */
export const retried = (act, base) => probe({ act, base, world: { retry: { max: 1 } }, value: { max: 2, match: [/./] }, throws: /nowhere/ });
/** Of two pools the connection may come from. */
export const useMaster = base => probe({
  base, on: 'postgres', world: replicated, value: true,
  prepare: w => w.sequelize.addHook('afterPoolAcquire', connection => { w.seen.push(connection.queryType); })
});

/** Of a call whose conditions are its own. */
const byColumn = {
  replacements: probe({ base: { attributes: ['id', [Sequelize.literal(':least'), 'age']] }, value: { least: 35 } }),
  bind: probe({ base: { attributes: ['id', [Sequelize.literal('$1'), 'age']] }, value: [35] }),
  retry: retried(undefined, { attributes: [nowhere()] })
};

/** What reads rows, with the base of a call that has one. */
const select = {
  ...statement,
  where: { name: 'Ann' },
  attributes: ['name'],
  include: w => [{ model: w.Post, as: 'posts' }],
  order: [['name', 'DESC']],
  group: ['User.age'],
  limit: 2,
  offset: probe({ base: { limit: 1, order: ['id'] }, value: 1 }),
  groupedLimit: probe({ base: { order: ['id'] }, value: { limit: 1, on: 'age', values: [30, 40] } }),
  lock: probe({ on: 'postgres', value: true }),
  skipLocked: probe({ on: 'postgres', base: { lock: true }, value: true }),
  raw: true,
  having: probe({ base: { attributes: ['age'], group: ['age'], raw: true }, value: { age: { [Op.gt]: 35 } } }),
  subQuery: probe({ base: w => ({ include: [{ model: w.Post, as: 'posts' }], limit: 2 }), value: false }),
  nest: probe({ base: w => ({ raw: true, include: [{ model: w.Profile, as: 'profile' }] }), value: true }),
  plain: true,
  fieldMap: probe({ base: { raw: true }, value: { name: 'called' } }),
  mapToModel: probe({ base: { attributes: ['email_address'], raw: true }, value: true }),
  replacements: probe({ base: { where: Sequelize.literal('"User"."age" > :least') }, value: { least: 35 } }),
  bind: probe({ base: { where: Sequelize.literal('"User"."age" > $1') }, value: [35] }),
  retry: retried(undefined, { where: nowhere() }),
  rejectOnEmpty: probe({ base: { where: { name: 'Nobody' } }, value: true, throws: /EmptyResultError/ }),
  useMaster: useMaster(),
  indexHints: probe({ act: (w, options) => textOf('mysql', 'selectQuery', 'users', options), value: [{ type: 'USE', values: ['by_name'] }] }),
  hooks: false
};

/** The same on the paranoid model. */
const paranoid = find => probe({ act: find, value: false });

export const sets = {
  'findAll/findOne': {
    act: (w, options) => w.User.findAll(options),
    options: { ...select, paranoid: paranoid((w, options) => w.Post.findAll(options)) }
  },
  findByPk: {
    act: (w, options) => w.User.findByPk(2, options),
    options: {
      ...select,
      ...byColumn,
      having: probe({ base: { attributes: ['age'], group: ['age'], raw: true }, value: { age: { [Op.gt]: 45 } } }),
      offset: probe({ base: { limit: 1 }, value: 1 }),
      rejectOnEmpty: probe({ act: (w, options) => w.User.findByPk(9, options), value: true, throws: /EmptyResultError/ }),
      paranoid: paranoid((w, options) => w.Post.findByPk(4, options))
    }
  },
  count: {
    act: (w, options) => w.User.count(options),
    options: {
      ...select,
      include: w => [{ model: w.Post, as: 'posts', required: true }],
      distinct: probe({ base: w => ({ include: [{ model: w.Post, as: 'posts' }] }), value: true }),
      col: probe({ base: { distinct: true }, value: 'age' }),
      group: ['age'],
      attributes: probe({ base: { group: ['age'] }, value: [['name', 'somebody']] }),
      paranoid: paranoid((w, options) => w.Post.count(options))
    }
  },
  findAndCountAll: {
    act: (w, options) => w.User.findAndCountAll(options),
    options: {
      ...select,
      distinct: probe({ base: w => ({ include: [{ model: w.Post, as: 'posts' }] }), value: true }),
      col: probe({ base: { distinct: true }, value: 'age' }),
      lock: probe({ on: 'postgres', value: true, throws: /FOR UPDATE is not allowed with aggregate functions/ }),
      attributes: ['name'],
      group: ['age'],
      having: probe({ base: { group: ['age'] }, value: { age: { [Op.gt]: 35 } } }),
      paranoid: paranoid((w, options) => w.Post.findAndCountAll(options))
    }
  },
  'aggregate/min/max/sum': {
    act: (w, options) => w.User.aggregate('age', 'max', options),
    options: {
      ...select,
      dataType: w => new w.Sequelize.DATE(),
      fieldMap: { max: 'most' },
      distinct: probe({ act: (w, options) => w.User.aggregate('age', 'sum', options), value: true }),
      plain: probe({ base: { attributes: ['name'], group: ['name'] }, value: false }),
      group: probe({ base: { plain: false }, value: ['name'] }),
      attributes: probe({ base: { plain: false, group: ['name'] }, value: [['age', 'years']] }),
      include: probe({ base: { plain: false, attributes: [] }, value: w => [{ model: w.Post, as: 'posts', attributes: [] }] }),
      paranoid: paranoid((w, options) => w.Post.aggregate('views', 'max', options))
    }
  },
  'findOrCreate/findCreateFind': {
    act: (w, options) => w.User.findOrCreate({ where: { name: 'New' }, ...options }),
    options: {
      ...select,
      where: { name: 'Ann' },
      defaults: { age: 3 },
      fields: probe({ base: { defaults: { age: 3, email: 'new@x' } }, value: ['name'] }),
      validate: probe({ act: (w, options) => w.User.findOrCreate({ where: { name: 'New' }, ...options }), value: false }),
      silent: probe({ value: true, throws: /Validation error/ }),
      type: 'IMMEDIATE',
      lock: probe({ on: 'postgres', base: { where: { name: 'Ann' } }, value: true }),
      skipLocked: probe({ on: 'postgres', base: { where: { name: 'Ann' }, lock: true }, value: true }),
      bind: probe({ base: { where: Sequelize.literal('"User"."age" > $1') }, value: [35] }),
      ignoreDuplicates: true,
      returning: probe({ on: 'postgres', value: false }),
      exception: probe({ on: 'postgres', value: false }),
      attributes: probe({ base: { where: { name: 'Ann' } }, value: ['name'] }),
      include: probe({ base: { where: { name: 'Ann' } }, value: w => [{ model: w.Post, as: 'posts' }] }),
      raw: probe({ base: { where: { name: 'Ann' } }, value: true }),
      having: probe({ base: { where: { name: 'Ann' }, group: ['User.id'] }, value: { name: 'Bob' } }),
      offset: 5,
      paranoid: probe({ act: (w, options) => w.Post.findOrCreate({ where: { title: 'gone' }, ...options }), value: false })
    }
  },
  findOrBuild: {
    act: (w, options) => w.User.findOrBuild({ where: { name: 'New' }, ...options }),
    options: {
      ...select,
      where: { name: 'Ann' },
      defaults: { age: 3 },
      raw: probe({ base: { where: { name: 'Ann' } }, value: true }),
      include: probe({ base: { where: { name: 'Ann' } }, value: w => [{ model: w.Post, as: 'posts' }] }),
      isNewRecord: false,
      paranoid: probe({ act: (w, options) => w.Post.findOrBuild({ where: { title: 'gone' }, ...options }), value: false })
    }
  },
  'instance.reload': {
    act: async (w, options) => {
      const user = await w.User.findByPk(2);
      w.seen.length = 0;
      return user.reload(options);
    },
    options: {
      ...select,
      ...byColumn,
      offset: probe({ base: { limit: 1 }, value: 1, throws: /could not be reloaded because it does not exist anymore/ }),
      attributes: probe({ act: reloaded, value: ['name'] }),
      paranoid: probe({ act: async (w, options) => (await w.Post.findByPk(4, { paranoid: false })).reload(options), value: false })
    }
  }
};

/** A row that has changed meanwhile. */
async function reloaded(w, options) {
  const user = await w.User.findByPk(2);
  await w.User.update({ name: 'Ben', age: 1 }, { where: { id: 2 } });
  return user.reload(options);
}
