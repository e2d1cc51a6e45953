import { classLabelSchema, classSetLabelSchema, entityLabelSchema } from '../../contracts/label-values.ts';

type Json = Readonly<Record<string, unknown>>;

/** A labeled part of a text, in Unicode code points; the end is exclusive. */
export interface TextSpan {
  label: string;
  startOffset: number;
  endOffset: number;
  /** 0..1; null where nobody says. */
  confidence: number | null;
}

/** A text and its label, whichever of the three tasks it is of. */
export interface LabeledText {
  text: string;
  /** `groundtruth/…` */
  type: string;
  /** By place; those left out that most workers did not see. Undefined: the label is of the whole text. */
  spans: TextSpan[] | undefined;
  /** Classes of the whole text. Undefined: the label is of its parts. */
  classes: string[] | undefined;
  /** What is stated of each part or class, where somebody says it. */
  confidences: number[];
  /** What the annotators looked for; undefined: nobody says. */
  checkedFor: string[] | undefined;
  /** ISO 8601 without a zone. */
  createdAt: string;
  isMachineMade: boolean;
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const SUFFIX = '-metadata';
const stated = (value: unknown) => (typeof value === 'number' && value > 0 ? value : null);

/**
 * The text of a manifest's line and its label: the one of the attribute, else the newest.
 * @returns undefined when the line has no text of its own (`source`), or no label that Ground Truth gives to texts
 */
export function readTextLine(line: Json, attribute?: string): LabeledText | undefined {
  const { source } = line;
  if (typeof source !== 'string') return undefined;
  const names = Object.keys(line).filter((key) => key.endsWith(SUFFIX));
  const found = names.flatMap((key) => {
    const name = key.slice(0, -SUFFIX.length);
    const metadata = line[key];
    if ((attribute !== undefined && name !== attribute) || !isObject(metadata)) return [];
    return readLabel(source, line[name], metadata) ?? [];
  });
  return found.reduce<LabeledText | undefined>(
    (newest, one) => (newest && newest.createdAt >= one.createdAt ? newest : one),
    undefined,
  );
}

function readLabel(text: string, value: unknown, metadata: Json): LabeledText | undefined {
  const checkedFor = metadata['checked-for'];
  const common = {
    text,
    type: String(metadata.type),
    createdAt: String(metadata['creation-date'] ?? ''),
    isMachineMade: metadata['human-annotated'] === 'no',
    checkedFor: Array.isArray(checkedFor) ? checkedFor.map(String) : undefined,
  };
  switch (metadata.type) {
    case 'groundtruth/text-span': {
      const label = entityLabelSchema.safeParse(value);
      if (!label.success) return undefined;
      const known = Array.isArray(metadata.entities) ? (metadata.entities as Json[]) : [];
      const spans = label.data.annotations.entities
        .map((span, at) => ({ ...span, confidence: stated(known[at]?.confidence), candidate: known[at]?.candidate }))
        .filter(({ candidate }) => candidate !== true)
        .map(({ label: name, startOffset, endOffset, confidence }) => ({
          label: name,
          startOffset,
          endOffset,
          confidence,
        }))
        .sort((a, b) => a.startOffset - b.startOffset || a.endOffset - b.endOffset);
      return { ...common, spans, classes: undefined, confidences: spans.flatMap(({ confidence }) => confidence ?? []) };
    }
    case 'groundtruth/text-classification': {
      const name = metadata['class-name'];
      if (!classLabelSchema.safeParse(value).success || typeof name !== 'string') return undefined;
      const confidence = stated(metadata.confidence);
      return { ...common, spans: undefined, classes: [name], confidences: confidence === null ? [] : [confidence] };
    }
    case 'groundtruth/text-classification-multilabel': {
      const ids = classSetLabelSchema.safeParse(value);
      const map = metadata['class-map'];
      if (!ids.success || !isObject(map)) return undefined;
      const sure = isObject(metadata['confidence-map']) ? metadata['confidence-map'] : {};
      return {
        ...common,
        spans: undefined,
        classes: ids.data.map((id) => String(map[String(id)] ?? id)),
        confidences: ids.data.flatMap((id) => stated(sure[String(id)]) ?? []),
      };
    }
    default:
      return undefined;
  }
}
