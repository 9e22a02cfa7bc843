// Associations: foreign keys and every mixin method.
import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import { DataTypes } from '../../lib/index.mjs';
import { onEveryDatabase } from '../support/databases.mjs';

onEveryDatabase('associations', database => {
  let sequelize;
  let User;
  let Profile;
  let Task;
  let Label;
  let TaskLabel;

  before(() => {
    ({ sequelize } = database);
    const name = { name: DataTypes.STRING };
    User = sequelize.define('User', name);
    Profile = sequelize.define('Profile', name);
    Task = sequelize.define('Task', { ...name, done: { type: DataTypes.BOOLEAN, defaultValue: false } });
    Label = sequelize.define('Label', name);
    TaskLabel = sequelize.define('TaskLabel', { weight: DataTypes.INTEGER });
    User.hasOne(Profile, { onDelete: 'CASCADE' });
    Profile.belongsTo(User);
    User.hasMany(Task, { foreignKey: 'ownerId', as: 'tasks', onDelete: 'SET NULL' });
    Task.belongsTo(User, { foreignKey: 'ownerId', as: 'owner' });
    Task.belongsToMany(Label, { through: TaskLabel });
    Label.belongsToMany(Task, { through: TaskLabel });
  });
  beforeEach(() => sequelize.sync({ force: true }));

  const names = rows => rows.map(row => row.name).sort();

  test('hasOne and belongsTo: create, get, set', async () => {
    const user = await User.create({ name: 'ada' });
    const profile = await user.createProfile({ name: 'p1' });
    assert.equal(profile.UserId, user.id);
    assert.equal((await user.getProfile()).name, 'p1');
    assert.equal((await profile.getUser()).name, 'ada');
    const other = await Profile.create({ name: 'p2' });
    await user.setProfile(other);
    assert.equal((await user.getProfile()).name, 'p2');
    assert.equal((await profile.reload()).UserId, null);
    await other.setUser(null);
    assert.equal(await user.getProfile(), null);
  });

  test('hasMany: add, has, count, get, set, remove', async () => {
    const user = await User.create({ name: 'ada' });
    const [a, b, c] = await Task.bulkCreate([{ name: 'a' }, { name: 'b' }, { name: 'c', done: true }], { returning: true });
    await user.addTask(a);
    await user.addTasks([b, c]);
    assert.equal(await user.countTasks(), 3);
    assert.equal(await user.hasTask(b), true);
    assert.equal(await user.hasTasks([a, c]), true);
    assert.deepEqual(names(await user.getTasks({ where: { done: true } })), ['c']);
    await user.removeTask(a);
    assert.equal(await user.hasTask(a), false);
    await user.setTasks([a]);
    assert.deepEqual(names(await user.getTasks()), ['a']);
    const made = await user.createTask({ name: 'd' });
    assert.equal(made.ownerId, user.id);
  });

  test('belongsToMany: add with through values, get, set, remove', async () => {
    const task = await Task.create({ name: 'a' });
    const [x, y] = await Label.bulkCreate([{ name: 'x' }, { name: 'y' }], { returning: true });
    await task.addLabel(x, { through: { weight: 3 } });
    await task.addLabel(x, { through: { weight: 4 } });
    await task.addLabel(y.id);
    assert.equal(await TaskLabel.count(), 2);
    const [first] = await task.getLabels({ where: { name: 'x' } });
    assert.equal(first.TaskLabel.weight, 4);
    assert.equal(await task.countLabels(), 2);
    assert.equal(await task.hasLabels([x, y]), true);
    assert.deepEqual(names(await task.getLabels({ joinTableAttributes: [], through: { where: { weight: 4 } } })), ['x']);
    await task.setLabels([y]);
    assert.deepEqual(names(await task.getLabels()), ['y']);
    await task.removeLabel(y);
    assert.deepEqual(await y.getTasks(), []);
    const made = await task.createLabel({ name: 'z' }, { through: { weight: 9 } });
    assert.equal((await TaskLabel.findOne({ where: { LabelId: made.id } })).weight, 9);
  });

  test('the database keeps what onDelete says', async () => {
    const user = await User.create({ name: 'ada' });
    await user.createProfile({ name: 'p' });
    const task = await user.createTask({ name: 't' });
    await user.destroy();
    assert.equal(await Profile.count(), 0);
    assert.equal((await task.reload()).ownerId, null);
  });

  test('create writes included rows too', async () => {
    const user = await User.create({
      name: 'ada', Profile: { name: 'p' }, tasks: [{ name: 'a', Labels: [{ name: 'x' }] }, { name: 'b' }]
    }, { include: [Profile, { association: 'tasks', include: [Label] }] });
    assert.equal(user.tasks[0].ownerId, user.id);
    assert.equal(await TaskLabel.count(), 1);
    const task = await Task.create({ name: 'c', owner: { name: 'bob' } }, { include: ['owner'] });
    assert.equal((await task.getOwner()).name, 'bob');
  });

  test('a model may belong to itself, with another target key', async () => {
    const Node = sequelize.define('Node', { code: { type: DataTypes.STRING, unique: true } });
    Node.belongsTo(Node, { as: 'parent', foreignKey: 'parentCode', targetKey: 'code' });
    Node.hasMany(Node, { as: 'children', foreignKey: 'parentCode', sourceKey: 'code' });
    await Node.sync({ force: true });
    const root = await Node.create({ code: 'root' });
    await root.createChild({ code: 'leaf' });
    const leaf = await Node.findOne({ where: { code: 'leaf' }, include: 'parent' });
    assert.equal(leaf.parent.code, 'root');
    assert.equal((await root.getChildren()).length, 1);
    await Node.drop();
    sequelize.modelManager.removeModel(Node);
  });
});
