import type { ApiAction } from '../wire/api-action.ts';
import type { BusEvent } from './bus-event.ts';

/** What EventBridge's actions work on. */
export interface EventBridgeContext {
  /** Milliseconds since 1970. */
  now(): number;
  /** Hands an event to the rules; resolves when their targets have it for good. */
  deliver(event: BusEvent): Promise<void>;
}

/** One action of EventBridge, with the types of its input and output. */
export const defineAction = <Input extends object, Output>(
  action: ApiAction<Input, Output, EventBridgeContext>,
): ApiAction<object, unknown, EventBridgeContext> => action;
