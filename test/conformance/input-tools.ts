import {
  createRequestStateCodec,
  type ElicitRequestFormParams,
  type InputRequests,
  inputRequired,
  inputResponse,
  ProtocolError,
  ProtocolErrorCode,
  type Result,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { declaredBy } from './declared.ts';
import { type PromptFixture, say, type ToolFixture, tool } from './fixture.ts';

type Property = ElicitRequestFormParams['requestedSchema']['properties'][string];

const codec = createRequestStateCodec<string>({ key: crypto.getRandomValues(new Uint8Array(32)) });

const ask = (message: string, field: string, property: Property = { type: 'string' }) =>
  inputRequired.elicit({
    message,
    requestedSchema: { type: 'object', properties: { [field]: property }, required: [field] },
  });
const sample = (text: string) =>
  inputRequired.createMessage({ messages: [{ role: 'user', content: { type: 'text', text } }], maxTokens: 100 });

const NAME = { user_name: ask('What is your name?', 'name') };
const CAPITAL = { capital_question: sample('What is the capital of France?') };
const ROOTS = { client_roots: inputRequired.listRoots() };
const CONFIRM = { confirm: ask('Please confirm', 'ok', { type: 'boolean' }) };
const STEPS = [
  { step1: ask('Step 1: What is your name?', 'name') },
  { step2: ask('Step 2: What is your favorite color?', 'color') },
];

/** Whether the client has answered each request with what could be an answer. */
function isAnswered({ mcpReq }: ServerContext, requests: InputRequests): boolean {
  const answers = Object.keys(requests).map((key) => inputResponse(mcpReq.inputResponses, key));
  return answers.every(
    (answer) => answer.kind !== 'missing' && (answer.kind !== 'elicit' || answer.action === 'accept'),
  );
}

/** Asks until all is answered. */
const asking = (requests: InputRequests) => (_args: unknown, context: ServerContext) =>
  isAnswered(context, requests) ? say('Thank you.') : inputRequired({ inputRequests: requests });

/** The same with a state that must come back as it went out. */
const askingSigned = (requests: InputRequests) => async (_args: unknown, context: ServerContext) => {
  const state = await stateIn(context);
  if (state !== undefined && isAnswered(context, requests)) return say('state-ok');
  return inputRequired({ inputRequests: requests, requestState: await codec.mint('asked', context) });
};

async function stateIn(context: ServerContext): Promise<string | undefined> {
  const state = context.mcpReq.requestState<string>();
  if (state === undefined) return undefined;
  return await codec.verify(state, context).catch(() => {
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'Invalid or expired requestState');
  });
}

async function askInRounds(_args: unknown, context: ServerContext): Promise<Result> {
  const round = Number((await stateIn(context)) ?? 0);
  const asked = STEPS[round - 1];
  const next = asked === undefined || isAnswered(context, asked) ? round : round - 1;
  const inputRequests = STEPS[next];
  if (inputRequests === undefined) return say('Thank you.');
  return inputRequired({ inputRequests, requestState: await codec.mint(String(next + 1), context) });
}

/** They answer with what they need, and are called again with it. */
export const INPUT_TOOLS: readonly ToolFixture[] = [
  tool('test_input_required_result_elicitation', asking(NAME)),
  tool('test_streaming_elicitation', asking(NAME)),
  tool('test_input_required_result_sampling', asking(CAPITAL)),
  tool('test_input_required_result_list_roots', asking(ROOTS)),
  tool('test_input_required_result_request_state', askingSigned(CONFIRM)),
  tool('test_input_required_result_tampered_state', askingSigned(CONFIRM)),
  tool(
    'test_input_required_result_multiple_inputs',
    askingSigned({ ...NAME, greeting: sample('Generate a greeting'), ...ROOTS }),
  ),
  tool('test_input_required_result_multi_round', askInRounds),
  tool('test_input_required_result_capabilities', (args, context) => {
    const can = declaredBy(context);
    const requests = { ...('sampling' in can && CAPITAL), ...('elicitation' in can && NAME) };
    return asking(requests)(args, context);
  }),
];

const CONTEXT = { user_context: ask('What context should the prompt use?', 'context') };

export const INPUT_PROMPT: PromptFixture = {
  entry: { name: 'test_input_required_result_prompt', description: 'Asks before it answers' },
  answer(_args, context) {
    if (!isAnswered(context, CONTEXT)) return inputRequired({ inputRequests: CONTEXT });
    return { messages: [{ role: 'user', content: { type: 'text', text: 'Thank you.' } }] };
  },
};
