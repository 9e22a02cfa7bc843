// The sample application over HTTP, with the real Express and Umzug, on every database.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createRequire } from 'node:module';
import { dialects, makeDatabase } from './support/databases.mjs';

const require = createRequire(import.meta.url);
const { serve } = require('../examples/express/serve.js');
const { runMigrations } = require('../examples/express/migrate.js');

for (const dialect of dialects) {
  describe(`the sample application on ${dialect}`, () => {
    let database;
    let app;

    before(async () => {
      database = await makeDatabase(dialect);
      app = await serve({ port: 0, url: database.url, quiet: true });
      await app.models.Post.destroy({ where: {} });
      await app.models.User.destroy({ where: {} });
    });
    after(async () => {
      await app?.close();
      await database?.remove();
    });

    async function call(method, path, body) {
      const response = await fetch(app.base + path, {
        method, headers: { 'Content-Type': 'application/json' }, body: typeof body === 'object' ? JSON.stringify(body) : body
      });
      const text = await response.text();
      return { status: response.status, body: text ? JSON.parse(text) : undefined };
    }

    test('the migrations have run, once', async () => {
      assert.deepEqual(await runMigrations(app.sequelize, undefined), []);
      const columns = await app.sequelize.getQueryInterface().describeTable('Users');
      assert.ok(columns.email && columns.role && columns.createdAt);
    });

    test('a user is created, read, changed and deleted', async () => {
      const created = await call('POST', '/api/users', { email: 'ada@example.com', name: 'Ada' });
      assert.equal(created.status, 201);
      assert.match(created.body.id, /^[0-9a-f-]{36}$/);
      assert.equal(created.body.role, 'user');
      const path = `/api/users/${created.body.id}`;
      assert.deepEqual((await call('GET', path)).body.Posts, []);
      assert.equal((await call('PUT', path, { name: 'Ada L.' })).body.name, 'Ada L.');
      assert.equal((await call('GET', path)).body.name, 'Ada L.');
      assert.equal((await call('DELETE', path)).status, 204);
      for (const [method, body] of [['GET'], ['PUT', {}], ['DELETE']]) assert.equal((await call(method, path, body)).status, 404);
    });

    test('an invalid user is refused, with its fields', async () => {
      const { status, body } = await call('POST', '/api/users', { email: 'no address', name: 'X' });
      assert.equal(status, 400);
      assert.deepEqual(body, { error: 'Validation failed', details: [{ field: 'email', message: 'Validation isEmail on email failed' }] });
      const missing = await call('POST', '/api/users', {});
      assert.deepEqual(missing.body.details.map(detail => detail.field).sort(), ['email', 'name']);
    });

    test('an address that is taken is refused', async () => {
      await call('POST', '/api/users', { email: 'one@example.com', name: 'One' });
      const { status, body } = await call('POST', '/api/users', { email: 'one@example.com', name: 'Two' });
      assert.equal(status, 400);
      assert.deepEqual(body.details.map(detail => detail.field), ['email']);
    });

    test('users with posts are created together', async () => {
      const { status, body } = await call('POST', '/api/users/with-posts', {
        email: 'writer@example.com', name: 'Writer', role: 'admin',
        posts: [{ title: 'First', content: 'x', published: true }, { title: 'Second', content: 'y' }]
      });
      assert.equal(status, 201);
      assert.deepEqual(body.posts.map(post => post.userId), [body.user.id, body.user.id]);
      const read = await call('GET', `/api/users/${body.user.id}`);
      assert.deepEqual(read.body.Posts.map(post => post.title).sort(), ['First', 'Second']);
      const more = await call('POST', `/api/users/${body.user.id}/posts`, { title: 'Third', content: 'z', published: true });
      assert.equal(more.status, 201);
      assert.deepEqual((await call('GET', '/api/posts')).body.map(post => post.title).sort(), ['First', 'Third']);
    });

    test('one wrong post leaves nothing behind', async () => {
      const counts = async () => [await app.models.User.count(), await app.models.Post.count()];
      const before = await counts();
      const { status } = await call('POST', '/api/users/with-posts', {
        email: 'rolled-back@example.com', name: 'Gone', posts: [{ title: 'Good', content: 'x' }, { title: 'no content' }]
      });
      assert.equal(status, 400);
      assert.deepEqual(await counts(), before);
      assert.equal(app.sequelize.connectionManager.pool.using, 0);
    });

    test('the list has pages and a filter', async () => {
      await app.models.Post.destroy({ where: {} });
      await app.models.User.destroy({ where: {} });
      for (let i = 0; i < 7; i++) {
        const user = await app.models.User.create({ email: `u${i}@example.com`, name: `U${i}`, role: i < 2 ? 'moderator' : 'user', createdAt: new Date(2024, 0, 1 + i) });
        await user.createPost({ title: `P${i}`, content: 'x' });
      }
      const first = await call('GET', '/api/users?limit=3');
      assert.deepEqual(first.body.users.map(user => user.name), ['U6', 'U5', 'U4']);
      assert.equal(first.body.users[0].Posts[0].title, 'P6');
      assert.deepEqual(first.body.pagination, { total: 7, page: 1, pages: 3 });
      const last = await call('GET', '/api/users?limit=3&page=3');
      assert.deepEqual(last.body.users.map(user => user.name), ['U0']);
      assert.equal((await call('GET', '/api/users?role=moderator')).body.pagination.total, 2);
    });

    test('what is not JSON is answered, and attacks are values', async () => {
      assert.equal((await call('POST', '/api/users', '{')).status, 400);
      const attack = encodeURIComponent("' OR 1=1 --");
      assert.equal((await call('GET', `/api/users/${attack}`)).status, dialect === 'postgres' ? 500 : 404);
      assert.equal((await call('GET', '/api/users')).body.pagination.total, 7);
    });

    test('many requests at once', async () => {
      const answers = await Promise.all(Array.from({ length: 30 }, (_, i) => call('POST', '/api/users', { email: `many${i}@example.com`, name: 'Many' })));
      assert.deepEqual([...new Set(answers.map(answer => answer.status))], [201]);
      assert.equal((await call('GET', '/api/users')).body.pagination.total, 37);
    });
  });
}
