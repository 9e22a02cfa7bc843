// What the official conformance harness calls by name: its tools, resources and prompts, none of which the product has.
import { fromJsonSchema, inputRequired, inputResponse, acceptedContent, completable, ResourceTemplate } from '@modelcontextprotocol/server';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';
const WAV = Buffer.concat([Buffer.from('RIFF'), Buffer.from([36, 0, 0, 0]), Buffer.from('WAVEfmt '), Buffer.from([16, 0, 0, 0, 1, 0, 1, 0, 0x40, 0x1f, 0, 0, 0x40, 0x1f, 0, 0, 1, 0, 8, 0]), Buffer.from('data'), Buffer.from([0, 0, 0, 0])]).toString('base64');

const says = text => ({ content: [{ type: 'text', text }] });
const image = { type: 'image', data: PNG, mimeType: 'image/png' };
const embedded = (uri, mimeType, text) => ({ type: 'resource', resource: { uri, mimeType, text } });

const CONTENT = {
  test_simple_text: says('This is a simple text response for testing.'),
  test_image_content: { content: [image] },
  test_audio_content: { content: [{ type: 'audio', data: WAV, mimeType: 'audio/wav' }] },
  test_embedded_resource: { content: [embedded('test://embedded-resource', 'text/plain', 'This is an embedded resource content.')] },
  test_multiple_content_types: { content: [{ type: 'text', text: 'Multiple content types test:' }, image, embedded('test://mixed-content-resource', 'application/json', '{"test":"data","value":123}')] }
};

function registerContent(server) {
  for (const [name, result] of Object.entries(CONTENT)) server.registerTool(name, { description: name }, () => result);

  server.registerTool('test_error_handling', { description: 'Fails' }, () => {
    throw new Error('This tool intentionally returns an error for testing');
  });

  server.registerTool('json_schema_2020_12_tool', { description: 'Tool with JSON Schema 2020-12 features', inputSchema: fromJsonSchema({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    $defs: { address: { $anchor: 'addressDef', type: 'object', properties: { street: { type: 'string' }, city: { type: 'string' } } } },
    properties: { name: { type: 'string' }, address: { $ref: '#/$defs/address' }, contactMethod: { type: 'string', enum: ['phone', 'email'] }, phone: { type: 'string' }, email: { type: 'string' } },
    allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
    if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
    then: { required: ['phone'] },
    else: { required: ['email'] },
    additionalProperties: false
  }) }, () => says('ok'));

  server.registerTool('test_header', { description: 'Takes an argument that a header repeats', inputSchema: fromJsonSchema({
    type: 'object', properties: { region: { type: 'string', 'x-mcp-header': 'Region' } }
  }) }, () => says('ok'));
}

function registerNotifying(server) {
  server.registerTool('test_tool_with_logging', { description: 'Logs thrice' }, async ctx => {
    for (const text of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
      await ctx.mcpReq.log('info', text);
      await wait(20);
    }
    return says('logged');
  });

  server.registerTool('test_logging_tool', { description: 'Logs once, if the request asks for it' }, async ctx => {
    await ctx.mcpReq.log('info', 'a message');
    return says('done');
  });

  server.registerTool('test_tool_with_progress', { description: 'Reports progress' }, async ctx => {
    const progressToken = ctx.mcpReq._meta?.progressToken;
    for (const progress of [0, 50, 100]) {
      if (progressToken !== undefined) await ctx.mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress, total: 100 } });
      await wait(20);
    }
    return says('done');
  });

  server.registerTool('test_trigger_tool_change', { description: 'Announces a change of the list of tools' }, () => {
    server.sendToolListChanged();
    return says('announced');
  });
}

const object = (properties, required = Object.keys(properties)) => ({ type: 'object', properties, required });
const NAME = object({ name: { type: 'string' } });
const elicit = (message, requestedSchema) => inputRequired.elicit({ message, requestedSchema });
const sample = (text, maxTokens) => inputRequired.createMessage({ messages: [{ role: 'user', content: { type: 'text', text } }], maxTokens });

