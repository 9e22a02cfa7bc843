// Sealed plans and the question to the user: nothing runs that was not shown, and agreed to where a user can be asked.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { makeDatabase } from '../../__test__/support/databases.mjs';
import { createMcpServer } from '../src/index.js';
import { Plans } from '../src/plan.js';
import { Seal } from '../src/sealed.js';
import { call, overStdio, root, serve } from './support.mjs';

const { Sequelize, DataTypes } = createRequire(path.join(root, 'index.js'))('sequelize-native');
const ASKS = { elicitation: { form: {} } };

/** A client whose user answers as told, and what was asked. */
function answering(client, answer) {
  const asked = [];
  client.setRequestHandler('elicitation/create', async ({ params }) => {
    asked.push(params);
    return typeof answer === 'function' ? answer(params) : answer;
  });
  return asked;
}

const yes = { action: 'accept', content: { carryOut: true } };

for (const mode of ['auto', 'legacy']) {
  describe(`a ${mode} client that asks its user, over stdio`, () => {
    let client;
    let close;
    before(async () => { ({ client, close } = await overStdio(['--profile', 'write'], mode, ASKS)); });
    after(() => close());
    const run = (name, args) => call(client, name, args);
    const removal = { model: 'User', where: { name: 'Ada Lovelace' } };
    const left = async () => (await run('find_records', removal)).rows.length;

    for (const [how, answer] of Object.entries({ declines: { action: 'decline' }, cancels: { action: 'cancel' }, 'does not tick it': { action: 'accept', content: { carryOut: false } } })) {
      test(`who ${how} ends the call`, async () => {
        const { plan } = await run('delete_records', removal);
        const asked = answering(client, answer);
        await assert.rejects(run('delete_records', { ...removal, plan }), /user did not agree/);
        assert.equal(asked.length, 1);
        assert.equal(await left(), 1);
      });
    }

    test('who agrees is asked once, in words that name what goes', async () => {
      const { plan } = await run('delete_records', removal);
      const asked = answering(client, yes);
      assert.equal((await run('delete_records', { ...removal, plan })).done, true);
      assert.equal(asked.length, 1);
      assert.match(asked[0].message, /^Delete 1 rows of User where .*Ada Lovelace.*2 of Post \(CASCADE\) follow/);
      assert.equal(await left(), 0);
    });
  });
}

