// Writes down every call of a tool, a resource or a prompt: before it is done, and what came of it.
import { randomUUID } from 'node:crypto';
import { Refusal } from '../refusal.js';
import { auditable } from './arguments.js';

const LONGEST = 300;

/** How many rows an answer has or has touched. */
function rowsOf(content = {}) {
  if (typeof content.rows === 'number') return content.rows;
  if (typeof content.created === 'number') return content.created;
  return Object.values(content).find(Array.isArray)?.length;
}

/** The kind of a failure. Its message stays out where it may be the database's or the model's. */
function kindOf(text) {
  const [, name] = /^((?:\w*Error)|Error): /.exec(text) ?? [];
  return name ?? text.slice(0, LONGEST);
}

function outcomeOf(result) {
  if (result?.isError) return { outcome: 'refused', error: kindOf(result.content?.[0]?.text ?? '') };
  if (result?.resultType === 'input_required') return { outcome: 'asked' };
  return { outcome: 'done', rows: rowsOf(result?.structuredContent) };
}

export class Audit {
  /** @param {import('./file.js').AuditFile} file @param {{ names: () => Set<string>, log: (text: string) => void }} options */
  constructor(file, { names, log }) {
    Object.assign(this, { file, names, log });
  }

  #write(event, durable, after) {
    try {
      this.file.append(event, durable);
    } catch (error) {
      this.log(`The audit file ${this.file.file}: ${error.stack}`);
      throw new Refusal(after ? 'The call was carried out, but what came of it could not be written to the audit file: its answer is kept back' : 'The audit file cannot be written, so nothing is done');
    }
  }

  /** @param {{ what: string, args: object, principal: object, durable?: boolean }} call @param {() => any} work */
  async around({ what, args, principal: { id, role }, durable }, work) {
    const call = randomUUID();
    this.#write({ event: 'call', call, principal: { id, ...role !== undefined && { role } }, tool: what, arguments: auditable(args ?? {}, this.names()) }, durable);
    const started = performance.now();
    const end = outcome => this.#write({ event: 'outcome', call, ...outcome, ms: Math.round(performance.now() - started) }, durable, outcome.outcome === 'done');
    let result;
    try {
      result = await work();
    } catch (error) {
      end({ outcome: 'failed', error: error.name });
      throw error;
    }
    end(outcomeOf(result));
    return result;
  }

  /** Puts itself around whatever is registered with this protocol server from now on. */
  watch(server, principal) {
    const asTold = error => ({ isError: true, content: [{ type: 'text', text: error.message }] });
    const { registerTool, registerResource, registerPrompt } = server;
    server.registerTool = (name, config, run) => registerTool.call(server, name, config, async (...given) => {
      const durable = config.annotations?.readOnlyHint !== true;
      try {
        return await this.around({ what: name, args: given.length > 1 ? given[0] : {}, principal, durable }, () => run(...given));
      } catch (error) {
        if (error instanceof Refusal) return asTold(error);
        throw error;
      }
    });
    server.registerResource = (name, uri, config, run) => registerResource.call(server, name, uri, config, (...given) => this.around({ what: 'resources/read', args: { uri: given[0].href }, principal }, () => run(...given)));
    server.registerPrompt = (name, config, run) => registerPrompt.call(server, name, config, (...given) => this.around({ what: 'prompts/get', args: { name, ...given.length > 1 && { arguments: given[0] } }, principal }, () => run(...given)));
  }

  latest(count) {
    return this.file.latest(count);
  }

  close() {
    this.file.close();
  }
}
