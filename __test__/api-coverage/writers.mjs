// What writes rows: models' and instances' verbs.
import { probe } from './probe.mjs';
import { statement } from './finders.mjs';

const ann = { name: 'Ann' };
/** An instance to work on; what found it is not seen. */
const found = (w, id = 2) => w.User.findByPk(id, { logging: false, hooks: false });
const built = w => w.User.build({ name: 'New', age: 5, email: 'new@x' });
/** The first user's age may not be 5. */
const strict = w => {
  w.User.rawAttributes.age.validate = { not: ['^5$'] };
  w.User.refreshAttributes();
};
const withPosts = w => [{ model: w.Post, as: 'posts' }];

const create = {
  ...statement,
  fields: ['name', 'createdAt', 'updatedAt'],
  ignoreDuplicates: true,
  returning: probe({ on: 'postgres', value: ['id'] }),
  validate: probe({ prepare: strict, value: false, throws: /./ }),
  silent: true,
  hooks: false
};

export const sets = {
  build: {
    act: (w, options) => w.User.build({ id: 9, name: 'New', unknown: 1, posts: [{ title: 'n' }] }, options),
    options: {
      raw: true,
      isNewRecord: false,
      include: withPosts,
      attributes: probe({ base: { raw: true }, value: ['name'] })
    }
  },
  bulkBuild: {
    act: (w, options) => w.User.bulkBuild([{ id: 9, name: 'New', unknown: 1, posts: [{ title: 'n' }] }], options),
    options: { raw: true, isNewRecord: false, include: withPosts, attributes: probe({ base: { raw: true }, value: ['name'] }) }
  },
  create: {
    act: (w, options) => w.User.create({ name: 'New', age: 5, email: 'new@x', posts: [{ title: 'n' }] }, options),
    options: {
      ...create,
      silent: probe({ base: { fields: ['name', 'createdAt'] }, value: true, throws: /Validation error/ }),
      validate: probe({ act: (w, options) => w.User.create({ name: 'New', age: 5 }, options), prepare: strict, value: false }),
      raw: probe({ act: (w, options) => w.User.create({ name: 'New', unknown: 1 }, options), value: true }),
      include: withPosts
    }
  },
  bulkCreate: {
    act: (w, options) => w.User.bulkCreate([{ name: 'New', age: 5, email: 'new@x', posts: [{ title: 'n' }] }], options),
    options: {
      ...statement,
      fields: ['name'],
      validate: probe({ prepare: strict, value: true, throws: /AggregateError/ }),
      individualHooks: true,
      ignoreDuplicates: true,
      updateOnDuplicate: ['name'],
      include: withPosts,
      returning: probe({ on: 'postgres', value: ['id', 'name'] }),
      conflictWhere: probe({ on: 'postgres', base: { updateOnDuplicate: ['age'], conflictAttributes: ['name'] }, value: { age: null } }),
      conflictAttributes: probe({ base: { updateOnDuplicate: ['name'] }, value: ['id'] }),
      hooks: false,
      searchPath: probe({ on: 'postgres', world: { dialectOptions: { prependSearchPath: true } }, value: 'public' })
    }
  },
  'Model.update': {
    act: (w, options) => w.User.update({ age: 5 }, { where: ann, ...options }),
    options: {
      ...statement,
      where: { age: 40 },
      fields: [],
      validate: probe({ prepare: strict, value: false }),
      sideEffects: probe({
        act: async (w, options) => {
          const Aged = w.sequelize.define('Aged', { name: { type: 'TEXT', set(name) { this.setDataValue('name', name); this.setDataValue('size', 3); } }, size: 'INTEGER' }, { timestamps: false });
          await Aged.sync({ logging: false });
          return Aged.update({ name: 'a' }, { where: {}, ...options });
        },
        value: false
      }),
      individualHooks: true,
      returning: probe({ on: 'postgres', value: true }),
      limit: probe({ base: { where: {} }, value: 1 }),
      silent: true,
      paranoid: probe({ act: (w, options) => w.Post.update({ views: 9 }, { where: { userId: 2 }, ...options }), value: false }),
      hooks: false
    }
  },
  'Model.destroy': {
    act: (w, options) => w.UserTag.destroy({ where: { UserId: 1 }, ...options }),
    options: {
      ...statement,
      where: { UserId: 2 },
      truncate: true,
      cascade: probe({ on: 'postgres', base: { truncate: true }, value: true }),
      restartIdentity: probe({ on: 'postgres', base: { truncate: true }, value: true }),
      individualHooks: true,
      limit: 1,
      force: probe({ act: (w, options) => w.Post.destroy({ where: { id: 1 }, ...options }), value: true }),
      hooks: false
    }
  },
  'Model.truncate': {
    act: (w, options) => w.UserTag.truncate(options),
    options: {
      ...statement,
      cascade: probe({ on: 'postgres', value: true }),
      restartIdentity: probe({ on: 'postgres', value: true }),
      individualHooks: true,
      force: probe({ act: (w, options) => w.Post.truncate(options), value: true }),
      hooks: false
    }
  },
  'Model.restore': {
    act: (w, options) => w.Post.restore({ where: { title: 'gone' }, ...options }),
    options: { ...statement, where: { title: 'other' }, individualHooks: true, limit: 1, hooks: false }
  },
  upsert: {
    act: (w, options) => w.User.upsert({ id: 2, name: 'Ben', age: 5, email: 'bob@x' }, options),
    options: {
      ...statement,
      fields: ['name'],
      returning: probe({ on: 'postgres', value: false }),
      validate: probe({ prepare: strict, value: false }),
      conflictWhere: probe({ on: 'postgres', base: { conflictFields: ['name'] }, value: { age: null }, act: (w, options) => w.User.upsert({ name: 'Ben' }, options) }),
      conflictFields: ['email_address'],
      hooks: false,
      searchPath: probe({ on: 'postgres', world: { dialectOptions: { prependSearchPath: true } }, value: 'public' })
    }
  },
  'Model.increment/decrement': {
    act: (w, options) => w.User.increment('age', { where: ann, ...options }),
    options: {
      ...statement,
      silent: true,
      where: { name: 'Bob' },
      by: 3,
      returning: probe({ on: 'postgres', value: ['id'] }),
      increment: false,
      searchPath: probe({ on: 'postgres', world: { dialectOptions: { prependSearchPath: true } }, value: 'public' })
    }
  },
  'instance.save': {
    act: async (w, options) => {
      const user = await found(w);
      user.set({ name: 'Ben', age: 5, settings: null });
      return user.save(options);
    },
    options: {
      ...statement,
      fields: ['name'],
      validate: probe({ prepare: strict, value: false }),
      omitNull: probe({
        act: async (w, options) => (await found(w)).set({ name: null, age: 6 }).save(options),
        value: true
      }),
      returning: probe({ on: 'postgres', value: ['id'], act: (w, options) => built(w).save(options) }),
      silent: true,
      hooks: false
    }
  },
  'instance.update': {
    act: async (w, options) => (await found(w)).update({ name: 'Ben', age: 5 }, options),
    options: {
      ...statement,
      fields: ['name'],
      validate: probe({ prepare: strict, value: false }),
      omitNull: probe({ act: async (w, options) => (await found(w)).update({ name: null, age: 6 }, options), value: true }),
      returning: probe({ on: 'postgres', value: true, act: async (w, options) => (await found(w)).update({ name: w.Sequelize.fn('upper', 'x') }, options) }),
      silent: true,
      hooks: false,
      raw: true,
      reset: probe({ base: { raw: true }, value: true, throws: /no primary key/ })
    }
  },
  'instance.destroy': {
    act: async (w, options) => (await w.Post.findByPk(1, { logging: false, hooks: false })).destroy(options),
    options: { ...statement, force: true, hooks: false }
  },
  'instance.restore': {
    act: async (w, options) => (await w.Post.findByPk(4, { paranoid: false, logging: false, hooks: false })).restore(options),
    options: { ...statement, hooks: false }
  },
  'instance.set': {
    act: async (w, options) => {
      const user = await found(w);
      user.set({ name: 'Ben', age: 5, unknown: 2 }, options);
      return user;
    },
    options: { raw: true, reset: probe({ base: { raw: true }, value: true }), attributes: probe({ base: { raw: true }, value: ['name'] }) }
  },
  'instance.get': {
    act: async (w, options) => {
      w.User.prototype._customGetters.name = () => 'got';
      w.User.prototype._hasCustomGetters = 1;
      const user = await w.User.findByPk(1, { include: withPosts(w), logging: false, hooks: false });
      const shown = user.get(options);
      return { name: shown.name, posts: typeof shown.posts[0].get, same: shown === user.dataValues };
    },
    options: {
      plain: true,
      raw: true,
      clone: probe({
        act: async (w, options) => {
          const user = await found(w);
          return user.get(options) === user.dataValues;
        },
        base: { raw: true },
        value: true
      })
    }
  },
  'instance.increment/decrement': {
    act: async (w, options) => (await found(w)).increment('age', options),
    options: {
      ...statement,
      silent: true,
      by: 3,
      where: { name: 'Nobody' },
      searchPath: probe({ on: 'postgres', world: { dialectOptions: { prependSearchPath: true } }, value: 'public' })
    }
  },
  'instance.validate': {
    act: (w, options) => w.User.build({ name: { of: 1 }, age: 5 }).validate(options),
    options: {
      skip: probe({ prepare: strict, value: ['age'], act: (w, options) => w.User.build({ age: 5 }).validate(options) }),
      fields: probe({ prepare: strict, value: ['name'], act: (w, options) => w.User.build({ age: 5 }).validate(options) }),
      hooks: probe({ act: (w, options) => w.User.build({ age: 5 }).validate(options), value: false })
    }
  }
};
