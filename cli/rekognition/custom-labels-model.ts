import {
  type CustomLabelsProject,
  type CustomLabelsVersion,
  findCustomLabelsProject,
  listCustomLabelsVersions,
} from '../../shared/aws/rekognition.ts';
import type { Project } from '../../shared/contracts/project.ts';
import { prefixOfBucket } from '../../shared/domain/project/names.ts';
import { CommandError } from '../command.ts';
import { type OpenCloud, openCloud, type Place } from '../open-cloud.ts';
import { chooseProject } from '../require-project.ts';

/** A project of ours, and what Rekognition has of it. */
export interface CustomLabelsModel {
  cloud: OpenCloud;
  settings: Project;
  /** The name of Rekognition's project. */
  name: string;
  /** Undefined before the first training. */
  project: CustomLabelsProject | undefined;
  /** The newest first. */
  versions: CustomLabelsVersion[];
  /** What stands in for Rekognition, to be said with everything; undefined on AWS. */
  standIn: string | undefined;
}

const STAND_IN =
  "on this machine labelloop's own model stands in for Rekognition Custom Labels: its calls, not its quality; nothing is billed";

/** Finds what Rekognition has of a project. */
export async function openModel(place: Place & { project?: string | undefined }): Promise<CustomLabelsModel> {
  const cloud = await openCloud(place);
  const settings = await chooseProject(cloud.bucket, place.project);
  const name = `${prefixOfBucket(cloud.bucket)}-${settings.project}-${settings.uid}`;
  const project = await findCustomLabelsProject(name);
  return {
    ...{ cloud, settings, name, project },
    versions: project ? await listCustomLabelsVersions(project.arn) : [],
    standIn: place.stage === undefined ? STAND_IN : undefined,
  };
}

const TRAINED = ['TRAINING_COMPLETED', 'STARTING', 'RUNNING', 'STOPPING', 'STOPPED'];

/**
 * The version that was named, or the newest that is trained.
 * @throws CommandError when there is none
 */
export function requireTrained(model: CustomLabelsModel, wanted: string | undefined): CustomLabelsVersion {
  const trained = model.versions.filter(({ status }) => TRAINED.includes(status));
  const { project } = model.settings;
  const found = wanted === undefined ? trained[0] : trained.find(({ name }) => name === wanted);
  if (found) return found;
  const [newest] = model.versions;
  throw new CommandError(
    wanted === undefined
      ? `Rekognition has no trained model of ${project}`
      : `Rekognition has no trained version ${wanted} of ${project}`,
    {
      ...(newest && { why: `${newest.name} is ${newest.status}: ${newest.message}` }),
      todo: trained.length
        ? `there are ${trained.map(({ name }) => name).join(', ')}`
        : `labelloop rekognition train --project ${project}`,
    },
  );
}
