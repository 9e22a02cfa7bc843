// Every verb that takes an input in a place. A verb gets `{ Sequelize, sequelize, User, Post, queryInterface }` and the input.

const { entries, fromEntries } = Object;

/** All verbs that take a condition; `make` turns an input into the condition. */
const conditions = make => fromEntries(entries({
  findAll: (at, where) => at.User.findAll({ where }),
  'findAll raw': (at, where) => at.User.findAll({ where, raw: true }),
  'findAll limit': (at, where) => at.User.findAll({ where, limit: 5, include: ['posts'] }),
  findOne: (at, where) => at.User.findOne({ where }).then(one => one ? [one] : []),
  findAndCountAll: (at, where) => at.User.findAndCountAll({ where }).then(({ rows }) => rows),
  count: async (at, where) => ({ count: await at.User.count({ where }) }),
  max: (at, where) => at.User.max('id', { where }).then(id => id === null ? [] : [{ id }]),
  update: (at, where) => at.User.update({ role: 'changed' }, { where }).then(() => []),
  'update individually': (at, where) => at.User.update({ role: 'changed' }, { where, individualHooks: true }).then(() => []),
  destroy: (at, where) => at.User.destroy({ where }).then(() => []),
  restore: (at, where) => at.Post.restore({ where }).then(() => []),
  increment: (at, where) => at.User.increment('age', { where }).then(() => []),
  decrement: (at, where) => at.User.decrement({ age: 1 }, { where }).then(() => []),
  'include where': (at, where) => at.Post.findAll({ include: [{ association: 'author', where }] }).then(posts => posts.map(post => post.author)),
  'include on': (at, where) => at.Post.findAll({ include: [{ association: 'author', required: true, on: where }] }).then(posts => posts.map(post => post.author)),
  scope: (at, where) => at.User.scope({ method: ['by', where] }).findAll(),
  having: (at, having) => at.User.findAll({ attributes: ['id', 'name', 'meta', 'age'], group: ['id', 'name', 'meta', 'age'], having }),
  'queryInterface.select': (at, where) => at.queryInterface.select(at.User, at.User.getTableName(), { where, type: 'SELECT', raw: true }),
  'queryInterface.bulkUpdate': (at, where) => at.queryInterface.bulkUpdate('users', { role: 'changed' }, where).then(() => []),
  'queryInterface.bulkDelete': (at, where) => at.queryInterface.bulkDelete('users', where).then(() => []),
  'queryInterface.increment': (at, where) => at.queryInterface.increment(at.User, 'users', where, { age: 1 }, {}, {}).then(() => [])
}).map(([name, run]) => [name, (at, input) => run(at, make(at, input))]));

/** All verbs that write a value. */
const written = (make, read = row => row.name) => fromEntries(entries({
  create: (at, value) => at.User.create(value),
  'build and save': (at, value) => at.User.build(value).save(),
  bulkCreate: (at, value) => at.User.bulkCreate([value, value]).then(rows => rows[0]),
  upsert: (at, value) => at.User.upsert({ id: 900, ...value }).then(() => at.User.findByPk(900)),
  findOrCreate: (at, value) => at.User.findOrCreate({ where: { id: 901 }, defaults: value }).then(([one]) => one),
  'queryInterface.bulkInsert': (at, value) => at.queryInterface.bulkInsert('users', [{ id: 902, ...value }]).then(() => at.User.findByPk(902)),
  'queryInterface.bulkUpdate': (at, value) => at.queryInterface.bulkUpdate('users', value, { id: 3 }).then(() => at.User.findByPk(3)),
  update: (at, value) => at.User.update(value, { where: { id: 3 } }).then(() => at.User.findByPk(3)),
  'instance.update': async (at, value) => (await at.User.findByPk(3)).update(value)
}).map(([name, run]) => [`${name} (value)`, async (at, input) => {
  const row = await run(at, make(at, input));
  if (row) await row.reload();
  return { written: row ? read(row) : undefined };
}]));

const inClause = (at, value) => ({ name: value });

