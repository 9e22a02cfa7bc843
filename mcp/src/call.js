// One call of a tool: its deadline, what it tells of its progress, and the question it may put to its user.
import { CLIENT_CAPABILITIES_META_KEY, inputRequired, inputResponse } from '@modelcontextprotocol/server';
import { Refusal } from './refusal.js';
import { digest } from './sealed.js';

const BEAT_MS = 1000;
const ANSWER_MS = 10 * 60_000;
const QUESTION = 'carryOut';

export const CONFIRM = ['host', 'deny', 'plan-only'];

/** Thrown where the user must be asked first: the client gets the question, and calls again with the answer. */
export class Question extends Error {
  constructor(result) {
    super('The user is asked');
    this.result = result;
  }
}

/** A signal that stops with the client's, and after `ms` at the latest. */
function deadline(signal, ms) {
  const controller = new AbortController();
  const stop = () => controller.abort(signal.reason);
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  let late = false;
  const timer = ms && setTimeout(() => {
    late = true;
    controller.abort();
  }, ms);
  const end = () => {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  };
  return { signal: controller.signal, isLate: () => late, end };
}

/** Tells a client that asked for it how far the call is; one that has steps counts them, another one seconds. */
function progressOf(ctx) {
  const progressToken = ctx.mcpReq._meta?.progressToken;
  if (progressToken === undefined) return { report: () => {}, end: () => {} };
  const started = Date.now();
  let last = -1;
  const send = (progress, total, message) => {
    if (progress <= last) return;
    last = progress;
    const params = { progressToken, progress, ...total !== undefined && { total }, ...message && { message } };
    // Whether the client still listens is not this call's concern.
    ctx.mcpReq.notify({ method: 'notifications/progress', params }).catch(() => {});
  };
  let timer = setInterval(() => send(Math.round((Date.now() - started) / 1000), undefined, 'running'), BEAT_MS);
  const end = () => {
    clearInterval(timer);
    timer = undefined;
  };
  const report = (done, total, message) => {
    end();
    send(done, total, message);
  };
  return { report, end };
}

/**
 * Answers when the call may go on. The policy holds for clients that cannot ask their user: `host` relies on the
 * confirmation that the host asks for before a destructive call, `plan-only` gives them plans and carries out none,
 * `deny` gives them nothing.
 */
function confirmation({ seal, confirm: policy }, tool, args, server, ctx) {
  // Since 2026-07-28 each request says what its client can do; before, the connection's handshake did.
  const capabilities = ctx.mcpReq.envelope?.[CLIENT_CAPABILITIES_META_KEY] ?? server.server.getClientCapabilities();
  const canAsk = Boolean(capabilities?.elicitation);
  const about = { tool: tool.name, args: digest(args) };
  const mayPlan = () => {
    if (!canAsk && policy === 'deny') throw new Refusal('Destructive calls need a client that can ask its user (elicitation); this one cannot');
  };
  const confirm = message => {
    mayPlan();
    if (!canAsk) {
      if (policy === 'plan-only') throw new Refusal('Plans are made here, but carried out only for a client that can ask its user (elicitation)');
      return;
    }
    const answer = inputResponse(ctx.mcpReq.inputResponses, QUESTION);
    const state = ctx.mcpReq.requestState();
    if (answer.kind === 'missing' || state === undefined) {
      const question = inputRequired.elicit({
        message,
        requestedSchema: { type: 'object', properties: { [QUESTION]: { type: 'boolean', title: 'Carry it out' } }, required: [QUESTION] }
      });
      throw new Question(inputRequired({ inputRequests: { [QUESTION]: question }, requestState: seal.close('state', { ...about, until: Date.now() + ANSWER_MS }) }));
    }
    const { until, ...asked } = state;
    if (digest(asked) !== digest(about) || until < Date.now()) throw new Refusal('The answer belongs to another question, or came too late. Call again without it');
    if (answer.kind !== 'elicit' || answer.action !== 'accept' || answer.content?.[QUESTION] !== true) throw new Refusal('The user did not agree. Nothing was done; do not try again unasked');
  };
  return { mayPlan, confirm };
}

/**
 * @param {object} context of the server
 * @param {object} tool with `timeout: false` where stopping half-way does more harm than waiting
 * @returns what the tool gets: `context` with `report(done, total, message)`, `mayPlan()`, `confirm(message)`; its `signal`
 */
export function openCall(context, tool, args, server, ctx) {
  const ms = tool.timeout === false ? 0 : context.timeout;
  // Arguments nested too deep for their digest fail here, before there is a timer to clear.
  const asking = confirmation(context, tool, args, server, ctx);
  const limit = deadline(ctx.mcpReq.signal, ms);
  const progress = progressOf(ctx);
  return {
    context: { ...context, report: progress.report, ...asking },
    signal: limit.signal,
    /** The error to tell: that of a call which was too slow says so. */
    reasonOf: error => (limit.isLate() ? new Refusal(`The call took longer than ${ms / 1000} seconds; its query was stopped. Narrow it, or ask for less`) : error),
    end() {
      limit.end();
      progress.end();
    }
  };
}
