import {
  StopProjectVersion$,
  type StopProjectVersionRequest,
  type StopProjectVersionResponse,
} from '@aws-sdk/client-rekognition';
import { defineAction, inUse, requireVersion } from '../action.ts';

export const stopProjectVersion = defineAction<StopProjectVersionRequest, StopProjectVersionResponse>({
  schema: StopProjectVersion$,
  access: ({ ProjectVersionArn = '' }) => [{ action: 'rekognition:StopProjectVersion', resource: ProjectVersionArn }],
  async handle({ ProjectVersionArn = '' }, { store, standIn }) {
    const version = requireVersion(store, ProjectVersionArn);
    const { status } = await standIn.standing(version);
    if (status !== 'RUNNING' && status !== 'FAILED') inUse(`The model is ${status}; it cannot be stopped.`);
    await standIn.stop(version);
    return { Status: 'STOPPING' };
  },
});
