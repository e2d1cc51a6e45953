import { inParallel } from '../../shared/in-parallel.ts';
import type { EnginePorts } from '../engine-ports.ts';
import type { Job } from '../job/job.ts';
import type { JobDocument } from '../job/job-document.ts';
import { creationDate, jobNameInMetadata, outputLayout } from '../job/output-layout.ts';
import { type Decision, machineKindOf } from './automation.ts';
import { foldOf } from './cross-fitting.ts';
import { RoundFiles, type RoundPredictions } from './round-files.ts';

const FILES_AT_ONCE = 16;

/** The machine's labels of a job; each round is read once. */
export class MachineLabels {
  #document: JobDocument;
  #files: RoundFiles;
  #rounds = new Map<number, Promise<{ decision: Decision; predictions: RoundPredictions }>>();

  constructor(job: Job, document: JobDocument, ports: EnginePorts) {
    this.#document = document;
    this.#files = new RoundFiles(job, document, ports);
  }

  /**
   * What goes into the manifest line of an object that the round's model labeled: `human-annotated: "no"`, as Ground
   * Truth has it.
   */
  async labelOf(round: number, objectId: string): Promise<Record<string, unknown>> {
    let read = this.#rounds.get(round);
    if (!read) {
      read = this.#read(round);
      this.#rounds.set(round, read);
    }
    const { decision, predictions } = await read;
    const { request, ledger } = this.#document;
    const attribute = request.LabelAttributeName;
    const { value, metadata } = machineKindOf(request).label(
      predictions[objectId],
      decision.classThresholds[foldOf(objectId)]!,
      ledger!.labels,
      outputLayout(request).machineFile(round, objectId),
    );
    return {
      [attribute]: value,
      [`${attribute}-metadata`]: {
        ...metadata,
        'human-annotated': 'no',
        'creation-date': creationDate(decision.at),
        'job-name': jobNameInMetadata(request),
      },
    };
  }

  async #read(round: number) {
    const [decision, predictions] = await Promise.all([
      this.#files.findDecision(round),
      this.#files.findPredictions(round),
    ]);
    return { decision: decision!, predictions: predictions! };
  }
}

/** Writes the files of labels that are files, from the answers that hold them; the same whenever it runs. */
export async function writeMachineFiles(
  { request }: JobDocument,
  ports: EnginePorts,
  round: number,
  predictions: RoundPredictions,
  objectIds: readonly string[],
): Promise<void> {
  const { file } = machineKindOf(request);
  if (!file) return;
  await inParallel(objectIds, FILES_AT_ONCE, async (id) => {
    const uri = file.answerOf(predictions[id]);
    const bytes = file.bytes(await ports.files.read(uri), uri);
    await ports.files.write(outputLayout(request).machineFile(round, id), bytes, 'image/png');
  });
}
