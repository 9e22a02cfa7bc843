// Scopes narrow every finder; paranoid models keep what is destroyed.
import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import { DataTypes, Op } from '../../lib/index.mjs';
import { onEveryDatabase } from '../support/databases.mjs';

onEveryDatabase('scopes and paranoid', database => {
  let Post;
  let Comment;

  before(() => {
    Post = database.sequelize.define('Post', { title: DataTypes.STRING, live: DataTypes.BOOLEAN, views: DataTypes.INTEGER }, {
      paranoid: true,
      defaultScope: { where: { live: true } },
      scopes: {
        popular: { where: { views: { [Op.gte]: 10 } } },
        over: views => ({ where: { views: { [Op.gt]: views } } }),
        newest: { order: [['id', 'DESC']], limit: 1 },
        withComments: () => ({ include: [Comment] })
      }
    });
    Comment = database.sequelize.define('Comment', { text: DataTypes.STRING }, { paranoid: true, deletedAt: 'removedAt' });
    Post.hasMany(Comment);
    Comment.belongsTo(Post);
  });
  beforeEach(async () => {
    await database.sequelize.sync({ force: true });
    await Post.bulkCreate([
      { title: 'a', live: true, views: 5 }, { title: 'b', live: true, views: 15 }, { title: 'c', live: false, views: 25 }
    ]);
    await Comment.bulkCreate([{ text: 'x', PostId: 1 }, { text: 'y', PostId: 1 }, { text: 'z', PostId: 2 }]);
  });

  const titles = async promise => (await promise).map(post => post.title).sort().join('');

  test('the default scope, without it, and others', async () => {
    assert.equal(await titles(Post.findAll()), 'ab');
    assert.equal(await titles(Post.unscoped().findAll()), 'abc');
    assert.equal(await titles(Post.scope('popular').findAll()), 'bc');
    assert.equal(await titles(Post.scope('defaultScope', 'popular').findAll()), 'b');
    assert.equal(await titles(Post.scope({ method: ['over', 20] }).findAll()), 'c');
    assert.equal(await titles(Post.scope('newest').findAll()), 'c');
    await assert.rejects(async () => Post.scope('nothing').findAll(), { name: 'SequelizeScopeError' });
  });

  test('scopes hold for counts, updates and destroys', async () => {
    assert.equal(await Post.count(), 2);
    assert.equal(await Post.scope('popular').count({ where: { live: false } }), 1);
    assert.deepEqual(await Post.update({ views: 0 }, { where: {} }), [2]);
    assert.equal(await Post.scope('popular').destroy({ where: {} }), 1);
    assert.equal(await titles(Post.unscoped().findAll()), 'ab');
  });

  test('scopes with includes, and in includes', async () => {
    const [first] = await Post.scope('withComments').findAll({ order: ['id'] });
    assert.equal(first.Comments.length, 2);
    Post.addScope('late', { where: { title: 'b' } });
    const found = await Comment.findAll({ include: [{ model: Post.scope('late'), required: true }] });
    assert.deepEqual(found.map(c => c.text), ['z']);
  });

  test('destroy hides, paranoid: false shows, restore brings back', async () => {
    const post = await Post.findOne({ where: { title: 'a' } });
    await post.destroy();
    assert.ok(post.deletedAt instanceof Date);
    assert.ok(post.isSoftDeleted());
    assert.equal(await titles(Post.findAll()), 'b');
    assert.equal(await titles(Post.findAll({ paranoid: false })), 'ab');
    await post.restore();
    assert.equal(await titles(Post.findAll()), 'ab');
    assert.equal(post.deletedAt, null);
  });

  test('force takes rows away; restore by condition', async () => {
    await Post.destroy({ where: { title: ['a', 'b'] } });
    assert.equal(await Post.count(), 0);
    await Post.restore({ where: { title: 'b' } });
    assert.equal(await titles(Post.findAll()), 'b');
    await Comment.destroy({ where: {}, force: true });
    await Post.destroy({ where: {}, force: true });
    assert.equal(await titles(Post.unscoped().findAll({ paranoid: false })), 'c');
  });

  test('includes leave out what is destroyed, unless asked', async () => {
    await Comment.destroy({ where: { text: 'x' } });
    const find = paranoid => Post.findOne({ where: { title: 'a' }, include: [{ model: Comment, paranoid }] });
    assert.equal((await find(true)).Comments.length, 1);
    assert.equal((await find(false)).Comments.length, 2);
    assert.equal((await (await find(true)).getComments()).length, 1);
  });
});
