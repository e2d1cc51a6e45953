import type { GallerySpan, GalleryText } from '../../../shared/contracts/gallery.ts';

/** As many hues as a person tells apart; a class has the same on every page. */
const HUES = 10;

interface Props {
  text: Pick<GalleryText, 'shown' | 'characters'>;
  spans: readonly GallerySpan[];
  /** Order gives each class its colour. */
  labels: readonly string[];
}

/** A text with the parts of it marked that are labeled; each mark says its label, to eyes and to screen readers. */
export function ShownText({ text, spans, labels }: Props) {
  return (
    <p class="text">
      {piecesOf(text.shown, spans).map(({ content, span, ends }, at) =>
        span ? (
          <mark key={at} class={`hue-${labels.indexOf(span.label) % HUES}`} title={titleOf(span)}>
            <span>{content}</span>
            {ends && <small> {span.label}</small>}
          </mark>
        ) : (
          content
        ),
      )}
      {text.characters > [...text.shown].length && <span class="faint"> … {text.characters} characters in all</span>}
    </p>
  );
}

const titleOf = ({ label, confidence }: GallerySpan) =>
  confidence === null ? label : `${label} ${confidence.toFixed(2)}`;

/** The text cut where a part begins or ends; of parts that overlap the shortest one colours. */
function piecesOf(text: string, spans: readonly GallerySpan[]) {
  const characters = [...text];
  const inText = (at: number) => Math.min(Math.max(0, at), characters.length);
  const cuts = [0, ...spans.flatMap(({ startOffset, endOffset }) => [startOffset, endOffset]), characters.length];
  const places = [...new Set(cuts.map(inText))].sort((a, b) => a - b);
  return places.slice(0, -1).map((start, at) => {
    const end = places[at + 1]!;
    const [span] = spans
      .filter(({ startOffset, endOffset }) => startOffset <= start && endOffset >= end)
      .sort((a, b) => a.endOffset - a.startOffset - (b.endOffset - b.startOffset));
    return { content: characters.slice(start, end).join(''), span, ends: span && inText(span.endOffset) === end };
  });
}
