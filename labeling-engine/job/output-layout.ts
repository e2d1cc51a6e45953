import type { CreateLabelingJobRequest } from '../contracts/labeling-requests.ts';

/** Ground Truth's layout under `<S3OutputPath>/<job name>/`. Batch number = iteration, so that names never collide. */
export function outputLayout(request: CreateLabelingJobRequest) {
  const root = `${request.OutputConfig.S3OutputPath.replace(/\/+$/, '')}/${request.LabelingJobName}`;
  const consolidated = `${root}/annotations/consolidated-annotation`;
  return {
    annotations: `${root}/annotations`,
    manifest: `${root}/manifests/output/output.manifest`,
    workerResponse: (batch: number, objectId: string, at: number) =>
      `${root}/annotations/worker-response/iteration-${batch}/${objectId}/${fileTime(at)}.json`,
    /** Ours: what a worker who declined the object said. */
    declined: (objectId: string, workerId: string) => `${root}/annotations/declined/${objectId}/${workerId}.json`,
    gold: (workerId: string, goldLine: number) => `${root}/annotations/gold/${workerId}/${goldLine}.json`,
    goldPayload: (batch: number, at: number) =>
      `${root}/annotations/gold-payload/iteration-${batch}/${fileTime(at)}.json`,
    /** Ours: the file of a label that a round's machine gave. */
    machineFile: (round: number, objectId: string) => `${consolidated}/output/machine-${round}-${objectId}.png`,
    consolidationRequest: (batch: number, at: number) =>
      `${consolidated}/consolidation-request/iteration-${batch}/${fileTime(at)}.json`,
    consolidationResponse: (batch: number, at: number) =>
      `${consolidated}/consolidation-response/iteration-${batch}/${fileTime(at)}.json`,
  };
}

/** 2021-11-18_02:19:51 */
const fileTime = (at: number) => new Date(at).toISOString().slice(0, 19).replace('T', '_');

/** `creation-date` as Ground Truth writes it: microseconds, no zone. */
export const creationDate = (at: number) => `${new Date(at).toISOString().slice(0, 23)}000`;

/** `job-name` as in real output manifests. */
export const jobNameInMetadata = (request: CreateLabelingJobRequest) =>
  `labeling-job/${request.LabelingJobName.toLowerCase()}`;