describe('plans and confirmation over HTTP', () => {
  let database;
  let sequelize;
  let Item;
  before(async () => {
    database = await makeDatabase('sqlite');
    sequelize = new Sequelize(database.url, { logging: false });
    Item = sequelize.define('Item', { name: DataTypes.STRING, size: DataTypes.INTEGER }, { timestamps: false });
    await sequelize.sync();
  });
  beforeEach(async () => {
    await Item.destroy({ where: {} });
    await Item.bulkCreate([{ id: 1, name: 'it\'s', size: 1 }, { id: 2, name: 'two', size: 2 }]);
  });
  after(async () => {
    await sequelize.close();
    await database.remove();
  });
  const update = { model: 'Item', where: { id: 1 }, values: { size: 10 } };

  async function withServer(options, clientOptions, work) {
    const server = await serve(sequelize, { profile: 'write', ...options }, clientOptions);
    try {
      await work(server.client, server);
    } finally {
      await server.close();
    }
  }

  test('a state that was tampered with, or made for another call, is refused', () => withServer({}, { capabilities: ASKS, inputRequired: { autoFulfill: false } }, async client => {
    const { plan } = await call(client, 'update_records', update);
    const ask = (args, more) => client.callTool({ name: 'update_records', arguments: args, ...more }, { allowInputRequired: true });
    const question = await ask({ ...update, plan });
    assert.equal(question.resultType, 'input_required');
    const { requestState } = question;
    const inputResponses = { carryOut: yes };
    await assert.rejects(ask({ ...update, plan }, { inputResponses, requestState: `${requestState.slice(0, -2)}AA` }), { code: -32602 });
    const other = { ...update, where: { id: 2 } };
    const otherPlan = (await call(client, 'update_records', other)).plan;
    const refused = await ask({ ...other, plan: otherPlan }, { inputResponses, requestState });
    assert.match(refused.content[0].text, /belongs to another question/);
    assert.equal((await ask({ ...update, plan }, { inputResponses })).resultType, 'input_required', 'an answer without its state is no answer');
    assert.equal((await Item.findByPk(1)).size, 1);
    assert.equal((await ask({ ...update, plan }, { inputResponses, requestState })).structuredContent.done, true);
    assert.match((await ask({ ...update, plan }, { inputResponses, requestState })).content[0].text, /tried already/);
    assert.deepEqual([(await Item.findByPk(1)).size, (await Item.findByPk(2)).size], [10, 2]);
  }));

  test('a client that cannot ask: host, plan-only, deny', async () => {
    await withServer({ confirm: 'host' }, {}, async client => {
      const { plan } = await call(client, 'update_records', update);
      assert.equal((await call(client, 'update_records', { ...update, plan })).done, true);
    });
    await withServer({ confirm: 'plan-only' }, {}, async client => {
      const { plan } = await call(client, 'update_records', update);
      await assert.rejects(call(client, 'update_records', { ...update, plan }), /only for a client that can ask/);
    });
    for (const mode of ['auto', 'legacy']) {
      await withServer({ confirm: 'deny' }, { mode, ...mode === 'legacy' && { capabilities: ASKS } }, async client => {
        await assert.rejects(call(client, 'update_records', update), /need a client that can ask/);
      });
    }
    await withServer({ confirm: 'deny' }, { capabilities: ASKS }, async client => {
      const asked = answering(client, yes);
      const args = { ...update, values: { size: 11 } };
      const { plan } = await call(client, 'update_records', args);
      await call(client, 'update_records', { ...args, plan });
      assert.equal(asked.length, 1);
    });
    assert.throws(() => createMcpServer({ sequelize, confirm: 'never' }), /confirm takes host, deny, plan-only/);
  });

  test('a plan holds for its tool, its arguments, its principal, its rows, and once', () => withServer({}, {}, async client => {
    const seal = new Seal();
    const plans = new Plans(seal);
    const ada = plans.of({ id: 'ada' });
    const { plan } = ada.make('delete_records', { a: 1 }, { rows: 1, effect: { keys: [1] }, about: '' });
    assert.throws(() => plans.of({ id: 'alan' }).read('delete_records', { a: 1 }, plan), /not given by this server to this principal/);
    assert.throws(() => plans.of({ id: 'ada', role: 'more' }).read('delete_records', { a: 1 }, plan), /not given by this server/);
    assert.throws(() => ada.read('update_records', { a: 1 }, plan), /other arguments/);
    assert.throws(() => ada.read('delete_records', { a: 2 }, plan), /other arguments/);
    for (let at = 0; at < plan.length; at += 7) {
      const changed = `${plan.slice(0, at)}${plan[at] === 'x' ? 'y' : 'x'}${plan.slice(at + 1)}`;
      assert.throws(() => ada.read('delete_records', { a: 1 }, changed), /not given by this server|Unexpected|JSON/, `at ${at}`);
    }
    const check = ada.read('delete_records', { a: 1 }, plan).take();
    assert.throws(() => check(2, { keys: [1] }), /have changed/);
    assert.throws(() => check(1, { keys: [2] }), /have changed/);
    check(1, { keys: [1] });
    assert.throws(() => ada.read('delete_records', { a: 1 }, plan), /tried already/);
    // Rows that came to match since.
    const args = { model: 'Item', where: { size: { gte: 2 } }, values: { size: 0 } };
    const dry = await call(client, 'update_records', args);
    await Item.create({ id: 3, name: 'three', size: 3 });
    await assert.rejects(call(client, 'update_records', { ...args, plan: dry.plan }), /have changed since/);
    assert.equal(await Item.count({ where: { size: 0 } }), 0);
  }));

  test('the SQL is shown, and the SQL that brings the rows back does', () => withServer({}, {}, async client => {
    const before = await Item.findAll({ raw: true, order: ['id'] });
    const args = { model: 'Item', where: { id: { lte: 2 } }, values: { size: 0, name: 'x' } };
    const dry = await call(client, 'update_records', args);
    assert.match(dry.sql, /^UPDATE .*Items.* SET .*0.* WHERE/);
    await call(client, 'update_records', { ...args, plan: dry.plan });
    assert.equal(await Item.count({ where: { name: 'x' } }), 2);
    for (const statement of dry.rollback.split('\n')) await sequelize.query(statement);
    assert.deepEqual(await Item.findAll({ raw: true, order: ['id'] }), before);
    const removal = { model: 'Item', where: { id: { lte: 2 } } };
    const gone = await call(client, 'delete_records', removal);
    assert.match(gone.sql, /^DELETE FROM .*Items/);
    await call(client, 'delete_records', { ...removal, plan: gone.plan });
    assert.equal(await Item.count(), 0);
    await sequelize.query(gone.rollback);
    assert.deepEqual(await Item.findAll({ raw: true, order: ['id'] }), before);
  }));

  test('what follows by a foreign key is told, also where only the other side knows of it', async () => {
    const other = new Sequelize(database.url, { logging: false });
    const Shelf = other.define('Shelf', { name: DataTypes.STRING }, { timestamps: false });
    const Box = other.define('Box', {}, { timestamps: false });
    const Label = other.define('Label', {}, { timestamps: false });
    Box.belongsTo(Shelf, { foreignKey: { name: 'shelf', field: 'shelf_id' }, onDelete: 'CASCADE' });
    Label.belongsTo(Box, { foreignKey: 'box', onDelete: 'SET NULL' });
    await other.sync();
    await Shelf.create({ id: 1, name: 'low' });
    await Box.bulkCreate([{ id: 1, shelf: 1 }, { id: 2, shelf: 1 }]);
    await Label.bulkCreate([{ id: 1, box: 1 }, { id: 2, box: null }]);
    const server = await serve(other, { profile: 'write' });
    const removal = { model: 'Shelf', where: { id: 1 } };
    const { cascade, plan } = await call(server.client, 'delete_records', removal);
    assert.deepEqual(cascade, [{ model: 'Box', rows: 2, effect: 'CASCADE', cascade: [{ model: 'Label', rows: 1, effect: 'SET NULL' }] }]);
    await call(server.client, 'delete_records', { ...removal, plan });
    assert.deepEqual([await Box.count(), await Label.count({ where: { box: null } })], [0, 2]);
    await server.close();
    await other.close();
  });

  test('a role that does not see everything is shown no SQL', () => withServer({
    roles: { clerk: { profiles: ['read', 'write'], models: { Item: { operations: ['read', 'update'], fields: { name: 'redact' } } } } }, role: 'clerk'
  }, {}, async client => {
    const dry = await call(client, 'update_records', update);
    assert.ok(dry.plan);
    assert.deepEqual([dry.sql, dry.rollback], [undefined, undefined]);
    assert.equal(dry.sample[0].name, '[redacted]');
  }));
});
