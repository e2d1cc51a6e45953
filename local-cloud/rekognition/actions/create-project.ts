import { CreateProject$, type CreateProjectRequest, type CreateProjectResponse } from '@aws-sdk/client-rekognition';
import { AwsError } from '../../wire/aws-error.ts';
import { anyProjectArn, defineAction, projectArn, refuse } from '../action.ts';

/** Rekognition's pattern of a project's name (API reference, CreateProject). */
const NAME = /^[a-zA-Z0-9_.-]{1,255}$/;

export const createProject = defineAction<CreateProjectRequest, CreateProjectResponse>({
  schema: CreateProject$,
  access: ({ ProjectName = '' }) => [{ action: 'rekognition:CreateProject', resource: anyProjectArn(ProjectName) }],
  handle({ ProjectName = '', Feature = 'CUSTOM_LABELS', AutoUpdate }, { store, now }) {
    if (!NAME.test(ProjectName)) refuse(`ProjectName ${JSON.stringify(ProjectName)} must match ${NAME.source}`);
    if (Feature !== 'CUSTOM_LABELS' || AutoUpdate === 'ENABLED')
      refuse('the laptop cloud has projects of CUSTOM_LABELS without AutoUpdate only');
    if (store.projects().some(({ name }) => name === ProjectName))
      throw new AwsError('ResourceAlreadyExistsException', `A project named ${ProjectName} already exists.`);
    const arn = projectArn(ProjectName, now());
    store.addProject({ arn, name: ProjectName, createdAt: now() });
    return { ProjectArn: arn };
  },
});
