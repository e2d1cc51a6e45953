import type { LabelReading, MachineKind } from '../../shared/domain/automatic-labeling/kinds/machine-kind.ts';
import { pngCodec } from '../../shared/handler/png-codec.ts';
import { inParallel } from '../../shared/in-parallel.ts';
import type { EnginePorts } from '../engine-ports.ts';
import type { RoundPredictions } from './round-files.ts';

const READS_AT_ONCE = 16;

/**
 * Reads what a model said of each image.
 * @param answers object ids with the S3 URIs of `<image>.out`
 * @param labels class names by id
 * @throws InvalidDocumentError, ObjectMissingError, ModelAnswerError
 */
export async function readPredictions(
  kind: MachineKind,
  ports: EnginePorts,
  answers: ReadonlyArray<{ id: string; uri: string }>,
  labels: readonly string[],
): Promise<RoundPredictions> {
  const reading: LabelReading = { labels, codec: pngCodec, readBytes: (uri) => ports.files.readBytes(uri) };
  const read = await inParallel(
    answers,
    READS_AT_ONCE,
    async ({ id, uri }) => [id, kind.readAnswer(await ports.files.read(uri), uri, reading) ?? null] as const,
  );
  return Object.fromEntries(read);
}
