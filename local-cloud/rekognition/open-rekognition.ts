import type { Clock } from '../clock.ts';
import { bindActions } from '../wire/api-action.ts';
import { jsonService } from '../wire/json-protocol.ts';
import type { Keys } from '../wire/keys.ts';
import type { AccessLog, WireService } from '../wire/service.ts';
import { REKOGNITION_ACTIONS } from './actions.ts';
import { CustomLabelsStore } from './custom-labels-store.ts';
import { STAND_IN_ROLE, StandIn } from './stand-in/stand-in.ts';

export interface RekognitionOptions {
  dataDir: string;
  clock: Clock;
  keys: Keys;
  accessLog: AccessLog;
  /** The wire's URL: where S3 and SageMaker are. */
  endpoint(): string;
  /** URI of labelloop's own image. */
  image: string;
}

/** Rekognition Custom Labels on the laptop: its calls, behind which labelloop's own algorithms train and answer. */
export function openRekognition({ dataDir, clock, keys, accessLog, endpoint, image }: RekognitionOptions): {
  service: WireService;
  stop(): void;
} {
  const store = new CustomLabelsStore(dataDir);
  const now = () => clock.now();
  const { accessKeyId, secretAccessKey } = keys.forPrincipal(STAND_IN_ROLE);
  const credentials = { accessKeyId, secretAccessKey };
  const standIn = new StandIn({ store, endpoint, credentials, image, now });
  return {
    service: jsonService({
      contentType: 'application/x-amz-json-1.1',
      targetPrefix: 'RekognitionService',
      actions: bindActions(REKOGNITION_ACTIONS, { store, standIn, now }, accessLog),
    }),
    stop: () => standIn.close(),
  };
}
