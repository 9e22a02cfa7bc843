// The data that every question reads: people of ten mixed columns, authors with ten books each.

export const PEOPLE = 10_000;
export const AUTHORS = 500;
export const BOOKS_EACH = 10;

/** The models, on Sequelize 6 or on sequelize-native. */
export function defineModels(sequelize, DataTypes) {
  const options = { timestamps: false };
  const Person = sequelize.define('Person', {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    firstName: DataTypes.STRING, lastName: DataTypes.STRING, email: DataTypes.STRING, city: DataTypes.STRING,
    age: DataTypes.INTEGER, score: DataTypes.DOUBLE, active: DataTypes.BOOLEAN,
    bornAt: DataTypes.DATE, note: DataTypes.TEXT
  }, { ...options, tableName: 'people' });
  const Author = sequelize.define('Author', { id: { type: DataTypes.INTEGER, primaryKey: true }, name: DataTypes.STRING, country: DataTypes.STRING }, { ...options, tableName: 'authors', indexes: [{ fields: ['country'] }] });
  const Book = sequelize.define('Book', { id: { type: DataTypes.INTEGER, primaryKey: true }, title: DataTypes.STRING, pages: DataTypes.INTEGER, publishedAt: DataTypes.DATE }, { ...options, tableName: 'books', indexes: [{ fields: ['authorId'] }] });
  Author.hasMany(Book, { foreignKey: 'authorId', as: 'books' });
  Book.belongsTo(Author, { foreignKey: 'authorId', as: 'author' });
  return { Person, Author, Book };
}

const CITIES = ['Aachen', 'Bergen', 'Córdoba', 'Dublin', 'Évora', 'Firenze', 'Göteborg', 'Helsinki', 'İzmir', 'Kraków'];

function people() {
  return Array.from({ length: PEOPLE }, (_, i) => ({
    firstName: `First${i % 97}`, lastName: `Last${i}`, email: `person${i}@example.com`, city: CITIES[i % CITIES.length],
    age: 18 + i % 70, score: i / 7, active: i % 3 === 0, bornAt: new Date(Date.UTC(1950, 0, 1) + i * 86_400_000),
    note: i % 5 === 0 ? null : `A note of some words about the person with the number ${i}.`
  }));
}

/** Creates the tables and fills them, through Sequelize's API. */
export async function fill(sequelize, DataTypes) {
  const { Person, Author, Book } = defineModels(sequelize, DataTypes);
  await sequelize.sync({ force: true });
  const rows = people();
  for (let i = 0; i < rows.length; i += 1000) await Person.bulkCreate(rows.slice(i, i + 1000));
  await Author.bulkCreate(Array.from({ length: AUTHORS }, (_, i) => ({ id: i + 1, name: `Author ${i}`, country: CITIES[i % CITIES.length] })));
  const books = Array.from({ length: AUTHORS * BOOKS_EACH }, (_, i) => ({
    id: i + 1, title: `Book ${i}`, pages: 100 + i % 400, publishedAt: new Date(Date.UTC(1990, 0, 1) + i * 86_400_000), authorId: 1 + Math.floor(i / BOOKS_EACH)
  }));
  for (let i = 0; i < books.length; i += 1000) await Book.bulkCreate(books.slice(i, i + 1000));
}
