import { decodePng, type PngCodec } from '../images/png-pixels.ts';
import type { Point } from './point.ts';
import { boundsOf, fillPolygon } from './polygon-raster.ts';

/** A class for every pixel, row by row: 0 is background, else the class id + 1. */
export interface ClassMask {
  width: number;
  height: number;
  pixels: Uint8Array;
}

/** What the colours of a mask mean, as a manifest's line has it. */
export type ColourMap = Readonly<Record<string, { 'class-name': string; 'hex-color': string }>>;

const colourNumber = (hex: string) => Number.parseInt(hex.replace('#', ''), 16);

/**
 * Reads a mask image. Colours that the map or the labels do not know are background.
 * @param labels order = class ids
 * @param size that the mask must have
 * @throws InvalidDocumentError when it is no PNG mask, or of another size
 */
export function readClassMask(
  png: Uint8Array,
  colours: ColourMap,
  labels: readonly string[],
  codec: Pick<PngCodec, 'inflate'>,
  size?: { width: number; height: number },
): ClassMask {
  const { width, height, colours: pixels } = decodePng(png, codec, size);
  const indexOf = new Map(
    Object.values(colours).map((each) => [colourNumber(each['hex-color']), labels.indexOf(each['class-name']) + 1]),
  );
  return { width, height, pixels: Uint8Array.from(pixels, (colour) => indexOf.get(colour) ?? 0) };
}

/** An object's outline: pixels of the image. */
export interface OutlinedObject {
  class_id: number;
  vertices: readonly Point[];
  /** Further rings of the same object. */
  parts?: ReadonlyArray<readonly Point[]> | undefined;
}

/**
 * Paints outlined objects; where they overlap the later one is seen.
 * @param shrink how many pixels of the image one of the mask is
 * @param paint the value of an object's pixels; by default its class
 */
export function paintOutlines(
  objects: readonly OutlinedObject[],
  { width, height }: { width: number; height: number },
  shrink: { x: number; y: number } = { x: 1, y: 1 },
  paint: (index: number) => number = (index) => objects[index]!.class_id + 1,
): Uint16Array {
  const pixels = new Uint16Array(width * height);
  objects.forEach(({ vertices, parts = [] }, index) => {
    for (const ring of [vertices, ...parts]) {
      const scaled = ring.map(({ x, y }) => ({ x: x / shrink.x, y: y / shrink.y }));
      const bounds = boundsOf(scaled);
      const left = Math.max(0, Math.floor(bounds.left));
      const top = Math.max(0, Math.floor(bounds.top));
      const columns = Math.min(width, Math.ceil(bounds.left + bounds.width)) - left;
      const rows = Math.min(height, Math.ceil(bounds.top + bounds.height)) - top;
      if (columns <= 0 || rows <= 0) continue;
      const value = paint(index);
      fillPolygon(scaled, { left, top, columns, rows, scale: 1 }, (cell) => {
        pixels[(top + Math.floor(cell / columns)) * width + left + (cell % columns)] = value;
      });
    }
  });
  return pixels;
}
