// The models and rows that both sides read: every kind of column and association that the cases ask for.

/** The same definitions on either package. */
export function define(Sequelize, connection) {
  const { DataTypes } = Sequelize;
  const sequelize = new Sequelize({ logging: false, ...connection });
  const postgres = sequelize.getDialect() === 'postgres';
  const User = sequelize.define('User', {
    name: DataTypes.STRING,
    email: { type: DataTypes.STRING, field: 'email_address' },
    age: DataTypes.INTEGER,
    score: DataTypes.DOUBLE,
    active: DataTypes.BOOLEAN,
    born: DataTypes.DATEONLY,
    seenAt: { type: DataTypes.DATE, field: 'seen_at' },
    level: DataTypes.ENUM('low', 'mid', 'high'),
    settings: DataTypes.JSON,
    upper: { type: DataTypes.VIRTUAL(DataTypes.STRING, ['name']), get() { return this.get('name')?.toUpperCase(); } },
    ...postgres && { numbers: DataTypes.ARRAY(DataTypes.INTEGER), words: DataTypes.ARRAY(DataTypes.TEXT), facts: DataTypes.JSONB }
  }, {
    timestamps: false,
    scopes: { adults: { where: { age: { [Sequelize.Op.gte]: 18 } } }, byName: { order: [['name', 'ASC'], ['id', 'ASC']] }, withPosts: { include: [{ association: 'posts' }] } }
  });
  const Post = sequelize.define('Post', {
    title: DataTypes.STRING,
    views: DataTypes.INTEGER,
    price: DataTypes.DECIMAL(10, 2),
    big: DataTypes.BIGINT,
    published: DataTypes.DATE,
    userId: { type: DataTypes.INTEGER, field: 'user_id' }
  }, { paranoid: true, createdAt: false, updatedAt: false, tableName: 'posts' });
  const Comment = sequelize.define('Comment', {
    body: DataTypes.TEXT, rating: DataTypes.INTEGER, postId: DataTypes.INTEGER, userId: DataTypes.INTEGER
  }, { timestamps: false, underscored: true });
  const Tag = sequelize.define('Tag', { label: DataTypes.STRING }, { timestamps: false });
  const PostTag = sequelize.define('PostTag', { weight: DataTypes.INTEGER }, { timestamps: false });
  const Profile = sequelize.define('Profile', { bio: DataTypes.TEXT, data: DataTypes.BLOB }, { timestamps: false });
  User.hasMany(Post, { as: 'posts', foreignKey: 'userId' });
  Post.belongsTo(User, { as: 'author', foreignKey: 'userId' });
  Post.hasMany(Comment, { as: 'comments', foreignKey: 'postId' });
  Comment.belongsTo(Post, { as: 'post', foreignKey: 'postId' });
  Comment.belongsTo(User, { as: 'writer', foreignKey: 'userId' });
  User.hasMany(Comment, { as: 'comments', foreignKey: 'userId' });
  Post.belongsToMany(Tag, { as: 'tags', through: PostTag });
  Tag.belongsToMany(Post, { as: 'posts', through: PostTag });
  User.hasOne(Profile, { as: 'profile', foreignKey: 'UserId' });
  Profile.belongsTo(User);
  return sequelize;
}

const NAMES = ['ann', 'Bob', "o'neil", 'ä%_ö', 'a\\b', '', '100%', '$1', ':name', '?', 'x"y', null];
const pick = (list, at) => list[at % list.length];
const moment = at => new Date(Date.UTC(2020, at % 12, 1 + at % 27, at % 24, at % 60, at % 60, (at * 37) % 1000));

/** Writes the rows, by the reference. */
export async function fill(sequelize) {
  const { User, Post, Comment, Tag, PostTag, Profile } = sequelize.models;
  const postgres = sequelize.getDialect() === 'postgres';
  const exact = sequelize.getDialect() !== 'sqlite';
  await sequelize.sync({ force: true });
  const range = (count, row) => Array.from({ length: count }, (_, at) => row(at));
  await User.bulkCreate(range(24, at => ({
    name: pick(NAMES, at), email: at % 5 ? `user${at}@example.org` : null, age: at % 7 ? at * 3 % 50 : null,
    score: at % 4 ? at * 1.25 - 7 : null, active: at % 3 === 2 ? null : at % 3 === 0,
    born: at % 6 ? `19${60 + at}-0${1 + at % 9}-1${at % 9}` : null, seenAt: at % 5 ? moment(at) : null,
    level: pick(['low', 'mid', 'high', null], at),
    settings: pick([{ theme: 'dark', size: at, deep: { on: true, list: [1, 2, at] } }, { theme: "li'ght", size: -at, deep: {} }, [], null], at),
    ...postgres && { numbers: pick([[], [1, 2], [at, 3], null], at), words: pick([['a', "b'c"], [], ['x,y', '{z}'], null], at), facts: pick([{ a: 1, tags: ['x'], who: { name: pick(NAMES, at) } }, { a: '1' }, { b: null }, null], at) }
  })));
  await Post.bulkCreate(range(60, at => ({
    title: `${pick(NAMES, at * 5)} ${at}`, views: at % 9 ? (at * 13) % 40 : null, price: at % 5 ? `${at}.${10 + at % 80}` : null,
    // Beyond 2^53 node-sqlite3 rounds, and we answer a text: such values are not SQLite's.
    big: at % 4 ? exact ? `90071992547409${90 + at % 9}` : 900719925474090 + at % 9 : null, published: at % 3 ? moment(at * 3) : null, userId: at % 6 ? 1 + (at * 7) % 20 : null,
    deletedAt: at % 11 === 3 ? moment(at) : null
  })));
  await Comment.bulkCreate(range(150, at => ({ body: `${pick(NAMES, at)}!`, rating: at % 8 ? at % 6 : null, postId: at % 10 ? 1 + (at * 11) % 50 : null, userId: at % 9 ? 1 + (at * 5) % 22 : null })));
  await Tag.bulkCreate(range(9, at => ({ label: pick(NAMES, at) })));
  await PostTag.bulkCreate(range(80, at => ({ PostId: 1 + at % 40, TagId: 1 + (at * 3 + Math.floor(at / 40)) % 9, weight: at % 7 ? at % 5 : null })));
  await Profile.bulkCreate(range(15, at => ({ bio: `bio ${at}`, data: at % 3 ? Buffer.from([at, 0, 255]) : null, UserId: 1 + at * 2 % 24 })).filter((row, at, all) => all.findIndex(other => other.UserId === row.UserId) === at));
}
