// The database that is served when none is named: users and posts in a temporary SQLite file.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

function defineModels(sequelize, DataTypes) {
  const User = sequelize.define('User', {
    id: { type: DataTypes.UUID, defaultValue: DataTypes.UUIDV4, primaryKey: true },
    email: { type: DataTypes.STRING, allowNull: false, unique: true, validate: { isEmail: true } },
    name: { type: DataTypes.STRING, allowNull: false },
    role: { type: DataTypes.ENUM('user', 'admin', 'moderator'), defaultValue: 'user' }
  });
  const Post = sequelize.define('Post', {
    title: { type: DataTypes.STRING, allowNull: false },
    content: { type: DataTypes.TEXT, allowNull: false },
    published: { type: DataTypes.BOOLEAN, defaultValue: false }
  });
  User.hasMany(Post, { foreignKey: 'userId', onDelete: 'CASCADE' });
  Post.belongsTo(User, { foreignKey: 'userId' });
  return { User, Post };
}

export async function openSample({ Sequelize, DataTypes }) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sequelize-mcp-sample-'));
  const sequelize = new Sequelize({ dialect: 'sqlite', storage: path.join(folder, 'sample.sqlite'), logging: false });
  const remove = () => fs.rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  const { User, Post } = defineModels(sequelize, DataTypes);
  await sequelize.sync();
  const users = await User.bulkCreate([
    { email: 'ada@example.com', name: 'Ada Lovelace', role: 'admin' },
    { email: 'grace@example.com', name: 'Grace Hopper', role: 'moderator' },
    { email: 'alan@example.com', name: 'Alan Turing' },
    { email: 'edsger@example.com', name: 'Edsger Dijkstra' }
  ]);
  await Post.bulkCreate(users.flatMap((user, i) => [
    { title: `First steps of ${user.name}`, content: 'How it began.', published: true, userId: user.id },
    { title: `Notes, part ${i + 1}`, content: 'Not ready to be read yet.', published: false, userId: user.id }
  ]));
  const close = async () => {
    await sequelize.close();
    remove();
  };
  return { sequelize, close, about: 'a SAMPLE SQLite database (name yours with --url or --models)' };
}
