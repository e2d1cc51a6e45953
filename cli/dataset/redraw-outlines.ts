import type { WriteOptions } from '../../shared/domain/dataset/formats/format.ts';
import { type ImageRecord, type Shape, withheld } from '../../shared/domain/dataset/image-record.ts';
import { joinRings, maskRings } from '../../shared/domain/shapes/mask-outline.ts';
import { maskShapes } from '../../shared/domain/shapes/mask-pixels.ts';
import { ringsArea } from '../../shared/domain/shapes/polygon.ts';
import { ringsMask } from '../../shared/domain/shapes/polygon-mask.ts';
import { runsArea } from '../../shared/domain/shapes/run-length.ts';

export const OUTLINES = ['polygons', 'masks'] as const;
export type Outlines = (typeof OUTLINES)[number];

/**
 * The record with every outline as polygons, or every one as a mask; plain boxes stay boxes. Either way the pixels stay
 * the same.
 */
export async function redrawOutlines(
  record: ImageRecord,
  outlines: Outlines,
  options: Pick<WriteOptions, 'bytes' | 'png' | 'report'>,
): Promise<ImageRecord> {
  if (outlines === 'polygons') {
    const { mask, ...plain } = record;
    if (!mask) return { ...record, shapes: record.shapes.map(asPolygons) };
    const shapes = await maskShapes(record, options);
    if (!shapes) return withheld(plain, 'its mask could not be read');
    return { ...plain, width: record.width, height: record.height, kind: 'shapes', shapes: shapes.map(asPolygons) };
  }
  const { width, height } = record;
  if (width === undefined || height === undefined) return record;
  return { ...record, shapes: record.shapes.map((shape) => asMask(shape, width, height)) };
}

/** Polygons of one object lie side by side: one with holes becomes a single ring that goes around them. */
function asPolygons(shape: Shape): Shape {
  if (!shape.mask) return shape;
  const { mask, ...rest } = shape;
  const rings = maskRings(mask);
  const hasHoles = ringsArea(rings) > runsArea(mask);
  return { ...rest, polygons: hasHoles ? [joinRings(rings)] : rings };
}

function asMask(shape: Shape, width: number, height: number): Shape {
  if (!shape.polygons) return shape;
  const { polygons, ...rest } = shape;
  return { ...rest, mask: ringsMask(polygons, width, height) };
}
