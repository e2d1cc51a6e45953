import { ownLabelingPeople } from '../aws/labeling-people.ts';

/**
 * The names of the people who label, by worker id. Empty where the backend tells nobody's name: Ground Truth's workers
 * are in Cognito, and an engine of an earlier release has no such operation.
 */
export async function readWorkerNames(): Promise<Map<string, string>> {
  try {
    return new Map((await ownLabelingPeople().list()).map(({ WorkerId, WorkerName }) => [WorkerId, WorkerName]));
  } catch (error) {
    if (/UnknownOperation|AccessDenied/.test((error as Error).name)) return new Map();
    throw error;
  }
}
