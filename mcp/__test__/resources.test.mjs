// Resources and prompts, and their completion.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { overStdio } from './support.mjs';

describe('resources', () => {
  let client;
  let close;
  before(async () => { ({ client, close } = await overStdio()); });
  after(() => close());
  const read = async uri => (await client.readResource({ uri })).contents[0];

  test('are listed, with every model and table', async () => {
    const uris = (await client.listResources()).resources.map(resource => resource.uri);
    assert.deepEqual(uris.sort(), ['sequelize://erd', 'sequelize://models', 'sequelize://models/Post', 'sequelize://models/User', 'sequelize://schema/Posts', 'sequelize://schema/Users']);
    const templates = (await client.listResourceTemplates()).resourceTemplates.map(template => template.uriTemplate);
    assert.deepEqual(templates.sort(), ['sequelize://models/{model}', 'sequelize://schema/{table}']);
  });

  test('can be read', async () => {
    assert.deepEqual(JSON.parse((await read('sequelize://models')).text).map(model => model.name), ['Post', 'User']);
    assert.equal(JSON.parse((await read('sequelize://models/User')).text).primaryKey[0], 'id');
    assert.equal(JSON.parse((await read('sequelize://schema/Posts')).text).foreignKeys.length, 1);
    const { text, mimeType } = await read('sequelize://erd');
    assert.equal(mimeType, 'text/vnd.mermaid');
    assert.match(text, /^erDiagram\n[^]*\n {2}User \|\|--o\{ Post : Posts$/);
  });

  test('one that is not there is invalid params', async () => {
    for (const uri of ['sequelize://models/Nope', 'sequelize://schema/sqlite_master', 'sequelize://nope']) {
      await assert.rejects(read(uri), { code: -32602 });
    }
  });

  test('names are completed', async () => {
    const complete = async (uri, name, value) => (await client.complete({ ref: { type: 'ref/resource', uri }, argument: { name, value } })).completion.values;
    assert.deepEqual(await complete('sequelize://models/{model}', 'model', 'u'), ['User']);
    assert.deepEqual(await complete('sequelize://schema/{table}', 'table', 's'), ['Posts', 'Users']);
  });

  test('prompts', async () => {
    assert.deepEqual((await client.listPrompts()).prompts.map(prompt => prompt.name), ['explore-database', 'explore-model', 'write-query']);
    const { messages } = await client.getPrompt({ name: 'explore-model', arguments: { model: 'User' } });
    assert.match(messages[0].content.text, /the model "User"/);
    const { completion } = await client.complete({ ref: { type: 'ref/prompt', name: 'explore-model' }, argument: { name: 'model', value: 'p' } });
    assert.deepEqual(completion.values, ['Post']);
  });
});
