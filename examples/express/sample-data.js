'use strict';
// A few users and posts, so that the first request has something to show.

/** Fills an empty database; leaves any other alone. */
async function addSampleData({ User, Post }) {
  if (await User.count() > 0) return false;
  const users = await User.bulkCreate([
    { email: 'ada@example.com', name: 'Ada Lovelace', role: 'admin' },
    { email: 'grace@example.com', name: 'Grace Hopper', role: 'moderator' },
    { email: 'alan@example.com', name: 'Alan Turing' },
    { email: 'edsger@example.com', name: 'Edsger Dijkstra' }
  ], { validate: true });
  await Post.bulkCreate(users.flatMap((user, i) => [
    { title: `First steps of ${user.name}`, content: 'How it began.', published: true, userId: user.id },
    { title: `Notes, part ${i + 1}`, content: 'Not ready to be read yet.', published: false, userId: user.id }
  ]));
  return true;
}

module.exports = { addSampleData };
