// Profile dev: a model for this process, and a file only where the start allowed it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { makeDatabase } from '../../__test__/support/databases.mjs';
import { call, overStdio, root, serve } from './support.mjs';

const { Sequelize, DataTypes } = createRequire(path.join(root, 'index.js'))('sequelize-native');

describe('profile dev', () => {
  let folder;
  let database;
  let sequelize;
  let server;
  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mcp-models-'));
    database = await makeDatabase('sqlite');
    sequelize = new Sequelize(database.url, { logging: false });
    sequelize.define('Secret', { word: DataTypes.STRING }, { timestamps: false });
    await sequelize.sync();
    await sequelize.query('CREATE TABLE books (id INTEGER PRIMARY KEY, title VARCHAR(100) NOT NULL, kind TEXT)');
    server = await serve(sequelize, { profile: ['dev', 'write'], writeModels: folder });
  });
  after(async () => {
    await server?.close();
    await sequelize?.close();
    await database?.remove();
    fs.rmSync(folder, { recursive: true, force: true });
  });
  const definition = {
    name: 'Book',
    attributes: { title: { type: 'STRING', length: 100, allowNull: false }, kind: { type: 'ENUM', values: ['it\'s', 'novel'] }, price: { type: 'DECIMAL', precision: 8, scale: 2, field: 'cost' } },
    options: { tableName: 'books', timestamps: false }
  };
  const run = (args, client = server.client) => call(client, 'define_model', args);

  test('a model in memory can be asked and written through', async () => {
    const { price, ...attributes } = definition.attributes;
    const { model, tableExists, file } = await run({ ...definition, name: 'Volume', attributes });
    assert.deepEqual([model.name, tableExists, file], ['Volume', true, undefined]);
    assert.deepEqual(model.attributes.map(item => item.name), ['id', 'title', 'kind']);
    await call(server.client, 'create_records', { model: 'Volume', values: [{ title: 'Notes', kind: 'novel' }] });
    await assert.rejects(call(server.client, 'create_records', { model: 'Volume', values: [{ kind: 'novel' }] }), /title/);
    assert.deepEqual((await call(server.client, 'find_records', { model: 'Volume' })).rows, [{ id: 1, title: 'Notes', kind: 'novel' }]);
    assert.deepEqual(fs.readdirSync(folder), []);
    sequelize.modelManager.removeModel(sequelize.models.Volume);
  });

  test('what could get around the rules, or is none, is refused', async () => {
    await assert.rejects(run({ ...definition, name: 'Secret' }), /a model Secret already/);
    await assert.rejects(run({ ...definition, name: 'Other', options: { tableName: 'Secrets' } }), /belongs to the model Secret already/);
    assert.equal(sequelize.isDefined('Other'), false);
    for (const [attributes, message] of [
      [{ 'a b': { type: 'TEXT' } }, /must begin with a letter/], [{ a: { type: 'VIRTUAL' } }, /type/], [{ a: { type: 'TEXT', length: 3 } }, /TEXT has no length/],
      [{ a: { type: 'ENUM' } }, /needs values/], [{ a: { type: 'TEXT', get: 'x' } }, /get/], [{}, /no attributes/], [{ a: { type: 'DECIMAL', scale: 2 } }, /goes with precision/]
    ]) await assert.rejects(run({ name: 'Bad', attributes }), message);
    for (const name of ['__proto__', '../x', 'a-b', '']) await assert.rejects(run({ ...definition, name }), /name|letter/);
  });

  test('a file is written where the start allowed it, never over another, and can be loaded', async () => {
    const { file } = await run({ ...definition, persist: true });
    assert.equal(path.basename(file), 'book.js');
    const other = new Sequelize('sqlite::memory:', { logging: false });
    const model = createRequire(import.meta.url)(path.resolve(file))(other, DataTypes);
    assert.deepEqual(model.getAttributes().kind.values, ['it\'s', 'novel']);
    assert.deepEqual([model.getTableName(), model.getAttributes().price.field, String(model.getAttributes().price.type.toSql())], ['books', 'cost', 'DECIMAL(8,2)']);
    await other.close();
    sequelize.modelManager.removeModel(sequelize.models.Book);
    await assert.rejects(run({ ...definition, persist: true }), /exists already/);
    assert.equal(sequelize.isDefined('Book'), false, 'what could not be written is not there either');
    const strict = await serve(sequelize, { profile: 'dev' });
    await assert.rejects(run({ ...definition, persist: true }, strict.client), /only where the server was started with --write-models/);
    await strict.close();
  });

  test('off by default', async () => {
    const { client, close } = await overStdio(['--profile', 'write']);
    assert.ok(!(await client.listTools()).tools.some(({ name }) => name === 'define_model'));
    await close();
  });
});
