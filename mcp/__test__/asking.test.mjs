// What a server asks of a client in the middle of a call: over stdio it reaches clients of both generations.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { root } from './support.mjs';

const SERVER = path.join(root, 'mcp', '__test__', 'conformance', 'serve.mjs');

/** @param {(params: object) => object} answer to a question of the server */
async function connect(mode, answer) {
  const asked = [];
  const client = new Client({ name: 'test', version: '1' }, { capabilities: { elicitation: { form: {} }, sampling: {}, roots: {} }, versionNegotiation: { mode } });
  client.setRequestHandler('elicitation/create', request => {
    asked.push(request.params);
    return answer(request.params);
  });
  client.setRequestHandler('sampling/createMessage', () => ({ role: 'assistant', model: 'test', content: { type: 'text', text: 'Paris' } }));
  client.setRequestHandler('roots/list', () => ({ roots: [{ uri: 'file:///project', name: 'project' }] }));
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [SERVER, '--stdio'], cwd: root, stderr: 'ignore' }));
  const call = async name => (await client.callTool({ name, arguments: {} })).content[0].text;
  return { asked, call, client };
}

const answers = { color: 'blue', ok: true };
const choice = schema => schema.default ?? schema.enum?.[1] ?? schema.oneOf?.[1].const ?? (schema.type === 'array' ? [choice(schema.items)] : schema.anyOf?.[1].const ?? 'x');
const accept = ({ requestedSchema }) => ({
  action: 'accept',
  content: Object.fromEntries(Object.entries(requestedSchema.properties).map(([name, schema]) => [name, answers[name] ?? choice(schema)]))
});

for (const mode of ['auto', 'legacy']) {
  describe(`a ${mode} client over stdio`, () => {
    let session;
    before(async () => { session = await connect(mode, accept); });
    after(() => session.client.close());

    test('is asked, and its answer reaches the tool', async () => {
      assert.equal(await session.call('test_input_required_result_elicitation'), 'Hello, x!');
      assert.equal(session.asked.length, 1);
      assert.equal(session.asked[0].message, 'What is your name?');
    });

    test('is asked several times, with state that the server sealed', async () => {
      assert.equal(await session.call('test_input_required_result_multi_round'), 'done');
      assert.equal(await session.call('test_input_required_result_request_state'), 'state-ok');
    });

    test('is asked for its model and its roots', async () => {
      assert.match(await session.call('test_input_required_result_sampling'), /Paris/);
      assert.match(await session.call('test_input_required_result_list_roots'), /file:\/\/\/project/);
    });
  });
}

// The scenarios of the harness that HTTP cannot pass for these clients (conformance/expected-failures.json).
describe('a client of the 2025 revisions over stdio', () => {
  let session;
  before(async () => { session = await connect('legacy', accept); });
  after(() => session.client.close());

  test('tools-call-elicitation', async () => {
    const { content } = await session.client.callTool({ name: 'test_elicitation', arguments: { message: 'Who?' } });
    assert.match(content[0].text, /^User response: action=accept, content=/);
    assert.equal(session.asked.at(-1).message, 'Who?');
  });

  test('elicitation-sep1034-defaults', async () => {
    const text = await session.call('test_elicitation_sep1034_defaults');
    assert.deepEqual(JSON.parse(text.slice(text.indexOf('{'))), { name: 'John Doe', age: 30, score: 95.5, status: 'active', verified: true });
  });

  test('elicitation-sep1330-enums', async () => {
    const text = await session.call('test_elicitation_sep1330_enums');
    assert.deepEqual(JSON.parse(text.slice(text.indexOf('{'))), { untitledSingle: 'option2', titledSingle: 'value2', legacyEnum: 'opt2', untitledMulti: ['option2'], titledMulti: ['value2'] });
  });

  test('an answer that does not fit the question is refused', async () => {
    const other = await connect('legacy', () => ({ action: 'accept', content: { untitledSingle: 'option9' } }));
    assert.match(await other.call('test_elicitation_sep1330_enums'), /does not match requested schema/);
    await other.client.close();
  });

  test('tools-call-sampling', async () => {
    const { content } = await session.client.callTool({ name: 'test_sampling', arguments: { prompt: 'The capital of France?' } });
    assert.equal(content[0].text, 'LLM response: Paris');
  });
});
