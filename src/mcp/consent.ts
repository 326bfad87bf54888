import { createHash } from 'node:crypto';
import {
  CLIENT_CAPABILITIES_META_KEY,
  createRequestStateCodec,
  type InputRequiredResult,
  inputRequired,
  inputResponse,
  ProtocolError,
  ProtocolErrorCode,
  type RequestStateCodec,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import { Declined, type Unconfirmed } from '../domain/errors.ts';

const TTL_SECONDS = 600;
const FIELD = 'confirm';

/** A client that names no mode at all means forms. */
const CanElicit = z.object({
  elicitation: z.union([z.object({ form: z.looseObject({}) }), z.strictObject({})]),
});

/** What a person was asked about. It goes out, signed, with the question and comes back with the answer. */
interface Asked {
  readonly tool: string;
  readonly args: string;
  readonly shown: string;
}

interface ToolCall {
  readonly name: string;
  readonly arguments?: Readonly<Record<string, unknown>> | undefined;
}

/** A call's way to a person. */
export interface Consent {
  /** What a person has agreed to, where they were asked. Throws Declined; ProtocolError where they were asked of another call. */
  given(): Promise<string | undefined>;
  /** The question as the call's result; undefined where the client cannot ask anybody. */
  ask(unconfirmed: Unconfirmed): Promise<InputRequiredResult | undefined>;
}

interface Connection {
  /** Signs questions, so that an answer counts only for the process that asked. */
  readonly key: Uint8Array;
  /** Who calls: an answer counts for nobody else. */
  callerOf(context: ServerContext): string;
  /** What the client said once for the whole connection; undefined also where nothing could be pushed to it. */
  capabilities(): unknown;
}

/** Asks people through their client before something is done that only they may want. */
export function consentOn({ key, callerOf, capabilities }: Connection) {
  let made: RequestStateCodec<Asked> | undefined;
  // Few calls ask: a server that answers one request has no need of it.
  const codec = () => {
    made ??= createRequestStateCodec<Asked>({ key, ttlSeconds: TTL_SECONDS, bind: callerOf });
    return made;
  };

  return (context: ServerContext, { name, arguments: args = {} }: ToolCall): Consent => ({
    async given() {
      const state = context.mcpReq.requestState<string>();
      if (state === undefined) return undefined;
      // The SDK's own hook would report a refusal as an error of ours.
      const asked = await codec().verify(state, context).catch(refuse);
      if (asked.tool !== name || asked.args !== digestOf(args)) refuse();
      const answer = inputResponse(context.mcpReq.inputResponses, FIELD);
      if (answer.kind !== 'elicit') return undefined;
      if (answer.action === 'cancel') throw new Declined('Nothing was changed: the person dismissed the question.');
      if (answer.action !== 'accept' || answer.content?.[FIELD] !== true)
        throw new Declined('Nothing was changed: the person declined.');
      return asked.shown;
    },

    async ask({ message, shown }) {
      const declared: unknown = Reflect.get(context.mcpReq.envelope ?? {}, CLIENT_CAPABILITIES_META_KEY);
      if (!CanElicit.safeParse(declared ?? capabilities()).success) return undefined;
      return inputRequired({
        inputRequests: { [FIELD]: inputRequired.elicit({ message, requestedSchema: form() }) },
        requestState: await codec().mint({ tool: name, args: digestOf(args), shown }, context),
      });
    },
  });
}

function form() {
  const properties = { [FIELD]: { type: 'boolean' as const, title: 'Yes, do it' } };
  return { type: 'object' as const, properties, required: [FIELD] };
}

/** In the SDK's words for a state that does not verify: nothing is told of why. */
function refuse(): never {
  const reason = { reason: 'invalid_request_state' };
  throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'Invalid or expired requestState', reason);
}

/** The same for the same arguments in another order: a client may have parsed and written them anew. */
function digestOf(args: Readonly<Record<string, unknown>>): string {
  const sorted = Object.entries(args).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('base64url');
}
