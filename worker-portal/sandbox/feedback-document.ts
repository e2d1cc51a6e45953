import type { Finding, FindingShape } from '../../shared/domain/answer-kinds/comparison.ts';
import { escapeHtml, sandboxDocument } from './sandbox-document.ts';

const STYLE = `<style>
body { margin: 0; height: 100vh; display: grid; place-items: center; overflow: hidden; background: #10161f; }
figure { margin: 0; position: relative; }
img { display: block; max-width: 100vw; max-height: 100vh; }
svg { position: absolute; inset: 0; width: 100%; height: 100%; }
polygon { fill: none; stroke-width: 3; vector-effect: non-scaling-stroke; paint-order: stroke; }
.right { stroke: #4ade80; }
.known { stroke: #ffb454; stroke-dasharray: 7 4; }
.given { stroke: #ff8a80; stroke-dasharray: 2 4; }
</style>`;

/**
 * The image with what was given and what is known: right solid, known and not given dashed, given and not right dotted.
 */
export function feedbackDocument(
  imageUrl: string,
  findings: readonly Finding[],
  { language, title, files }: { language: string; title: string; files: string },
): string {
  const polygons = findings.flatMap(({ verdict, given, known }) =>
    verdict === 'right' ? polygon('right', given ?? known) : polygon('known', known) + polygon('given', given),
  );
  return sandboxDocument({
    language,
    title,
    files,
    media: [imageUrl],
    head: STYLE,
    body: `<main><figure role="img" aria-label="${escapeHtml(title)}">
<img alt="" src="${escapeHtml(imageUrl)}" onload="this.nextElementSibling.setAttribute('viewBox', '0 0 ' + this.naturalWidth + ' ' + this.naturalHeight)">
<svg preserveAspectRatio="none">${polygons.join('')}</svg>
</figure></main>`,
  });
}

function polygon(kind: 'right' | 'known' | 'given', shape: FindingShape | undefined): string {
  if (!shape) return '';
  const rings = ringsOf(shape).map((ring) => ring.map(({ x, y }) => `${Number(x)},${Number(y)}`).join(' '));
  return rings.map((points) => `<polygon class="${kind}" points="${points}"/>`).join('');
}

/** A point's mark, pixels of the image. */
const diamond = ({ x, y }: { x: number; y: number }) => [
  { x: x - 5, y },
  { x, y: y - 5 },
  { x: x + 5, y },
  { x, y: y + 5 },
];

function ringsOf(shape: FindingShape): Array<Array<{ x: number; y: number }>> {
  if ('vertices' in shape) return [shape.vertices, ...(shape.parts ?? [])];
  if ('x' in shape) return [diamond(shape)];
  const { left, top, width, height } = shape;
  const [right, bottom] = [left + width, top + height];
  return [
    [
      { x: left, y: top },
      { x: right, y: top },
      { x: right, y: bottom },
      { x: left, y: bottom },
    ],
  ];
}
