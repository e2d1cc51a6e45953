import {
  DeleteProjectVersion$,
  type DeleteProjectVersionRequest,
  type DeleteProjectVersionResponse,
} from '@aws-sdk/client-rekognition';
import { defineAction, inUse, requireVersion } from '../action.ts';

export const deleteProjectVersion = defineAction<DeleteProjectVersionRequest, DeleteProjectVersionResponse>({
  schema: DeleteProjectVersion$,
  access: ({ ProjectVersionArn = '' }) => [{ action: 'rekognition:DeleteProjectVersion', resource: ProjectVersionArn }],
  async handle({ ProjectVersionArn = '' }, { store, standIn }) {
    const version = requireVersion(store, ProjectVersionArn);
    const { status } = await standIn.standing(version);
    if (!['TRAINING_COMPLETED', 'TRAINING_FAILED', 'STOPPED'].includes(status))
      inUse(`The model is ${status}; stop it, or wait for its training, before it is deleted.`);
    await standIn.forget(version);
    store.remove(ProjectVersionArn);
    return { Status: 'DELETING' };
  },
});
