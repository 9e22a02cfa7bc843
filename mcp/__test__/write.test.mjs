// The write profile: changes by a sealed plan of a dry run.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { call, overStdio } from './support.mjs';

describe('profile write', () => {
  let client;
  let close;
  before(async () => { ({ client, close } = await overStdio(['--profile', 'write'])); });
  after(() => close());
  const run = (name, args) => call(client, name, args);
  const count = async (model, where) => (await run('aggregate_records', { model, fn: 'count', ...where && { where } })).groups[0].value;

  test('annotations tell what may be lost', async () => {
    const { tools } = await client.listTools();
    const hints = Object.fromEntries(tools.map(tool => [tool.name, [tool.annotations.readOnlyHint, tool.annotations.destructiveHint]]));
    assert.deepEqual([hints.create_records, hints.update_records, hints.delete_records], [[false, false], [false, true], [false, true]]);
  });

  test('created rows pass the validations; all or none', async () => {
    const good = { email: 'one@example.com', name: 'One' };
    await assert.rejects(run('create_records', { model: 'User', values: [good, { email: 'not an address', name: 'Two' }] }), /email: Validation isEmail/);
    await assert.rejects(run('create_records', { model: 'User', values: [{ ...good, isAdmin: true }] }), /no attribute "isAdmin"/);
    await assert.rejects(run('create_records', { model: 'User', values: [{ ...good, name: { fn: 'now' } }] }), /takes one value/);
    assert.equal(await count('User'), 4);
    assert.equal((await run('create_records', { model: 'User', values: [good], validateOnly: true })).created, 0);
    assert.equal(await count('User'), 4);
    assert.equal((await run('create_records', { model: 'User', values: [good] })).rows[0].role, 'user');
    assert.equal(await count('User'), 5);
  });

  test('an update does nothing without its plan, and runs once with it', async () => {
    const args = { model: 'User', where: { name: 'Alan Turing' }, values: { role: 'moderator' } };
    const dry = await run('update_records', args);
    assert.deepEqual([dry.done, dry.rows, dry.sample[0].role], [false, 1, 'user']);
    assert.equal(await count('User', { role: 'moderator' }), 1);
    await assert.rejects(run('update_records', { ...args, values: { role: 'admin' }, plan: dry.plan }), /other arguments/);
    await assert.rejects(run('update_records', { ...args, plan: `${dry.plan.slice(0, -2)}AA` }), /not given by this server/);
    assert.deepEqual(await run('update_records', { ...args, plan: dry.plan }), { model: 'User', done: true, rows: 1 });
    await assert.rejects(run('update_records', { ...args, plan: dry.plan }), /carried out or tried already/);
    assert.equal(await count('User', { role: 'moderator' }), 2);
  });

  test('an update goes through the validations and leaves the primary key alone', async () => {
    const args = { model: 'User', where: { name: 'Grace Hopper' }, values: { email: 'nope' } };
    const { plan } = await run('update_records', args);
    await assert.rejects(run('update_records', { ...args, plan }), /email: Validation isEmail/);
    await assert.rejects(run('update_records', { ...args, values: { id: 'x' } }), /primary key/);
    await assert.rejects(run('update_records', { ...args, where: {} }), /must have a condition/);
  });

  test('a deletion names what follows it, and stops if that has changed', async () => {
    const args = { model: 'User', where: { name: 'Ada Lovelace' } };
    const stale = await run('delete_records', args);
    assert.deepEqual(stale.cascade, [{ model: 'Post', rows: 2, effect: 'CASCADE' }]);
    await run('create_records', { model: 'Post', values: [{ title: 'New', content: '…', userId: stale.sample[0].id }] });
    await assert.rejects(run('delete_records', { ...args, plan: stale.plan }), /have changed since/);
    assert.equal(await count('User', { name: 'Ada Lovelace' }), 1);
    const { plan, cascade } = await run('delete_records', args);
    assert.equal(cascade[0].rows, 3);
    assert.equal((await run('delete_records', { ...args, plan })).done, true);
    assert.deepEqual([await count('User', { name: 'Ada Lovelace' }), await count('Post')], [0, 6]);
  });
});
