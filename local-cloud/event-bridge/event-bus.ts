import type { PutEventsResponse } from '@aws-sdk/client-eventbridge';
import { bindActions } from '../wire/api-action.ts';
import { AwsError } from '../wire/aws-error.ts';
import { jsonService } from '../wire/json-protocol.ts';
import type { AccessLog, WireService } from '../wire/service.ts';
import type { EventBridgeContext } from './action.ts';
import { EVENT_BRIDGE_ACTIONS } from './actions.ts';
import type { BusEvent } from './bus-event.ts';

export interface EventBusOptions extends EventBridgeContext {
  accessLog: AccessLog;
}

export interface EventBus {
  service: WireService;
  /** Puts an event as one of the laptop's own parts. @throws AwsError with the entry's error code */
  put(
    event: Pick<BusEvent, 'source' | 'detail-type' | 'resources' | 'time' | 'detail'>,
    principal: string,
  ): Promise<void>;
}

/** EventBridge's default bus: PutEvents, and the template's rules behind it. */
export function openEventBus(options: EventBusOptions): EventBus {
  const actions = bindActions(EVENT_BRIDGE_ACTIONS, options, options.accessLog);
  return {
    service: jsonService({ contentType: 'application/x-amz-json-1.1', targetPrefix: 'AWSEvents', actions }),
    async put({ source, 'detail-type': DetailType, resources, time, detail }, principal) {
      const Time = new Date(time);
      const entry = { Source: source, DetailType, Resources: resources, Time, Detail: JSON.stringify(detail) };
      const caller = { principal, accessKeyId: '' };
      const { Entries } = (await actions[0]!.perform({ Entries: [entry] }, { caller })) as PutEventsResponse;
      const { ErrorCode, ErrorMessage } = Entries![0]!;
      if (ErrorCode) throw new AwsError(ErrorCode, ErrorMessage!);
    },
  };
}
