import { DeleteProject$, type DeleteProjectRequest, type DeleteProjectResponse } from '@aws-sdk/client-rekognition';
import { defineAction, inUse, requireProject } from '../action.ts';

export const deleteProject = defineAction<DeleteProjectRequest, DeleteProjectResponse>({
  schema: DeleteProject$,
  access: ({ ProjectArn = '' }) => [{ action: 'rekognition:DeleteProject', resource: ProjectArn }],
  handle({ ProjectArn = '' }, { store }) {
    requireProject(store, ProjectArn);
    const isOfIt = ({ projectArn }: { projectArn: string }) => projectArn === ProjectArn;
    if (store.versions().some(isOfIt) || store.datasets().some(isOfIt))
      inUse('The project has models or datasets; delete them first.');
    store.remove(ProjectArn);
    return { Status: 'DELETING' };
  },
});
