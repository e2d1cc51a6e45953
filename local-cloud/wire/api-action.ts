import type { StaticOperationSchema } from '@smithy/types';
import type { AccessLog, AccessRecord, Caller, WireRequest } from './service.ts';

/** One call as an IAM policy would judge it. */
export type Access = Pick<AccessRecord, 'action' | 'resource' | 'conditions'>;

/** What every protocol tells an action of the request besides its input. */
export interface ActionCall {
  caller: Caller;
}

/** What REST protocols tell: a payload or a stream is the action's own to read, within limits that it knows. */
export type RestCall = Pick<WireRequest, 'caller' | 'requestId' | 'headers' | 'body' | 'checksum'>;

/**
 * One action of an AWS API. All services of the laptop cloud have theirs in this form, one in each file of their
 * `actions/`, listed in `actions.ts` beside that folder.
 */
export interface ApiAction<Input, Output, Context, Call = ActionCall> {
  /** The SDK's schema: the action's name, its HTTP bindings, its input and output. */
  schema: StaticOperationSchema;
  /** What a policy has to allow for this input. It is recorded before `handle` begins. */
  access(input: Input, context: Context): Access[];
  /**
   * @param input checked against the schema; timestamps are `Date`s, blobs `Uint8Array`s
   * @param context what the service's actions work on
   * @returns what the schema's output describes; members that it does not know are dropped
   * @throws AwsError for every failure that the caller should see as AWS's
   */
  handle(input: Input, context: Context, call: Call): Output | Promise<Output>;
}

/** An action whose service is known: what a protocol needs to answer requests. */
export interface BoundAction<Call = ActionCall> {
  name: string;
  schema: StaticOperationSchema;
  /** Records what the call would need of IAM, then does it. @throws AwsError */
  perform(input: object, call: Call): Promise<unknown>;
}

/** Gives a service's actions what they work on. */
export function bindActions<Context, Call extends ActionCall>(
  actions: ReadonlyArray<ApiAction<object, unknown, Context, Call>>,
  context: Context,
  accessLog: AccessLog,
): Array<BoundAction<Call>> {
  return actions.map((action) => ({
    name: action.schema[2],
    schema: action.schema,
    async perform(input, call) {
      for (const access of action.access(input, context))
        accessLog.record({ principal: call.caller.principal, ...access });
      return action.handle(input, context, call);
    },
  }));
}
