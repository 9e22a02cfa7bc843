'use strict';
// Associations: what they add to models and what their accessors ask of models. The models' queries are stubbed.

const test = require('node:test');
const assert = require('node:assert/strict');
const Sequelize = require('../../lib');
const { Op, DataTypes } = Sequelize;

const sequelize = new Sequelize('sqlite::memory:', { logging: false });

function models(...names) {
  return names.map(name => sequelize.define(name, { title: DataTypes.STRING }));
}

/** Replaces a static method for the rest of a test; answers the list of its calls' arguments. */
function stub(Model, method, answer) {
  const calls = [];
  Model[method] = async (...args) => {
    calls.push(args);
    return typeof answer === 'function' ? answer(...args) : answer;
  };
  return calls;
}

test('belongsTo: the key is made of the name, references the target, forbids nothing', () => {
  const [User, Task] = models('User', 'Task');
  const association = Task.belongsTo(User, { as: 'owner' });
  const key = Task.rawAttributes.ownerId;
  assert.equal(association.foreignKey, 'ownerId');
  assert.deepEqual([key.references.key, key.onDelete, key.onUpdate, key.allowNull], ['id', 'SET NULL', 'CASCADE', true]);
  assert.deepEqual(association.accessors, { get: 'getOwner', set: 'setOwner', create: 'createOwner' });
  assert.equal(Task.associations.owner, association);
});

test('a foreign key that must not be null follows its parent', () => {
  const [User, Task, Note] = models('User', 'Task', 'Note');
  User.hasMany(Task, { foreignKey: { name: 'userId', allowNull: false } });
  Note.belongsTo(User, { foreignKey: { allowNull: false } });
  assert.equal(Task.rawAttributes.userId.onDelete, 'CASCADE');
  assert.equal(Note.rawAttributes.UserId.onDelete, 'NO ACTION');
  const [Free] = models('Free');
  User.hasMany(Free, { constraints: false });
  assert.equal(Free.rawAttributes.UserId.references, undefined);
});

test('what the model says of its key stays', () => {
  const User = sequelize.define('User', {});
  const Task = sequelize.define('Task', { userId: { type: DataTypes.BIGINT, field: 'user_id', allowNull: false } });
  const association = User.hasMany(Task, { foreignKey: 'userId' });
  assert.ok(Task.rawAttributes.userId.type instanceof DataTypes.BIGINT);
  assert.equal(association.identifierField, 'user_id');
});

test('mistakes are named', () => {
  const [User, Task] = models('User', 'Task');
  assert.throws(() => User.hasMany(), { message: 'User.hasMany called with something that\'s not a subclass of Sequelize.Model' });
  assert.throws(() => User.hasMany(Task, { through: 'x' }), { message: /Use belongsToMany instead/ });
  assert.throws(() => User.belongsToMany(Task), { name: 'SequelizeAssociationError', message: /requires through option/ });
  assert.throws(() => User.belongsToMany(User, { through: 'friends' }), { message: "'as' must be defined for many-to-many self-associations" });
  assert.throws(() => Task.belongsTo(User, { targetKey: 'nope' }), { message: /Unknown attribute "nope" passed as targetKey/ });
  assert.throws(() => Task.belongsTo(User, { as: 'title' }), { message: /Naming collision between attribute 'title'/ });
  User.hasMany(Task, { as: 'jobs' });
  assert.throws(() => User.hasMany(Task, { as: 'jobs' }), { name: 'SequelizeAssociationError', message: /alias jobs in two separate associations/ });
});

test('belongsToMany: both keys are the join table\'s primary key, and both sides agree on them', () => {
  const [User, Project] = models('User', 'Project');
  const ours = User.belongsToMany(Project, { through: 'members', foreignKey: 'person' });
  const theirs = Project.belongsToMany(User, { through: 'members', foreignKey: 'place' });
  assert.equal(ours.paired, theirs);
  assert.deepEqual([ours.foreignKey, ours.otherKey, theirs.foreignKey, theirs.otherKey], ['person', 'place', 'place', 'person']);
  const { rawAttributes } = ours.through.model;
  assert.deepEqual(Object.keys(rawAttributes).sort(), ['createdAt', 'person', 'place', 'updatedAt']);
  assert.ok(rawAttributes.person.primaryKey && rawAttributes.place.primaryKey);
  assert.equal(rawAttributes.person.onDelete, 'CASCADE');
});

test('belongsToMany through a model with a key of its own: the pair is unique', () => {
  const [User, Project] = models('User', 'Project');
  const Member = sequelize.define('Member', { id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true } });
  User.belongsToMany(Project, { through: Member });
  assert.equal(Member.rawAttributes.UserId.unique, 'Members_UserId_ProjectId_unique');
  assert.equal(Member.rawAttributes.UserId.primaryKey, undefined);
});