/** Tools that answer with a question first; in the 2025 revisions the server asks while the call lasts. */
function registerAsking(server, { sealState }) {
  const asking = (name, work) => server.registerTool(name, { description: name }, work);
  const answered = (ctx, key) => inputResponse(ctx.mcpReq.inputResponses, key).kind !== 'missing';
  const told = (ctx, key) => JSON.stringify(ctx.mcpReq.inputResponses[key]);

  asking('test_input_required_result_elicitation', ctx => {
    const given = acceptedContent(ctx.mcpReq.inputResponses, 'user_name', z.object({ name: z.string() }));
    return given ? says(`Hello, ${given.name}!`) : inputRequired({ inputRequests: { user_name: elicit('What is your name?', NAME) } });
  });

  asking('test_input_required_result_sampling', ctx => (answered(ctx, 'capital_question')
    ? says(told(ctx, 'capital_question'))
    : inputRequired({ inputRequests: { capital_question: sample('What is the capital of France?', 100) } })));

  asking('test_input_required_result_list_roots', ctx => (answered(ctx, 'client_roots')
    ? says(told(ctx, 'client_roots'))
    : inputRequired({ inputRequests: { client_roots: inputRequired.listRoots() } })));

  for (const name of ['test_input_required_result_request_state', 'test_input_required_result_tampered_state']) {
    asking(name, ctx => (answered(ctx, 'confirm') && ctx.mcpReq.requestState()?.asked === name
      ? says('state-ok')
      : inputRequired({ inputRequests: { confirm: elicit('Please confirm', object({ ok: { type: 'boolean' } })) }, requestState: sealState({ asked: name }) })));
  }

  asking('test_input_required_result_multiple_inputs', ctx => (['user_name', 'greeting', 'client_roots'].every(key => answered(ctx, key))
    ? says(told(ctx, 'greeting'))
    : inputRequired({
      inputRequests: { user_name: elicit('What is your name?', NAME), greeting: sample('Generate a greeting', 50), client_roots: inputRequired.listRoots() },
      requestState: sealState({ asked: 'three' })
    })));

  asking('test_input_required_result_multi_round', ctx => {
    const step = ctx.mcpReq.requestState()?.step;
    if (step === 2 && answered(ctx, 'step2')) return says('done');
    if (step === 1 && answered(ctx, 'step1')) return inputRequired({ inputRequests: { step2: elicit('Step 2: What is your favorite color?', object({ color: { type: 'string' } })) }, requestState: sealState({ step: 2 }) });
    return inputRequired({ inputRequests: { step1: elicit('Step 1: What is your name?', NAME) }, requestState: sealState({ step: 1 }) });
  });

  asking('test_input_required_result_capabilities', ctx => {
    const able = ctx.mcpReq.envelope?.['io.modelcontextprotocol/clientCapabilities'] ?? {};
    return inputRequired({ inputRequests: { ...able.elicitation && { name: elicit('What is your name?', NAME) }, ...able.sampling && { greeting: sample('Generate a greeting', 50) } } });
  });

  asking('test_missing_capability', ctx => (answered(ctx, 'greeting') ? says('done') : inputRequired({ inputRequests: { greeting: sample('Generate a greeting', 50) } })));

  asking('test_streaming_elicitation', ctx => (answered(ctx, 'name') ? says('done') : inputRequired({ inputRequests: { name: elicit('What is your name?', NAME) } })));

  server.registerPrompt('test_input_required_result_prompt', { description: 'A prompt that asks' }, ctx => {
    const given = acceptedContent(ctx.mcpReq.inputResponses, 'user_context', z.object({ context: z.string() }));
    return given
      ? { messages: [{ role: 'user', content: { type: 'text', text: `With ${given.context}` } }] }
      : inputRequired({ inputRequests: { user_context: elicit('What context should the prompt use?', object({ context: { type: 'string' } })) } });
  });
}

const DEFAULTS = object({
  name: { type: 'string', default: 'John Doe' },
  age: { type: 'integer', default: 30 },
  score: { type: 'number', default: 95.5 },
  status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
  verified: { type: 'boolean', default: true }
}, []);

const options = ['option1', 'option2', 'option3'];
const titled = ['First', 'Second', 'Third'].map((title, i) => ({ const: `value${i + 1}`, title: `${title} Option` }));
const ENUMS = object({
  untitledSingle: { type: 'string', enum: options },
  titledSingle: { type: 'string', oneOf: titled },
  legacyEnum: { type: 'string', enum: ['opt1', 'opt2', 'opt3'], enumNames: ['Option One', 'Option Two', 'Option Three'] },
  untitledMulti: { type: 'array', items: { type: 'string', enum: options } },
  titledMulti: { type: 'array', items: { anyOf: titled } }
}, []);

