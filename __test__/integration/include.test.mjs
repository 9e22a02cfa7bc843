// Eager loading: what is joined, nested, limited and fetched apart comes back as one tree.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { DataTypes, Op } from '../../lib/index.mjs';
import { onEveryDatabase } from '../support/databases.mjs';

onEveryDatabase('include', database => {
  let sequelize;
  let Author;
  let Book;
  let Review;
  let Tag;

  before(async () => {
    ({ sequelize } = database);
    const options = { timestamps: false };
    Author = sequelize.define('Author', { name: DataTypes.STRING }, options);
    Book = sequelize.define('Book', { title: DataTypes.STRING, year: DataTypes.INTEGER }, options);
    Review = sequelize.define('Review', { stars: DataTypes.INTEGER }, options);
    Tag = sequelize.define('Tag', { word: DataTypes.STRING }, options);
    const BookTag = sequelize.define('BookTag', { rank: DataTypes.INTEGER }, options);
    Author.hasMany(Book);
    Book.belongsTo(Author);
    Book.hasMany(Review);
    Review.belongsTo(Book);
    Book.belongsToMany(Tag, { through: BookTag });
    Tag.belongsToMany(Book, { through: BookTag });
    await sequelize.sync({ force: true });
    await Author.bulkCreate([{ name: 'ada' }, { name: 'bob' }, { name: 'eve' }]);
    await Book.bulkCreate([
      { title: 'a1', year: 1990, AuthorId: 1 }, { title: 'a2', year: 2000, AuthorId: 1 }, { title: 'a3', year: 2010, AuthorId: 1 },
      { title: 'b1', year: 2000, AuthorId: 2 }
    ]);
    await Review.bulkCreate([{ stars: 5, BookId: 1 }, { stars: 1, BookId: 1 }, { stars: 4, BookId: 2 }, { stars: 3, BookId: 4 }]);
    await Tag.bulkCreate([{ word: 'x' }, { word: 'y' }]);
    await BookTag.bulkCreate([{ BookId: 1, TagId: 1, rank: 1 }, { BookId: 1, TagId: 2, rank: 2 }, { BookId: 4, TagId: 1, rank: 3 }]);
  });

  /** `ada(a1 a2) bob()` */
  const shown = authors => authors.map(a => `${a.name}(${a.Books.map(b => b.title).join(' ')})`).join(' ');

  test('an outer join keeps those without rows', async () => {
    const authors = await Author.findAll({ include: Book, order: ['id', [Book, 'id', 'ASC']] });
    assert.equal(shown(authors), 'ada(a1 a2 a3) bob(b1) eve()');
    assert.ok(authors[0].Books[0] instanceof Book);
    assert.equal(authors[0].Books[0].isNewRecord, false);
  });

  test('where makes it required; required: false does not', async () => {
    const where = { year: { [Op.gte]: 2000 } };
    const order = ['id', [Book, 'id', 'ASC']];
    assert.equal(shown(await Author.findAll({ include: [{ model: Book, where }], order })), 'ada(a2 a3) bob(b1)');
    assert.equal(shown(await Author.findAll({ include: [{ model: Book, where, required: false }], order })), 'ada(a2 a3) bob(b1) eve()');
    assert.equal(shown(await Author.findAll({ include: [{ model: Book, required: true }], order })), 'ada(a1 a2 a3) bob(b1)');
  });

  test('nested includes, through tables and attributes', async () => {
    const authors = await Author.findAll({
      include: [{ model: Book, attributes: ['title'], include: [{ model: Review, attributes: ['stars'] }, { model: Tag, attributes: ['word'], through: { attributes: ['rank'] } }] }],
      order: ['id', [Book, 'id', 'ASC'], [Book, Review, 'stars', 'ASC'], [Book, Tag, 'word', 'DESC']]
    });
    assert.deepEqual(JSON.parse(JSON.stringify(authors[0].Books[0])), {
      title: 'a1', Reviews: [{ stars: 1 }, { stars: 5 }],
      Tags: [{ word: 'y', BookTag: { rank: 2 } }, { word: 'x', BookTag: { rank: 1 } }]
    });
    assert.deepEqual(authors[2].toJSON(), { id: 3, name: 'eve', Books: [] });
  });

  test('through.where and $nested.column$', async () => {
    const books = await Book.findAll({ include: [{ model: Tag, through: { where: { rank: { [Op.gt]: 2 } } }, required: true }] });
    assert.deepEqual(books.map(b => b.title), ['b1']);
    const authors = await Author.findAll({ where: { '$Books.Reviews.stars$': 4 }, include: [{ model: Book, include: [Review] }] });
    assert.equal(shown(authors), 'ada(a2)');
  });

  test('limit counts parents, not rows of the join', async () => {
    const options = { include: [{ model: Book, include: [Review] }], order: [['id', 'ASC'], [Book, 'id', 'ASC']] };
    assert.equal(shown(await Author.findAll({ ...options, limit: 1 })), 'ada(a1 a2 a3)');
    assert.equal(shown(await Author.findAll({ ...options, limit: 1, offset: 1 })), 'bob(b1)');
    const { count, rows } = await Author.findAndCountAll({ ...options, include: [{ model: Book, required: true }], limit: 1, distinct: true });
    assert.deepEqual([count, shown(rows)], [2, 'ada(a1 a2 a3)']);
    const one = await Author.findOne({ include: [{ model: Book, where: { title: 'b1' } }] });
    assert.equal(one.name, 'bob');
  });

  test('separate runs a query of its own, with a limit per parent', async () => {
    const texts = await database.logged(async logging => {
      const authors = await Author.findAll({ include: [{ model: Book, separate: true, limit: 2, order: [['year', 'DESC']] }], order: ['id'], logging });
      // SQLite's UNION, which is v6's text there, answers in an order of its own.
      assert.equal(shown(authors), database.isSqlite ? 'ada(a2 a3) bob(b1) eve()' : 'ada(a3 a2) bob(b1) eve()');
    });
    assert.equal(texts.length, 2);
  });

  test('belongsTo, several levels up; by association name; all', async () => {
    const review = await Review.findByPk(3, { include: [{ association: 'Book', include: ['Author'] }] });
    assert.equal(review.Book.Author.name, 'ada');
    const book = await Book.findByPk(4, { include: { all: true } });
    assert.deepEqual([book.Author.name, book.Reviews.length, book.Tags.length], ['bob', 1, 1]);
  });

  test('raw and nested rows', async () => {
    const [flat] = await Review.findAll({ include: [Book], where: { id: 3 }, raw: true });
    assert.equal(flat['Book.title'], 'a2');
    const [nested] = await Review.findAll({ include: [Book], where: { id: 3 }, raw: true, nest: true });
    assert.equal(nested.Book.title, 'a2');
  });

  test('reload keeps the includes', async () => {
    const author = await Author.findByPk(2, { include: [Book] });
    await Book.update({ title: 'b9' }, { where: { id: 4 } });
    await author.reload();
    assert.equal(shown([author]), 'bob(b9)');
    await Book.update({ title: 'b1' }, { where: { id: 4 } });
  });

  test('what is not associated is refused', async () => {
    await assert.rejects(Author.findAll({ include: [Review] }), { name: 'SequelizeEagerLoadingError' });
    await assert.rejects(Author.findAll({ include: ['nothing'] }), /does not exist/);
  });
});
