import type { ApiAction } from '../wire/api-action.ts';
import type { RekognitionContext } from './action.ts';
import { createDataset } from './actions/create-dataset.ts';
import { createProject } from './actions/create-project.ts';
import { createProjectVersion } from './actions/create-project-version.ts';
import { deleteDataset } from './actions/delete-dataset.ts';
import { deleteProject } from './actions/delete-project.ts';
import { deleteProjectVersion } from './actions/delete-project-version.ts';
import { describeDataset } from './actions/describe-dataset.ts';
import { describeProjectVersions } from './actions/describe-project-versions.ts';
import { describeProjects } from './actions/describe-projects.ts';
import { detectCustomLabels } from './actions/detect-custom-labels.ts';
import { startProjectVersion } from './actions/start-project-version.ts';
import { stopProjectVersion } from './actions/stop-project-version.ts';

/** Rekognition as far as Custom Labels trains, runs and is asked; docs/feature-support/rekognition.md lists it. */
export const REKOGNITION_ACTIONS: ReadonlyArray<ApiAction<object, unknown, RekognitionContext>> = [
  createDataset,
  createProject,
  createProjectVersion,
  deleteDataset,
  deleteProject,
  deleteProjectVersion,
  describeDataset,
  describeProjectVersions,
  describeProjects,
  detectCustomLabels,
  startProjectVersion,
  stopProjectVersion,
];