test('hasMany.get: one, several, and a limit per source', async () => {
  const [User, Task] = models('User', 'Task');
  const association = User.hasMany(Task, { scope: { kind: 'open' } });
  const found = [Task.build({ id: 1 }), Task.build({ id: 2 })];
  for (const task of found) task.set('UserId', 7, { raw: true });
  const calls = stub(Task, 'findAll', found);
  const [one, two] = [User.build({ id: 7 }), User.build({ id: 8 })];
  await one.getTasks({ where: { title: 'x' } });
  assert.deepEqual(calls[0][0].where, { [Op.and]: [{ kind: 'open', UserId: 7 }, { title: 'x' }] });
  const grouped = await association.get([one, two]);
  assert.deepEqual([grouped[7].length, grouped[8].length], [2, 0]);
  await association.get([one, two], { limit: 3 });
  assert.deepEqual(calls[2][0].groupedLimit, { limit: 3, on: association, values: [7, 8] });
});

test('hasMany.set: one update takes away, one gives', async () => {
  const [User, Task] = models('User', 'Task');
  User.hasMany(Task);
  stub(Task, 'findAll', [{ id: 1 }, { id: 2 }]);
  const updates = stub(Task, 'update', [1]);
  Task.unscoped = () => Task;
  await User.build({ id: 7 }).setTasks([2, 3], { transaction: 't' });
  assert.deepEqual(updates, [
    [{ UserId: null }, { transaction: 't', where: { id: [1] } }],
    [{ UserId: 7 }, { transaction: 't', where: { id: [3] } }]
  ]);
});

test('hasMany.has counts what it finds', async () => {
  const [User, Task] = models('User', 'Task');
  User.hasMany(Task);
  const calls = stub(Task, 'findAll', [{ id: 1 }]);
  Task.unscoped = () => Task;
  assert.equal(await User.build({ id: 7 }).hasTasks([1, 2]), false);
  assert.deepEqual(calls[0][0].where[Op.and][1][Op.and][0], { [Op.or]: [{ id: 1 }, { id: 2 }] });
});

test('belongsToMany: set and add touch only rows that differ', async () => {
  const [User, Project] = models('User', 'Project');
  const Member = sequelize.define('Member', { role: DataTypes.STRING });
  User.belongsToMany(Project, { through: Member });
  stub(Member, 'findAll', [{ UserId: 7, ProjectId: 1, role: 'a' }, { UserId: 7, ProjectId: 2, role: 'b' }]);
  const inserted = stub(Member, 'bulkCreate', ['rows']);
  const updated = stub(Member, 'update', [1]);
  const destroyed = stub(Member, 'destroy', 1);
  const user = User.build({ id: 7 });

  await user.setProjects([2, 3], { through: { role: 'b' } });
  assert.deepEqual(destroyed[0][0].where, { UserId: 7, ProjectId: [1] });
  assert.deepEqual(inserted[0][0], [{ role: 'b', UserId: 7, ProjectId: 3 }]);
  assert.equal(inserted[0][1].validate, true);

  updated.length = inserted.length = 0;
  assert.deepEqual(await user.addProjects([1, 2, 4], { through: { role: 'b' } }), ['rows']);
  assert.deepEqual(inserted[0][0], [{ role: 'b', UserId: 7, ProjectId: 4 }]);
  assert.deepEqual(updated.map(([values, { where }]) => [values, where]), [[{ role: 'b' }, { UserId: 7, ProjectId: 1 }]]);
});

test('belongsToMany.get joins the through model', async () => {
  const [User, Project] = models('User', 'Project');
  const association = User.belongsToMany(Project, { through: 'member' });
  const calls = stub(Project, 'findAll', []);
  await User.build({ id: 7 }).getProjects({ through: { where: { role: 'a' } }, joinTableAttributes: ['role'] });
  const [include] = calls[0][0].include;
  assert.equal(include.association, association.oneFromTarget);
  assert.deepEqual(include.where, { [Op.and]: [{ UserId: 7 }, { role: 'a' }] });
  assert.deepEqual([include.attributes, include.required, include.paranoid], [['role'], true, true]);
});

test('accessors of the user are not replaced', () => {
  const [User, Task] = models('User', 'Task');
  User.prototype.getTasks = () => 'mine';
  User.hasMany(Task);
  assert.equal(User.build().getTasks(), 'mine');
  assert.equal(typeof User.build().addTask, 'function');
});
