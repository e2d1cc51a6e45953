import { clampToImage } from '../shapes/bounding-box.ts';
import { type RunLengthMask, runsFill } from '../shapes/run-length.ts';
import type { WriteOptions } from './formats/format.ts';
import type { ImageRecord } from './image-record.ts';

/** Pixels; rounding in floating point is no problem of anybody's. */
const TOLERANCE = 1e-3;

/**
 * Leaves what the class list and the image can hold: classes that are on the list, boxes and masks on the image.
 * @returns false when what is left would say something else of the image than its label did
 */
export function holdRecord(record: ImageRecord, { classes, report }: WriteOptions): boolean {
  const { ids } = classes;
  const { width, height, image, shapes } = record;
  let isWhole = true;
  let isTrue = true;
  for (const shape of shapes) {
    if (!ids.has(shape.label)) {
      report({
        severity: 'lost',
        code: 'unknown-class',
        image,
        reason: `${JSON.stringify(shape.label)} is not on the class list`,
      });
      isWhole = false;
    } else if (shape.mask && !fits(shape.mask, width, height)) {
      const { width: w, height: h } = shape.mask;
      report({
        severity: 'lost',
        code: 'mask-of-another-size',
        image,
        reason: `a mask of ${w} x ${h} of ${JSON.stringify(shape.label)} on an image of ${width} x ${height}`,
      });
      isTrue = false;
    } else if (
      !(shape.left >= 0 && shape.top >= 0 && shape.width > 0 && shape.height > 0) ||
      shape.left + shape.width > width! + TOLERANCE ||
      shape.top + shape.height > height! + TOLERANCE
    )
      isWhole = false;
  }
  if (!isWhole)
    record.shapes = shapes.filter((shape) => {
      if (!ids.has(shape.label)) return false;
      if (shape.mask) return true;
      const box = clampToImage(shape, width ?? Infinity, height ?? Infinity, Number.MIN_VALUE);
      const reason = `the box ${JSON.stringify([shape.left, shape.top, shape.width, shape.height])} of ${JSON.stringify(shape.label)}`;
      if (!box) {
        report({
          severity: 'lost',
          code: 'empty-box',
          image,
          reason: `${reason} has no part on the image of ${width} x ${height}`,
        });
        // Some tools leave an annotation without a place behind: nothing was there.
        if (shape.width !== 0 || shape.height !== 0) isTrue = false;
        return false;
      }
      const moved = Math.max(
        Math.abs(box.left - shape.left),
        Math.abs(box.top - shape.top),
        Math.abs(box.width - shape.width),
        Math.abs(box.height - shape.height),
      );
      if (moved > TOLERANCE)
        report({
          severity: 'changed',
          code: 'box-outside',
          image,
          reason: `${reason} reached out of the image of ${width} x ${height} and was cut at its edge`,
        });
      Object.assign(shape, box);
      if (shape.polygons && moved > TOLERANCE)
        shape.polygons = shape.polygons.map((ring) =>
          ring.map((value, at) => Math.min(Math.max(value, 0), (at % 2 ? height : width) ?? value)),
        );
      return true;
    });
  const unknown = record.classes.filter(({ label }) => !ids.has(label));
  for (const { label } of unknown)
    report({
      severity: 'lost',
      code: 'unknown-class',
      image,
      reason: `${JSON.stringify(label)} is not on the class list`,
    });
  if (unknown.length > 0) record.classes = record.classes.filter(({ label }) => ids.has(label));
  const isEmptied = (shapes.length > 0 || unknown.length > 0) && record.shapes.length + record.classes.length === 0;
  return isTrue && !isEmptied;
}

const fits = (mask: RunLengthMask, width: number | undefined, height: number | undefined) =>
  runsFill(mask) && (width === undefined || (mask.width === width && mask.height === height));
