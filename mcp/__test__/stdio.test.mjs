// The tools over stdio, as both generations of clients call them.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { call, overStdio, runBin } from './support.mjs';

for (const mode of ['auto', 'legacy']) {
  describe(`stdio, a ${mode} client`, () => {
    let client;
    let close;
    before(async () => { ({ client, close } = await overStdio([], mode)); });
    after(() => close());
    const fails = (name, args, message) => assert.rejects(call(client, name, args), message);

    test('tools/list is short and complete', async () => {
      const list = await client.listTools();
      assert.deepEqual(list.tools.map(tool => tool.name), ['list_models', 'find_records', 'aggregate_records', 'inspect_schema', 'explain']);
      assert.ok(JSON.stringify(list).length <= 6000, `${JSON.stringify(list).length} bytes`);
      for (const { annotations, outputSchema } of list.tools) {
        assert.deepEqual(annotations, { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false });
        assert.ok(outputSchema);
      }
    });

    test('list_models', async () => {
      const { models, total } = await call(client, 'list_models', { detail: 'full' });
      assert.equal(total, 2);
      const user = models.find(model => model.name === 'User');
      assert.deepEqual(user.attributes.find(item => item.name === 'role').values, ['user', 'admin', 'moderator']);
      assert.deepEqual(user.associations, [{ name: 'Posts', type: 'HasMany', model: 'Post', foreignKey: 'userId' }]);
    });

    test('find_records with conditions, an include and an order', async () => {
      const { rows } = await call(client, 'find_records', {
        model: 'User', attributes: ['name'], where: { or: [{ role: 'admin' }, { name: { startsWith: 'Grace' } }], not: { email: { in: ['alan@example.com'] } } },
        include: [{ association: 'Posts', attributes: ['title'], where: { published: true } }], order: ['-name']
      });
      assert.deepEqual(rows.map(row => [row.name, row.Posts.map(post => post.title)]), [
        ['Grace Hopper', ['First steps of Grace Hopper']], ['Ada Lovelace', ['First steps of Ada Lovelace']]
      ]);
    });

    test('pages neither overlap nor leave gaps', async () => {
      const seen = [];
      const args = { model: 'Post', limit: 3, order: ['published'], include: ['User'] };
      let cursor;
      do {
        const page = await call(client, 'find_records', { ...args, ...cursor && { cursor } });
        seen.push(...page.rows.map(row => row.id));
        cursor = page.nextCursor;
      } while (cursor);
      assert.deepEqual([...seen].sort(), [1, 2, 3, 4, 5, 6, 7, 8]);
    });

    test('a cursor cannot be forged, nor used for another query', async () => {
      const { nextCursor } = await call(client, 'find_records', { model: 'Post', limit: 1 });
      await fails('find_records', { model: 'User', limit: 1, cursor: nextCursor }, /other arguments/);
      await fails('find_records', { model: 'Post', limit: 1, cursor: `A${nextCursor}` }, /not given by this server/);
    });

    test('what is not known is refused, with what there is', async () => {
      await fails('find_records', { model: '__proto__' }, /Models: Post, User/);
      await fails('find_records', { model: 'User', where: { constructor: 1 } }, /Attributes: id, email/);
      await fails('find_records', { model: 'User', where: { name: { regexp: '.*' } } }, /unknown operator "regexp"/);
      await fails('find_records', { model: 'User', where: { name: { eq: { col: 'email' } } } }, /takes one value/);
      await fails('find_records', { model: 'User', include: ['Nope'] }, /Associations: Posts/);
      await fails('find_records', { model: 'User', order: ['name; DROP TABLE Users'] }, /no stored attribute/);
      await fails('find_records', { model: 'User', whre: {} }, /whre/);
    });

    test('aggregate_records', async () => {
      assert.deepEqual((await call(client, 'aggregate_records', { model: 'User', fn: 'count' })).groups, [{ value: 4 }]);
      const { groups } = await call(client, 'aggregate_records', { model: 'User', fn: 'count', group: ['role'], having: { gt: 1 } });
      assert.deepEqual(groups, [{ role: 'user', value: 2 }]);
      await fails('aggregate_records', { model: 'User', fn: 'sum' }, /needs a field/);
    });

    test('inspect_schema', async () => {
      const { tables, differences } = await call(client, 'inspect_schema', { diffModels: true });
      assert.deepEqual(tables, ['Posts', 'Users']);
      assert.deepEqual(differences, []);
      const { table } = await call(client, 'inspect_schema', { table: 'Posts' });
      assert.deepEqual(table.foreignKeys, [{ column: 'userId', references: 'Users.id' }]);
      await fails('inspect_schema', { table: 'sqlite_master' }, /Tables: Posts, Users/);
    });

    test('rows are framed by a boundary of their own', async () => {
      const boundaries = [];
      for (let i = 0; i < 2; i += 1) {
        const { content: [{ text }] } = await client.callTool({ name: 'find_records', arguments: { model: 'User', limit: 1 } });
        const [, boundary, json] = /<(data-[\w-]+)>\n(.*)\n<\/\1>$/.exec(text);
        assert.equal(JSON.parse(json).rows.length, 1);
        boundaries.push(boundary);
      }
      assert.notEqual(...boundaries);
    });
  });
}

test('an answer stays within its bytes and says what it cut', async () => {
  const { client, close } = await overStdio(['--max-bytes', '500']);
  try {
    const page = await call(client, 'find_records', { model: 'Post' });
    assert.ok(JSON.stringify(page.rows).length <= 500);
    assert.match(page.cut, /of 8 rows did not fit 500 bytes/);
    assert.ok(page.nextCursor);
  } finally {
    await close();
  }
});

test('a misspelt option stops the start', async () => {
  for (const args of [['--prot', '3000'], ['--profile', 'raed'], ['--port', '3000x'], ['--port', '1', '--facility', '1'], ['--url'], ['models']]) {
    const { code, stdout, stderr } = await runBin(args);
    assert.equal(code, 2, args.join(' '));
    assert.equal(stdout, '');
    assert.match(stderr, /usage: sequelize-mcp-server/);
  }
});
