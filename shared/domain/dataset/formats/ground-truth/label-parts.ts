import type { ImageRecord, Severity } from '../../image-record.ts';

export type LineFields = Record<string, unknown>;

/** Tells what of a line could not be taken as it stands. */
export type TellOfLine = (severity: Severity, code: string, reason: string) => void;

/** `<attr>-metadata`, as far as a dataset needs it; every part may be missing or of another type in people's files. */
export interface LabelMetadata {
  type?: unknown;
  'class-map'?: Record<string, unknown>;
  'class-name'?: unknown;
  confidence?: unknown;
  'confidence-map'?: Record<string, unknown>;
  objects?: ReadonlyArray<{ confidence?: unknown; candidate?: unknown } | null>;
  'internal-color-map'?: Record<string, { 'class-name'?: unknown; 'hex-color'?: unknown; confidence?: unknown }>;
  'human-annotated'?: unknown;
  'creation-date'?: unknown;
  'job-name'?: unknown;
  'failure-reason'?: unknown;
  'checked-for'?: unknown;
  /** What the named points of a label are points of. */
  'keypoint-schema'?: unknown;
  /** The key points that objects have, by class id. */
  'keypoint-schemas'?: unknown;
}

export interface LabelPair {
  name: string;
  value: unknown;
  metadata: LabelMetadata;
}

/**
 * A confidence that somebody stated. People's 0 is none: it is what Ground Truth writes where one worker answered alone
 * (developer guide, "Output data", confidence).
 */
export const statedConfidence = (value: unknown, { annotatedBy }: Pick<ImageRecord, 'annotatedBy'>) =>
  typeof value === 'number' && (value !== 0 || annotatedBy === 'machine') ? value : undefined;

/** The size that the label says its image has. */
export function readImageSize(record: ImageRecord, { image_size: sizes }: LineFields): void {
  const size = (Array.isArray(sizes) ? sizes[0] : sizes) as LineFields | undefined;
  if (typeof size?.width !== 'number' || typeof size.height !== 'number') return;
  record.width = size.width;
  record.height = size.height;
}

/** The name of a class id, held against the class order from outside; class ids come as numbers and as strings. */
export function className(
  id: unknown,
  map: Record<string, unknown> | undefined,
  labels: readonly string[] | undefined,
  report: TellOfLine,
): string | undefined {
  const named = map?.[id as string];
  if (typeof named === 'string') {
    holdAgainst(labels, id, named, report);
    return named;
  }
  const known = labels?.[Number(id)];
  if (known === undefined)
    report(
      'lost',
      'unknown-class',
      `class ${JSON.stringify(id)} has no name in the line's class-map, and no class list says it`,
    );
  return known;
}

/** Names decide, because every later reader sees them; the ids are given anew. */
export function holdAgainst(
  labels: readonly string[] | undefined,
  id: unknown,
  named: string,
  report: TellOfLine,
): void {
  const known = labels?.[id as number];
  if (known === undefined || known === named) return;
  report(
    'changed',
    'class-map-contradicts',
    `class ${id} is ${JSON.stringify(named)} here and ${JSON.stringify(known)} in the class list; the name was kept and gets its id from the list`,
  );
}