export const verbs = {
  where: conditions((at, input) => input),
  value: {
    ...conditions(inClause),
    ...prefixed('Op.and', conditions(({ Sequelize: { Op } }, value) => ({ [Op.and]: [{ name: value }] }))),
    ...prefixed('Op.gte', conditions(({ Sequelize: { Op } }, value) => ({ name: { [Op.eq]: value } }))),
    ...prefixed('Op.or', conditions(({ Sequelize: { Op } }, value) => ({ name: { [Op.or]: [value] } }))),
    ...prefixed('where()', conditions(({ Sequelize }, value) => Sequelize.where(Sequelize.col('name'), value))),
    ...prefixed('fn()', conditions(({ Sequelize }, value) => ({ name: Sequelize.fn('concat', value, '') })), ['findAll', 'update', 'destroy']),
    ...written((at, value) => ({ name: value })),
    findByPk: (at, value) => at.User.findByPk(value).then(one => one ? [one] : []),
    'replacements ?': (at, value) => at.sequelize.query('SELECT * FROM users WHERE name = ?', { replacements: [value], type: 'SELECT' }),
    'replacements :name': (at, value) => at.sequelize.query('SELECT * FROM users WHERE name = :name', { replacements: { name: value }, type: 'SELECT' }),
    'bind $1': (at, value) => at.sequelize.query('SELECT * FROM users WHERE name = $1', { bind: [value], type: 'SELECT' }),
    'bind $name': (at, value) => at.sequelize.query('SELECT * FROM users WHERE name = $name', { bind: { name: value }, type: 'SELECT' }),
    escape: (at, value) => at.sequelize.query(`SELECT * FROM users WHERE name = ${at.sequelize.escape(value)}`, { type: 'SELECT' }),
    'queryGenerator.selectQuery': (at, value) => at.sequelize.query(at.queryInterface.queryGenerator.selectQuery('users', { where: { name: value } }, at.User), { type: 'SELECT' })
  },
  list: {
    ...conditions((at, list) => ({ name: list })),
    ...prefixed('Op.in', conditions(({ Sequelize: { Op } }, list) => ({ name: { [Op.in]: list } })), ['findAll', 'update', 'destroy', 'count']),
    'replacements ?': (at, list) => at.sequelize.query('SELECT * FROM users WHERE name IN (?)', { replacements: [list], type: 'SELECT' }),
    'replacements :list': (at, list) => at.sequelize.query('SELECT * FROM users WHERE name IN (:list)', { replacements: { list }, type: 'SELECT' })
  },
  replacement: fromEntries(entries(conditions((at, value) => ({ name: value }))).filter(([name]) => !/queryInterface|having|scope|individually/.test(name)).flatMap(([name]) => {
    const withReplacements = method => (at, value) => at.User[method]({
      where: { name: value, [at.Sequelize.Op.and]: [at.Sequelize.literal("role <> :other")] }, replacements: { other: "' OR 1=1 --", name: value }
    });
    return name === 'findAll' || name === 'findOne' ? [[`${name} with literal`, (at, value) => withReplacements(name)(at, value).then(all => [].concat(all || []))]] : [];
  }).concat([
    ['query two replacements', (at, value) => at.sequelize.query('SELECT * FROM users WHERE name = :name AND role <> :other', { replacements: { name: value, other: ':name' }, type: 'SELECT' })],
    ['query positional', (at, value) => at.sequelize.query('SELECT * FROM users WHERE name = ? AND role <> ?', { replacements: [value, '?'], type: 'SELECT' })],
    ['query quoted', (at, value) => at.sequelize.query("SELECT * FROM users WHERE name = :name AND role <> ':name' /* :name ? */ -- :name", { replacements: { name: value }, type: 'SELECT' })],
    ['query bind', (at, value) => at.sequelize.query("SELECT * FROM users WHERE name = $1 AND role <> $2 AND role <> '$1'", { bind: [value, '$1'], type: 'SELECT' })]
  ])),
  order: {
    findAll: (at, order) => at.User.findAll({ order }),
    'findAll raw': (at, order) => at.User.findAll({ order, raw: true, limit: 20 }),
    findOne: (at, order) => at.User.findOne({ order }),
    findAndCountAll: (at, order) => at.User.findAndCountAll({ order, limit: 3 }),
    include: (at, order) => at.User.findAll({ include: ['posts'], order, limit: 3 }),
    'include separate': (at, order) => at.User.findAll({ include: [{ association: 'posts', separate: true, order }] }),
    update: (at, order) => at.User.update({ role: 'user' }, { where: { id: -1 }, order, limit: 1 }),
    destroy: (at, order) => at.User.destroy({ where: { id: -1 }, order, limit: 1 })
  },
  limit: {
    'findAll limit': (at, limit) => at.User.findAll({ limit }),
    'findAll offset': (at, offset) => at.User.findAll({ offset, limit: 2 }),
    findOne: (at, offset) => at.User.findOne({ offset }),
    findAndCountAll: (at, limit) => at.User.findAndCountAll({ limit, offset: limit }),
    include: (at, limit) => at.User.findAll({ include: ['posts'], limit }),
    'include separate': (at, limit) => at.User.findAll({ include: [{ association: 'posts', separate: true, limit }] }),
    update: (at, limit) => at.User.update({ role: 'user' }, { where: { id: -1 }, limit }),
    destroy: (at, limit) => at.User.destroy({ where: { id: -1 }, limit }),
    'increment by': (at, by) => at.User.increment('age', { by, where: { id: -1 } })
  },
  attributes: {
    findAll: (at, attributes) => at.User.findAll({ attributes }),
    'findAll raw': (at, attributes) => at.User.findAll({ attributes, raw: true }),
    'findAll nest': (at, attributes) => at.User.findAll({ attributes, raw: true, nest: true }),
    findOne: (at, attributes) => at.User.findOne({ attributes }),
    include: (at, attributes) => at.Post.findAll({ include: [{ association: 'author', attributes }] }),
    'include limit': (at, attributes) => at.User.findAll({ include: [{ association: 'posts', attributes }], limit: 2 }),
    group: (at, group) => at.User.findAll({ attributes: ['id'], group, raw: true }),
    count: (at, attributes) => at.User.count({ attributes, group: ['id'] }),
    'count col': (at, [col]) => at.User.count({ col }),
    max: (at, [col]) => at.User.max(Array.isArray(col) ? col[0] : col),
    returning: (at, returning) => at.User.update({ role: 'user' }, { where: { id: -1 }, returning: Array.isArray(returning) ? returning : [returning] }),
    fields: (at, fields) => at.User.update({ role: 'user' }, { where: { id: -1 }, fields })
  },
  jsonKey: {
    ...conditions((at, key) => ({ meta: { [key]: 'no such value' } })),
    ...prefixed('nested', conditions((at, key) => ({ meta: { a: { [key]: 'no such value' } } })), ['findAll', 'update', 'destroy', 'count', 'include where']),
    ...prefixed('Op', conditions(({ Sequelize: { Op } }, key) => ({ meta: { [key]: { [Op.eq]: 'no such value' } } })), ['findAll', 'update', 'destroy', 'increment'])
  },
  jsonPath: {
    ...conditions((at, key) => ({ [`meta.${key}`]: 'no such value' })),
    ...prefixed('$…$', conditions((at, key) => ({ [`$meta.${key}$`]: 'no such value' })), ['findAll', 'update', 'destroy', 'count']),
    order: async (at, key) => { await at.User.findAll({ order: [[`meta.${key}`, 'ASC']] }); return []; },
    attributes: async (at, key) => { await at.User.findAll({ attributes: [[`meta.${key}`, 'x']] }); return []; },
    group: async (at, key) => { await at.User.findAll({ attributes: ['id'], group: ['id', `meta.${key}`] }); return []; }
  },
  jsonFunction: {
    ...conditions(({ Sequelize }, text) => Sequelize.json(text, 'no such value')),
    ...prefixed('where()', conditions(({ Sequelize }, text) => Sequelize.where(Sequelize.json(text), 'no such value')), ['findAll', 'update', 'destroy', 'count']),
    ...prefixed('object', conditions(({ Sequelize }, text) => Sequelize.json({ [text]: 'no such value' })), ['findAll', 'update', 'destroy', 'count']),
    ...prefixed('value', conditions(({ Sequelize }, text) => Sequelize.json('meta.a', text)), ['findAll', 'update', 'destroy', 'count'])
  },
  geometry: { ...prefixed('', conditions((at, value) => ({ place: value })), ['findAll', 'update', 'destroy', 'count']) },
  range: {
    ...conditions((at, value) => ({ spread: value })),
    ...prefixed('Op.in', conditions(({ Sequelize: { Op } }, value) => ({ spread: { [Op.in]: [value] } })), ['findAll', 'update', 'destroy', 'count']),
    ...prefixed('Op.contains', conditions(({ Sequelize: { Op } }, value) => ({ spread: { [Op.contains]: value } })), ['findAll', 'update', 'destroy', 'count']),
    ...prefixed('Op.overlap', conditions(({ Sequelize: { Op } }, value) => ({ spread: { [Op.overlap]: value } })), ['findAll', 'update', 'destroy', 'count']),
    ...prefixed('Op.strictLeft', conditions(({ Sequelize: { Op } }, value) => ({ spread: { [Op.strictLeft]: value } })), ['findAll', 'update', 'destroy', 'count'])
  },
  isolation: {
    managed: (at, isolationLevel) => at.sequelize.transaction({ isolationLevel }, transaction => at.User.findAll({ transaction })),
    unmanaged: async (at, isolationLevel) => { const t = await at.sequelize.transaction({ isolationLevel }); await t.rollback(); },
    type: (at, type) => at.sequelize.transaction({ type, isolationLevel: type }, transaction => at.User.findAll({ transaction })),
    constructor: async (at, isolationLevel) => { await at.another({ isolationLevel }, other => other.transaction(transaction => other.query('SELECT 1', { transaction }))); }
  },
  statement: {
    query: (at, sql) => at.sequelize.query(sql),
    'query select': (at, sql) => at.sequelize.query(sql, { type: 'SELECT' }),
    'query insert': (at, sql) => at.sequelize.query(sql, { type: 'INSERT' }),
    'query model': (at, sql) => at.sequelize.query(sql, { model: at.User, mapToModel: true }),
    'in a transaction': (at, sql) => at.sequelize.transaction(transaction => at.sequelize.query(sql, { transaction }))
  },
  castType: {
    attributes: ({ Sequelize, User }, type) => User.findAll({ attributes: [[Sequelize.cast(Sequelize.col('id'), type), 'x']], raw: true }),
    where: ({ Sequelize, User }, type) => User.findAll({ where: Sequelize.where(Sequelize.cast(Sequelize.col('name'), type), 'no such value'), raw: true }),
    order: ({ Sequelize, User }, type) => User.findAll({ order: [Sequelize.cast(Sequelize.col('id'), type)], raw: true }),
    update: ({ Sequelize, User }, type) => User.update({ name: Sequelize.cast('x', type) }, { where: { id: -1 } }),
    destroy: ({ Sequelize, User }, type) => User.destroy({ where: { name: Sequelize.cast('no such value', type) } }),
    create: ({ Sequelize, User }, type) => User.create({ id: 903, name: Sequelize.cast('x', type) }).then(() => {})
  },
  functionName: {
    attributes: ({ Sequelize, User }, name) => User.findAll({ attributes: [[Sequelize.fn(name, Sequelize.col('id')), 'x']], raw: true }),
    where: ({ Sequelize, User }, name) => User.findAll({ where: Sequelize.where(Sequelize.fn(name, Sequelize.col('name')), 'no such value'), raw: true }),
    order: ({ Sequelize, User }, name) => User.findAll({ order: [Sequelize.fn(name, Sequelize.col('id'))], raw: true }),
    group: ({ Sequelize, User }, name) => User.findAll({ attributes: ['id'], group: ['id', Sequelize.fn(name, Sequelize.col('id'))], raw: true }),
    aggregate: ({ User }, name) => User.aggregate('id', name),
    update: ({ Sequelize, User }, name) => User.update({ name: Sequelize.fn(name, 'x') }, { where: { id: -1 } }),
    destroy: ({ Sequelize, User }, name) => User.destroy({ where: { name: Sequelize.fn(name, 'no such value') } })
  },
  comparator: {
    ...conditions(({ Sequelize }, comparator) => Sequelize.where(Sequelize.col('users.name'), comparator, 'no such value')),
    ...prefixed('fn', conditions(({ Sequelize }, comparator) => Sequelize.where(Sequelize.fn('lower', Sequelize.col('name')), comparator, 'no such value')), ['findAll', 'update', 'destroy', 'count'])
  },
  identifier: {
    ...conditions((at, name) => ({ [name]: 1 })),
    order: (at, name) => at.User.findAll({ order: [[name, 'ASC']], raw: true }),
    attributes: (at, name) => at.User.findAll({ attributes: ['id', [at.Sequelize.literal('1'), name]], raw: true }),
    group: (at, name) => at.User.findAll({ attributes: ['id'], group: [name], raw: true }),
    col: (at, name) => at.User.findAll({ attributes: [[at.Sequelize.col(name), 'x']], raw: true }),
    '$nested$': (at, name) => at.User.findAll({ where: { [`$posts.${name}$`]: 1 }, include: ['posts'], raw: true }),
    tableName: (at, name) => at.queryInterface.select(null, name, { type: 'SELECT', raw: true }),
    schema: (at, name) => at.User.schema(name).findAll({ raw: true }),
    searchPath: (at, name) => at.User.findAll({ searchPath: name, raw: true }),
    describeTable: (at, name) => at.queryInterface.describeTable(name),
    dropTable: (at, name) => at.queryInterface.dropTable(name),
    removeColumn: (at, name) => at.queryInterface.removeColumn('scratch', name),
    removeIndex: (at, name) => at.queryInterface.removeIndex('scratch', name),
    bulkInsert: (at, name) => at.queryInterface.bulkInsert('scratch', [{ [name]: 1 }])
  },
  created: {
    createTable: async (at, name) => {
      await at.queryInterface.createTable(name, { id: { type: at.Sequelize.DataTypes.INTEGER, comment: name } });
      await at.queryInterface.bulkInsert(name, [{ id: 1 }]);
      const rows = await at.queryInterface.select(null, name, { type: 'SELECT', raw: true });
      await at.queryInterface.dropTable(name);
      return rows.map(({ id }) => ({ made: id }));
    },
    columns: async (at, name) => {
      const { DataTypes } = at.Sequelize;
      await at.queryInterface.createTable('made', { id: DataTypes.INTEGER, [name]: { type: DataTypes.STRING, defaultValue: name, comment: name } });
      await at.queryInterface.bulkInsert('made', [{ id: 1 }]);
      const rows = await at.queryInterface.select(null, 'made', { type: 'SELECT', raw: true });
      return rows.map(row => ({ made: row[name] }));
    },
    addIndex: (at, name) => at.queryInterface.addIndex('scratch', ['id'], { name }).then(() => at.queryInterface.removeIndex('scratch', name)),
    addColumn: (at, name) => at.queryInterface.addColumn('scratch', name, at.Sequelize.DataTypes.INTEGER).then(() => at.queryInterface.removeColumn('scratch', name)),
    addConstraint: (at, name) => at.queryInterface.addConstraint('scratch', { fields: ['id'], type: 'unique', name }).then(() => at.queryInterface.removeConstraint('scratch', name)),
    enum: async (at, name) => {
      await at.queryInterface.createTable('made', { id: at.Sequelize.DataTypes.INTEGER, kind: at.Sequelize.DataTypes.ENUM('a', name) });
    },
    model: async (at, name) => {
      const Model = at.sequelize.define(`made${name.length}`, { id: { type: at.Sequelize.DataTypes.INTEGER, primaryKey: true, field: name } }, { tableName: 'made', timestamps: false });
      await Model.sync({ force: true });
      await Model.create({ id: 1 });
      await Model.update({ id: 2 }, { where: { id: 1 } });
      return (await Model.findAll()).map(({ id }) => ({ made: id }));
    },
    createSchema: async (at, name) => { await at.queryInterface.createSchema(name); await at.queryInterface.dropSchema(name); }
  }
};

function prefixed(prefix, group, only) {
  return fromEntries(entries(group).filter(([name]) => !only || only.includes(name)).map(([name, run]) => [prefix ? `${prefix} ${name}` : name, run]));
}
