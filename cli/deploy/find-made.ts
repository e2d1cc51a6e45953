import {
  ListEndpointConfigsCommand,
  ListEndpointsCommand,
  ListModelPackageGroupsCommand,
  ListModelsCommand,
  ListTagsCommand,
  SageMakerClient,
  type Tag,
} from '@aws-sdk/client-sagemaker';
import { listFolders } from '../../shared/aws/s3.ts';
import { loadProject } from '../../shared/documents/project.ts';
import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { PROJECTS_PREFIX } from '../../shared/domain/project/bucket-keys.ts';
import { modelPackageGroupName } from '../../shared/domain/training/model-package.ts';
import { projectTags } from '../../shared/domain/training/training-request.ts';

/** What a stage's projects made in SageMaker, by name. */
export interface Made {
  endpoints: string[];
  endpointConfigs: string[];
  models: string[];
  /** Groups of the model registry, with all versions in them. */
  modelPackageGroups: string[];
  /** What the names of the projects' jobs begin with, and so the names of their log streams. */
  jobPrefixes: string[];
}

export const NOTHING_MADE: Made = {
  endpoints: [],
  endpointConfigs: [],
  models: [],
  modelPackageGroups: [],
  jobPrefixes: [],
};

type Page = { NextToken?: string | undefined };

/** Everything that is listed, page after page. */
async function all<P extends Page, Each>(
  ask: (page: { MaxResults: number; NextToken?: string }) => Promise<P>,
  read: (page: P) => readonly Each[] | undefined,
): Promise<Each[]> {
  const found: Each[] = [];
  for (let NextToken: string | undefined; ; ) {
    const page = await ask({ MaxResults: 100, ...(NextToken !== undefined && { NextToken }) });
    found.push(...(read(page) ?? []));
    NextToken = page.NextToken;
    if (NextToken === undefined) return found;
  }
}

/**
 * What the projects of a stage's bucket have in SageMaker. Configs and models carry their project's name and uid; an
 * endpoint is told by its tags: the name of another stage may begin with this one's.
 * @returns `others`: endpoints whose names begin like the stage's and that no project of it owns
 */
export async function findMade(bucket: string, prefix: string): Promise<{ made: Made; others: string[] }> {
  const client = new SageMakerClient();
  try {
    const made: Made = structuredClone(NOTHING_MADE);
    const owners: Array<ReturnType<typeof projectTags>> = [];
    const groups = await all(
      (page) => client.send(new ListModelPackageGroupsCommand({ NameContains: `${prefix}-`, ...page })),
      ({ ModelPackageGroupSummaryList }) => ModelPackageGroupSummaryList,
    );
    for (const name of await listFolders(bucket, PROJECTS_PREFIX)) {
      const loaded = await loadProject(projectBucket(bucket, name));
      if (!('project' in loaded)) continue;
      const owner = { project: name, uid: loaded.project.uid };
      owners.push(projectTags(owner));
      const own = `${owner.project}-${owner.uid}-`;
      made.jobPrefixes.push(own);
      const group = modelPackageGroupName(prefix, owner);
      if (groups.some(({ ModelPackageGroupName }) => ModelPackageGroupName === group))
        made.modelPackageGroups.push(group);
      const search = { NameContains: own };
      const configs = await all(
        (page) => client.send(new ListEndpointConfigsCommand({ ...search, ...page })),
        (page) => page.EndpointConfigs?.map(({ EndpointConfigName }) => EndpointConfigName!),
      );
      const models = await all(
        (page) => client.send(new ListModelsCommand({ ...search, ...page })),
        (page) => page.Models?.map(({ ModelName }) => ModelName!),
      );
      const isOwn = (found: string) => found.startsWith(own);
      made.endpointConfigs.push(...configs.filter(isOwn));
      made.models.push(...models.filter(isOwn));
    }
    const endpoints = await all(
      (page) => client.send(new ListEndpointsCommand({ NameContains: `${prefix}-`, ...page })),
      (page) => page.Endpoints,
    );
    const others: string[] = [];
    for (const { EndpointName, EndpointArn } of endpoints) {
      if (!EndpointName!.startsWith(`${prefix}-`)) continue;
      const tags = await all(
        (page) => client.send(new ListTagsCommand({ ResourceArn: EndpointArn!, ...page })),
        ({ Tags }) => Tags,
      );
      (owners.some((owner) => carries(tags, owner)) ? made.endpoints : others).push(EndpointName!);
    }
    return { made, others };
  } finally {
    client.destroy();
  }
}

const carries = (tags: readonly Tag[], owner: ReturnType<typeof projectTags>) =>
  owner.every((tag) => tags.some(({ Key, Value }) => Key === tag.Key && Value === tag.Value));
