import type { DatasetStatus, DatasetStatusMessageCode } from '@aws-sdk/client-rekognition';
import { oneChunk } from '../../shared/domain/dataset/bytes/cut-lines.ts';
import type { DatasetSource } from '../../shared/domain/dataset/formats/format.ts';
import { checkRekognitionLines } from '../../shared/domain/dataset/formats/ground-truth/rekognition-lines.ts';
import type { DatasetProblem } from '../../shared/domain/dataset/image-record.ts';
import type { StoredDataset } from './custom-labels-store.ts';

/** More of its lines may not be wrong (developer guide, "Terminal manifest file errors"). */
const MOST_WRONG = 0.2;

/** What Rekognition finds wrong with lines. */
export async function wrongLines(lines: readonly string[]): Promise<DatasetProblem[]> {
  const text = lines.join('\n');
  const source = { files: ['output.manifest'], chunks: () => oneChunk(text) } as unknown as DatasetSource;
  const found: DatasetProblem[] = [];
  for await (const problems of checkRekognitionLines(source)) found.push(...problems);
  return found.filter(({ severity }) => severity === 'lost');
}

/** Why the whole dataset is refused for them; undefined: it is not. */
export function datasetFailure(lines: readonly string[], wrong: readonly DatasetProblem[]): string | undefined {
  if (lines.length === 0) return 'ERROR_EMPTY_MANIFEST: The manifest file is empty.';
  const count = new Set(wrong.map(({ line }) => line)).size;
  if (count <= MOST_WRONG * lines.length) return undefined;
  const [first] = wrong;
  return `ERROR_TOO_MANY_INVALID_ROWS_IN_MANIFEST: ${count} of ${lines.length} lines are wrong; line ${first!.line}: ${first!.code}: ${first!.reason}`;
}

/** A dataset in Rekognition's words. */
export const datasetStatus = ({
  failure,
}: StoredDataset): { Status: DatasetStatus; StatusMessage: string; StatusMessageCode: DatasetStatusMessageCode } => ({
  Status: failure === undefined ? 'CREATE_COMPLETE' : 'CREATE_FAILED',
  StatusMessage: failure ?? 'The dataset was successfully created.',
  StatusMessageCode: failure === undefined ? 'SUCCESS' : 'CLIENT_ERROR',
});
