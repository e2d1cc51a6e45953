import { DeleteDataset$, type DeleteDatasetRequest, type DeleteDatasetResponse } from '@aws-sdk/client-rekognition';
import { defineAction, inUse, requireDataset } from '../action.ts';

export const deleteDataset = defineAction<DeleteDatasetRequest, DeleteDatasetResponse>({
  schema: DeleteDataset$,
  access: ({ DatasetArn = '' }) => [{ action: 'rekognition:DeleteDataset', resource: DatasetArn }],
  async handle({ DatasetArn = '' }, { store, standIn }) {
    const { projectArn } = requireDataset(store, DatasetArn);
    for (const version of store.versions().filter((one) => one.projectArn === projectArn))
      if ((await standIn.standing(version)).status === 'TRAINING_IN_PROGRESS')
        inUse('A model is being trained on the dataset.');
    store.remove(DatasetArn);
    return {};
  },
});
