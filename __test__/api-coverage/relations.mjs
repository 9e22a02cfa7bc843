// Associations and includes.
import { DataTypes } from './world.mjs';
import { probe } from './probe.mjs';

/** Two models of their own, associated in one way; their tables, a joined read and what the association answers. */
const associate = kind => async (w, options) => {
  const models = [['Ship', { code: { type: DataTypes.STRING, unique: true } }], ['Sailor', { rank: { type: DataTypes.STRING, unique: true } }]]
    .map(([name, attributes]) => w.sequelize.define(name, attributes, { timestamps: false }));
  const [Ship, Sailor] = models;
  const association = Ship[kind](Sailor, options);
  await w.sequelize.sync({ hooks: false });
  const ship = await Ship.create({ code: 'a' });
  await ship.reload();
  const { set } = association.accessors;
  if (!options.scope) await ship[set](kind === 'belongsTo' || kind === 'hasOne' ? await Sailor.create({ rank: 'b' }) : [await Sailor.create({ rank: 'b' })]);
  const accessors = Object.values(association.accessors);
  const get = association.accessors.get;
  const found = await ship[get]();
  await ship.destroy();
  return {
    as: association.as, foreignKey: association.foreignKey, accessors, found,
    attributes: models.map(model => Object.keys(model.rawAttributes)), key: association.sourceKey ?? association.targetKey,
    joined: await Ship.findAll({ include: [association] }), unique: Object.keys(association.through?.model.uniqueKeys ?? {})
  };
};

const refused = /ForeignKeyConstraintError/;
const common = {
  as: 'odd',
  foreignKey: 'oddId',
  onDelete: 'CASCADE',
  onUpdate: 'SET NULL',
  constraints: false,
  foreignKeyConstraint: probe({ base: { constraints: false }, value: true, throws: refused }),
  hooks: probe({ base: { onDelete: 'CASCADE' }, value: true })
};

const including = (w, include) => w.User.findAll({ include: [{ model: w.Post, as: 'posts', ...include }], order: ['id'] });
const tagged = (w, include) => w.User.findAll({ include: [{ model: w.Tag, as: 'tags', ...include }], order: ['id'] });

/** A join table with a key of its own leaves the pair of foreign keys to a unique key. */
const keyed = w => ({ through: w.sequelize.define('Crew', { id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true } }) });

/** `{ all }` on a model with one association, whose target has more. */
function everything(w, include) {
  w.Profile.belongsTo(w.User, { as: 'user', foreignKey: 'userId' });
  return w.Profile.findAll({ include: [include.all ? include : { association: 'user', attributes: ['id'] }] });
}

export const sets = {
  'include (element)': {
    act: including,
    options: {
      duplicating: probe({ act: (w, include) => w.User.findAll({ include: [{ model: w.Post, as: 'posts', ...include }], limit: 1 }), value: false }),
      model: probe({ act: (w, include) => w.Post.findAll({ include: [{ as: 'author', ...include }] }), base: w => ({ model: w.User }), value: w => w.User.scope('old') }),
      as: probe({ act: (w, include) => { w.User.hasMany(w.Post, { as: 'others', foreignKey: 'userId' }); return including(w, include); }, value: 'others' }),
      association: probe({ act: (w, include) => w.User.findAll({ include: [include] }), base: { association: 'posts' }, value: 'profile' }),
      on: { userId: 2 },
      where: { title: 'a' },
      required: true,
      right: probe({ on: 'postgres', base: { required: false }, value: true }),
      limit: 1,
      separate: true,
      through: probe({ act: tagged, value: { attributes: [] } }),
      include: w => [{ model: w.User, as: 'author' }],
      order: probe({ base: { separate: true }, value: [['title', 'DESC']] }),
      subQuery: probe({
        act: (w, include) => w.User.findAll({ include: [{ model: w.Post, as: 'posts', required: true, ...include }], limit: 1 }),
        value: false
      }),
      attributes: ['title'],
      paranoid: false,
      all: probe({ act: everything, value: true }),
      nested: probe({ act: everything, base: { all: true }, value: true }),
      or: probe({ base: { where: { title: 'a' } }, value: true }),
      raw: probe({ base: { separate: true }, value: true, throws: /get is not a function/ })
    }
  },
  'include › through': {
    act: (w, through) => tagged(w, { through }),
    options: {
      as: 'link',
      paranoid: probe({
        act: async (w, through) => {
          const Link = w.sequelize.define('Link', {}, { paranoid: true, timestamps: true });
          w.User.belongsToMany(w.Tag, { as: 'linked', through: Link });
          await Link.sync({ logging: false });
          return w.User.findAll({ include: [{ model: w.Tag, as: 'linked', through }] });
        },
        value: false
      }),
      where: { weight: 5 },
      attributes: ['weight']
    }
  },
  'include all': {
    act: everything,
    options: { all: true, nested: probe({ base: { all: true }, value: true }) }
  },
  hasOne: {
    act: associate('hasOne'),
    options: { ...common, sourceKey: 'code', keyType: DataTypes.STRING, scope: { rank: 'captain' } }
  },
  belongsTo: { act: associate('belongsTo'), options: { ...common, foreignKeyConstraint: probe({ base: { constraints: false }, value: true }), targetKey: 'rank', keyType: DataTypes.STRING } },
  hasMany: { act: associate('hasMany'), options: { ...common, sourceKey: 'code', keyType: DataTypes.STRING, scope: { rank: 'mate' } } },
  belongsToMany: {
    act: (w, options) => associate('belongsToMany')(w, { through: 'Crew', ...options }),
    options: {
      ...common,
      onDelete: probe({ value: 'RESTRICT', throws: refused }),
      through: 'Team',
      otherKey: 'oddSailor',
      sourceKey: 'code',
      targetKey: 'rank',
      timestamps: false,
      uniqueKey: probe({ base: keyed, value: 'only_once' }),
      scope: { rank: 'mate' },
      createdAt: 'made',
      updatedAt: 'changed'
    }
  },
  'belongsToMany › through': {
    act: (w, through) => associate('belongsToMany')(w, { through: { model: 'Crew', ...through } }),
    options: { model: 'Team', paranoid: true, scope: probe({ base: w => ({ model: w.sequelize.define('Crew', { task: DataTypes.STRING }) }), value: { task: 'sail' } }), unique: probe({ base: w => ({ model: keyed(w).through }), value: false }) }
  },
  'foreignKey / otherKey object': {
    act: (w, foreignKey) => associate('hasMany')(w, { foreignKey: { name: 'shipId', ...foreignKey } }),
    options: { name: 'oddId', allowNull: probe({ value: false, throws: /shipId cannot be null/ }), field: 'odd_field', defaultValue: 1 }
  }
};
