import {
  StartProjectVersion$,
  type StartProjectVersionRequest,
  type StartProjectVersionResponse,
} from '@aws-sdk/client-rekognition';
import { defineAction, inUse, refuse, requireVersion } from '../action.ts';

/** An account's most, unless it asks for more (developer guide, "Guidelines and quotas"). */
const MOST_UNITS = 5;

export const startProjectVersion = defineAction<StartProjectVersionRequest, StartProjectVersionResponse>({
  schema: StartProjectVersion$,
  access: ({ ProjectVersionArn = '' }) => [{ action: 'rekognition:StartProjectVersion', resource: ProjectVersionArn }],
  async handle({ ProjectVersionArn = '', MinInferenceUnits = 0 }, { store, standIn }) {
    const version = requireVersion(store, ProjectVersionArn);
    if (MinInferenceUnits < 1 || MinInferenceUnits > MOST_UNITS)
      refuse(`MinInferenceUnits is ${MinInferenceUnits}; 1 to ${MOST_UNITS} are taken`);
    const { status } = await standIn.standing(version);
    if (!['TRAINING_COMPLETED', 'STOPPED'].includes(status)) inUse(`The model is ${status}; it cannot be started.`);
    await standIn.start(version, MinInferenceUnits);
    return { Status: 'STARTING' };
  },
});
