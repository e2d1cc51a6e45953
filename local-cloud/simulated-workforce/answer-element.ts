import { ANSWER_KIND_NAMES, type AnswerKindName, kindOf } from '../../shared/domain/answer-kinds/answer-kinds.ts';
import type { Sight } from '../../shared/domain/answer-kinds/simulated-sight.ts';
import { SIMULATIONS } from '../../shared/domain/answer-kinds/simulations.ts';
import { pngCodec } from '../../shared/handler/png-codec.ts';
import type { KnownImage } from './draw-boxes.ts';

/** What a simulated worker answers with, and the name under which it submits. */
export interface KnownElement {
  kind: AnswerKindName;
  name: string;
}

const KIND_OF_ELEMENT = new Map<string, AnswerKindName>(
  ANSWER_KIND_NAMES.flatMap((kind) => kindOf(kind).elements.map((tag) => [tag, kind])),
);

/** The first element of the template that a simulated worker knows. */
export function findElement(html: string): KnownElement {
  for (const [tag, element] of html.matchAll(/<(crowd-[a-z-]+)\b[^>]*/g)) {
    const kind = KIND_OF_ELEMENT.get(element!);
    if (kind) return { kind, name: /\sname=["']([^"']+)["']/.exec(tag)?.[1] ?? element! };
  }
  return { kind: 'boxes', name: 'boundingBox' };
}

/** What the element submits of what the worker has seen. */
export const submit = ({ kind }: KnownElement, sight: Sight) => SIMULATIONS[kind](sight, pngCodec);

/**
 * What a worker has seen on an object.
 * @param boxes that they would draw
 * @param initial those that the task began with
 */
export const sightOf = (
  truth: KnownImage,
  worker: Pick<Sight, 'boxes' | 'labels' | 'initial' | 'wrongLabel' | 'random'>,
): Sight => ({
  ...worker,
  size: { width: truth.width, height: truth.height },
  label: truth.label ?? truth.boxes[0]?.label,
  labelSet: truth.labels ?? truth.boxes.map(({ label }) => label),
});
