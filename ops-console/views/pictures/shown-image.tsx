import type { GalleryShape } from '../../../shared/contracts/gallery.ts';
import { useThumbnail } from './use-thumbnail.ts';

/** As many hues as a person tells apart; a class has the same on every page. */
const HUES = 10;

interface Props {
  imageKey: string;
  /** Pixels of the image that the shapes are drawn on. */
  width: number;
  height: number;
  shapes: readonly GalleryShape[];
  /** Order gives each class its colour. */
  labels: readonly string[];
  alt: string;
}

/** A small picture of an image with labels drawn on it. */
export function ShownImage({ imageKey, width, height, shapes, labels, alt }: Props) {
  const url = useThumbnail(imageKey);
  return (
    <div class="picture sized" style={{ '--ratio': `${width} / ${height}` }}>
      {url && <img src={url} alt={alt} />}
      <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
        {shapes.map((shape, index) => (
          <Drawn key={`${index} ${shape.label}`} shape={shape} hue={labels.indexOf(shape.label) % HUES} />
        ))}
      </svg>
    </div>
  );
}

function Drawn({ shape, hue }: { shape: GalleryShape; hue: number }) {
  const { label, left, top, width, height, confidence, polygons, pose } = shape;
  const title = <title>{confidence === null ? label : `${label} ${confidence.toFixed(2)}`}</title>;
  if (pose)
    return (
      <path class={`shape hue-${hue}`} d={pose}>
        {title}
      </path>
    );
  if (polygons)
    return (
      <path class={`shape hue-${hue}`} d={polygons.map((ring) => `M${ring.join(' ')}Z`).join('')}>
        {title}
      </path>
    );
  return (
    <rect class={`shape hue-${hue}`} x={left} y={top} width={width} height={height}>
      {title}
    </rect>
  );
}