/** The 2025 revisions' own way: a request from the server to the client in the middle of a call. */
function registerServerRequests(server) {
  const asked = async (ctx, message, requestedSchema, before) => {
    const { action, content } = await ctx.mcpReq.elicitInput({ message, requestedSchema });
    return says(`${before}action=${action}, content=${JSON.stringify(content)}`);
  };
  server.registerTool('test_elicitation', { description: 'Asks the user', inputSchema: z.object({ message: z.string() }) },
    ({ message }, ctx) => asked(ctx, message, object({ username: { type: 'string', description: 'User\'s response' }, email: { type: 'string', description: 'User\'s email address' } }), 'User response: '));
  server.registerTool('test_elicitation_sep1034_defaults', { description: 'Asks with defaults' }, ctx => asked(ctx, 'Defaults', DEFAULTS, 'Elicitation completed: '));
  server.registerTool('test_elicitation_sep1330_enums', { description: 'Asks to choose' }, ctx => asked(ctx, 'Choose', ENUMS, 'Elicitation completed: '));
  server.registerTool('test_sampling', { description: 'Asks the model', inputSchema: z.object({ prompt: z.string() }) }, async ({ prompt }, ctx) => {
    const { content } = await ctx.mcpReq.requestSampling({ messages: [{ role: 'user', content: { type: 'text', text: prompt } }], maxTokens: 100 }, { timeout: 1000 });
    return says(`LLM response: ${content.text}`);
  });
}

function registerResources(server) {
  server.registerResource('static-text', 'test://static-text', { mimeType: 'text/plain' },
    uri => ({ contents: [{ uri: uri.href, mimeType: 'text/plain', text: 'This is the content of the static text resource.' }] }));
  server.registerResource('static-binary', 'test://static-binary', { mimeType: 'image/png' },
    uri => ({ contents: [{ uri: uri.href, mimeType: 'image/png', blob: PNG }] }));
  server.registerResource('watched', 'test://watched-resource', { mimeType: 'text/plain' },
    uri => ({ contents: [{ uri: uri.href, mimeType: 'text/plain', text: 'Watched.' }] }));
  server.registerResource('template', new ResourceTemplate('test://template/{id}/data', { list: undefined }), { mimeType: 'application/json' },
    (uri, { id }) => ({ contents: [{ uri: uri.href, mimeType: 'application/json', text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` }) }] }));
}

function registerPrompts(server) {
  const message = content => ({ role: 'user', content });
  const text = words => message({ type: 'text', text: words });
  const completed = completable(z.string(), typed => ['paris', 'park', 'party', 'test'].filter(word => word.startsWith(typed)));
  server.registerPrompt('test_simple_prompt', { description: 'Simple' }, () => ({ messages: [text('This is a simple prompt for testing.')] }));
  server.registerPrompt('test_prompt_with_arguments', { description: 'With arguments', argsSchema: z.object({ arg1: completed, arg2: z.string() }) },
    ({ arg1, arg2 }) => ({ messages: [text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)] }));
  server.registerPrompt('test_prompt_with_embedded_resource', { description: 'With a resource', argsSchema: z.object({ resourceUri: z.string() }) },
    ({ resourceUri }) => ({ messages: [message(embedded(resourceUri, 'text/plain', 'Embedded resource content for testing.')), text('Please process the embedded resource above.')] }));
  server.registerPrompt('test_prompt_with_image', { description: 'With an image' }, () => ({ messages: [message(image), text('Please analyze the image above.')] }));
}

/** As createMcpServer's `extend`. */
export function conformanceFixture(server, tools) {
  server.server.registerCapabilities({ logging: {}, resources: { subscribe: true } });
  for (const method of ['resources/subscribe', 'resources/unsubscribe']) server.server.setRequestHandler(method, () => ({}));
  registerContent(server);
  registerNotifying(server);
  registerAsking(server, tools);
  registerServerRequests(server);
  registerResources(server);
  registerPrompts(server);
}
