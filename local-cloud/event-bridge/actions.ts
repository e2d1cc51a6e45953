import type { ApiAction } from '../wire/api-action.ts';
import type { EventBridgeContext } from './action.ts';
import { putEvents } from './actions/put-events.ts';

/** Every action of EventBridge that the laptop cloud has; docs/feature-support/event-bridge.md lists them. */
export const EVENT_BRIDGE_ACTIONS: ReadonlyArray<ApiAction<object, unknown, EventBridgeContext>> = [putEvents];
