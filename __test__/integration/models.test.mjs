// Models: sync, instances, finders, aggregates.
import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import { DataTypes, Op, Sequelize } from '../../lib/index.mjs';
import { onEveryDatabase } from '../support/databases.mjs';

onEveryDatabase('models', database => {
  let sequelize;
  let Book;

  before(() => {
    ({ sequelize } = database);
    Book = sequelize.define('Book', {
      title: { type: DataTypes.STRING, allowNull: false },
      pages: { type: DataTypes.INTEGER, defaultValue: 100 },
      language: { type: DataTypes.STRING, field: 'lang_code' },
      shout: { type: DataTypes.VIRTUAL, get() { return `${this.title}!`; } }
    });
  });
  beforeEach(() => Book.sync({ force: true }));

  const shelf = () => Book.bulkCreate([
    { title: 'Emma', pages: 480, language: 'en' },
    { title: 'Faust', pages: 160, language: 'de' },
    { title: 'Ulysses', pages: 730, language: 'en' }
  ]);

  test('create gives defaults, a key and timestamps', async () => {
    const book = await Book.create({ title: 'Emma' });
    assert.equal(book.id, 1);
    assert.equal(book.pages, 100);
    assert.equal(book.isNewRecord, false);
    assert.ok(book.createdAt instanceof Date);
    assert.equal(book.shout, 'Emma!');
    assert.deepEqual(book.changed(), false);
  });

  test('build writes nothing until save', async () => {
    const book = Book.build({ title: 'Emma' });
    assert.equal(await Book.count(), 0);
    assert.ok(book.isNewRecord);
    await book.save();
    assert.equal(await Book.count(), 1);
  });

  test('save writes the changed fields only', async () => {
    const book = await Book.create({ title: 'Emma' });
    book.pages = 5;
    assert.deepEqual(book.changed(), ['pages']);
    assert.equal(book.previous('pages'), 100);
    const [sql] = await database.logged(logging => book.save({ logging }));
    assert.match(sql, /^UPDATE .*pages.*SET|SET .*pages/);
    assert.doesNotMatch(sql.split('WHERE')[0], /title/);
    await Book.update({ title: 'Other' }, { where: { id: book.id } });
    assert.equal(book.title, 'Emma');
    await book.reload();
    assert.deepEqual([book.title, book.pages], ['Other', 5]);
  });

  test('findByPk, findOne, findAll with attributes, order, limit and offset', async () => {
    await shelf();
    assert.equal((await Book.findByPk(2)).title, 'Faust');
    assert.equal(await Book.findByPk(99), null);
    assert.equal((await Book.findOne({ order: [['pages', 'DESC']] })).title, 'Ulysses');
    const rows = await Book.findAll({ attributes: ['title', ['pages', 'length']], order: ['pages'], limit: 2, offset: 1, raw: true });
    assert.deepEqual(rows, [{ title: 'Emma', length: 480 }, { title: 'Ulysses', length: 730 }]);
    const [without] = await Book.findAll({ attributes: { exclude: ['createdAt', 'updatedAt', 'shout'] }, order: ['id'] });
    assert.deepEqual(without.toJSON(), { id: 1, title: 'Emma', pages: 480, language: 'en' });
  });

  test('a renamed field is read and written by its attribute', async () => {
    await shelf();
    assert.deepEqual((await Book.findAll({ where: { language: 'de' } })).map(b => b.language), ['de']);
    await Book.update({ language: 'fr' }, { where: { language: 'de' } });
    assert.equal(await Book.count({ where: { language: 'fr' } }), 1);
  });

  test('findOrCreate and findOrBuild', async () => {
    const [first, created] = await Book.findOrCreate({ where: { title: 'Emma' }, defaults: { pages: 1 } });
    const [second, again] = await Book.findOrCreate({ where: { title: 'Emma' }, defaults: { pages: 2 } });
    assert.deepEqual([created, again, first.id === second.id, second.pages], [true, false, true, 1]);
    const [built, isBuilt] = await Book.findOrBuild({ where: { title: 'Faust' } });
    assert.deepEqual([built.isNewRecord, isBuilt], [true, true]);
  });

  test('findAndCountAll counts everything, answers a page', async () => {
    await shelf();
    const { count, rows } = await Book.findAndCountAll({ where: { pages: { [Op.gt]: 150 } }, limit: 1, order: ['id'] });
    assert.deepEqual([count, rows.map(r => r.title)], [3, ['Emma']]);
  });

  test('count, sum, min, max and groups', async () => {
    await shelf();
    assert.equal(await Book.count({ distinct: true, col: 'lang_code' }), 2);
    assert.deepEqual([await Book.sum('pages'), await Book.min('pages'), await Book.max('pages')], [1370, 160, 730]);
    assert.equal(await Book.max('title'), 'Ulysses');
    const groups = await Book.count({ group: ['lang_code'] });
    assert.deepEqual(groups.map(g => g.count).sort(), [1, 2]);
    const rows = await Book.findAll({
      attributes: ['language', [Sequelize.fn('SUM', Sequelize.col('pages')), 'total']],
      group: ['lang_code'], having: Sequelize.where(Sequelize.fn('COUNT', Sequelize.col('id')), Op.gt, 1), raw: true
    });
    assert.deepEqual(rows.map(r => [r.language, Number(r.total)]), [['en', 1210]]);
  });

  test('update and destroy answer how many rows', async () => {
    await shelf();
    assert.deepEqual(await Book.update({ pages: 1 }, { where: { language: 'en' } }), [2]);
    assert.equal(await Book.destroy({ where: { pages: 1 } }), 2);
    assert.equal(await Book.count(), 1);
    await assert.rejects(Book.destroy({}), /Missing where or truncate/);
    await Book.truncate();
    assert.equal(await Book.count(), 0);
  });

  test('increment and decrement', async () => {
    const book = await Book.create({ title: 'Emma', pages: 10 });
    await book.increment('pages', { by: 5 });
    await book.decrement({ pages: 2 });
    await Book.increment({ pages: 100 }, { where: { id: book.id } });
    assert.equal((await book.reload()).pages, 113);
  });

  test('getters, setters and JSON', async () => {
    const Person = sequelize.define('Person', {
      name: { type: DataTypes.STRING, get() { return this.getDataValue('name').toUpperCase(); }, set(v) { this.setDataValue('name', v.trim()); } }
    }, { timestamps: false });
    await Person.sync({ force: true });
    await Person.create({ name: '  ada ' });
    const person = await Person.findOne();
    assert.equal(person.name, 'ADA');
    assert.equal(person.getDataValue('name'), 'ada');
    assert.deepEqual(person.toJSON(), { id: 1, name: 'ADA' });
    await Person.drop();
  });

  test('sync adds no second table, alter adds a column, force empties', async () => {
    await Book.create({ title: 'Emma' });
    await Book.sync();
    assert.equal(await Book.count(), 1);
    const Wider = sequelize.define('Book', { ...Book.rawAttributes, rating: DataTypes.FLOAT });
    await Wider.sync({ alter: true });
    assert.equal((await Wider.findOne()).rating, null);
    await Wider.update({ rating: 4.5 }, { where: {} });
    assert.equal((await Wider.findOne()).rating, 4.5);
    await Wider.sync({ force: true });
    assert.equal(await Wider.count(), 0);
    Book = sequelize.define('Book', Book.rawAttributes);
  });

  test('indexes of a model exist after sync', async () => {
    const Indexed = sequelize.define('Indexed', { a: DataTypes.INTEGER, b: DataTypes.INTEGER }, { indexes: [{ fields: ['a', 'b'], unique: true, name: 'a_and_b' }] });
    await Indexed.sync({ force: true });
    const index = (await sequelize.getQueryInterface().showIndex('Indexeds')).find(i => i.name === 'a_and_b');
    assert.deepEqual([index.unique, index.fields.map(f => f.attribute)], [true, ['a', 'b']]);
    await Indexed.drop();
  });
});
