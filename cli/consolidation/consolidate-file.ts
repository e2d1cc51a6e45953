import * as z from 'zod/mini';
import { type ConsolidationResponse, payloadObjectSchema } from '../../shared/contracts/ground-truth-events.ts';
import { parse, parseJson } from '../../shared/contracts/parse.ts';
import type { WorkerState } from '../../shared/contracts/worker-state.ts';
import type { AnswerFile } from '../../shared/domain/answer-kinds/answer-kind.ts';
import { consolidatePayload, type ObjectOutcome } from '../../shared/domain/answer-kinds/consolidate-payload.ts';
import { learnFromGold } from '../../shared/domain/answer-kinds/learn-from-gold.ts';
import type { Gold } from '../../shared/domain/consolidation/judge-by-gold.ts';
import { addWorkerStates } from '../../shared/domain/consolidation/worker-state.ts';
import { payloadTime } from '../../shared/domain/labeling/payload-time.ts';
import { InvalidDocumentError } from '../../shared/errors.ts';
import { pngCodec } from '../../shared/handler/png-codec.ts';

export interface ConsolidatedFile {
  response: ConsolidationResponse;
  /** The state with what this payload taught. */
  state: WorkerState;
  outcomes: ObjectOutcome[];
  files: AnswerFile[];
  /** Entries of the file that are no objects of a payload. */
  unreadable: number;
}

export interface ConsolidateOptions {
  /** The name that `--task` gave: verification labels are written in a form of their own. */
  taskType: string;
  labels: readonly string[];
  state: WorkerState;
  gold: Gold | undefined;
  labelAttributeName: string;
  /** The payload's name: its time becomes `creation-date`. */
  name: string;
  /** Where mask files will be written, ending in `/`. */
  outputPrefix: string;
}

/**
 * A Ground Truth consolidation payload through the same code as the Lambda.
 * @throws InvalidDocumentError when the text is no JSON array
 */
export function consolidateFile(text: string, options: ConsolidateOptions): ConsolidatedFile {
  const entries = readEntries(text, options.name);
  const payload = entries.flatMap((entry) => {
    const read = payloadObjectSchema.safeParse(entry);
    return read.success ? read.data : [];
  });
  const context = {
    labelAttributeName: options.labelAttributeName,
    labels: options.labels,
    jobName: 'labeling-job/offline',
    taskType: options.taskType,
    createdAt: payloadTime(options.name),
    outputPrefix: options.outputPrefix,
  };
  const { response, contribution, outcomes, files } = consolidatePayload(payload, context, options.state, pngCodec);
  const { gold } = options;
  const learnt = gold
    ? learnFromGold(
        payload.map((object) => ({ ...object, truth: gold[object.datasetObjectId] })),
        context,
        options.state,
        pngCodec,
      )
    : contribution;
  const state = addWorkerStates(options.state, learnt);
  return { response, state, outcomes, files, unreadable: entries.length - payload.length };
}

/** The payload's entries; a byte order mark before them says nothing. @throws InvalidDocumentError */
function readEntries(text: string, name: string): unknown[] {
  const document = parseJson(z.unknown(), text.replace(/^\uFEFF/, ''), name);
  const event = z.looseObject({ payload: z.looseObject({ s3Uri: z.string() }) }).safeParse(document);
  if (event.success)
    throw new InvalidDocumentError(
      `${name} is the Lambda's event; the payload is the file at its payload.s3Uri, ${event.data.payload.s3Uri}`,
    );
  return parse(z.array(z.unknown()), document, name);
}

/** Labels that the answers of a payload use, sorted by name: what is taken where nobody says the class order. */
export function labelsInPayload(text: string, name: string): string[] {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, child] of Object.entries(value)) {
        if (key === 'label' && typeof child === 'string') found.add(child);
        else if (key === 'labels' && Array.isArray(child)) {
          for (const label of child) if (typeof label === 'string') found.add(label);
        } else if (key === 'labelMappings' && typeof child === 'object' && child) {
          for (const label of Object.keys(child)) found.add(label);
        } else visit(child);
      }
    }
  };
  for (const entry of readEntries(text, name)) {
    const read = payloadObjectSchema.safeParse(entry);
    for (const { annotationData } of read.success ? read.data.annotations : []) {
      try {
        visit(JSON.parse(annotationData.content ?? 'null'));
      } catch {
        // An answer that is not JSON has no labels; consolidation records it as a problem.
      }
    }
  }
  return [...found].sort();
}
