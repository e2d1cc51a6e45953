import { MINIMUM_SIDE, type TrueBox } from './labeled-box.ts';

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const unescapeXml = (text: string) => text.replaceAll(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ENTITIES[name]!);

const element = (xml: string, name: string): string | undefined => {
  const match = new RegExp(`<${name}>\\s*([\\s\\S]*?)\\s*</${name}>`).exec(xml);
  return match?.[1];
};

/**
 * Reads one Pascal VOC annotation file. `xmin`..`ymax` count from 1 and include both edges (VOC2012 development kit, 3.3);
 * tools that count from 0 differ by a pixel at most.
 * @returns the boxes, and the image's file name when the file gives it
 */
export function parseVoc(xml: string): { fileName: string | undefined; boxes: TrueBox[] } {
  const fileName = element(xml.replaceAll(/<object>[\s\S]*?<\/object>/g, ''), 'filename');
  const boxes = [...xml.matchAll(/<object>([\s\S]*?)<\/object>/g)].flatMap(([, object]) => {
    // A `<part>` has a box and a name of its own; the object's come outside of it.
    const own = object!.replaceAll(/<part>[\s\S]*?<\/part>/g, '');
    const [left, top, right, bottom] = ['xmin', 'ymin', 'xmax', 'ymax'].map((name) => Number(element(own, name)));
    const box = {
      label: unescapeXml(element(own, 'name') ?? ''),
      left: left! - 1,
      top: top! - 1,
      width: right! - left! + 1,
      height: bottom! - top! + 1,
    };
    return box.label && box.width >= MINIMUM_SIDE && box.height >= MINIMUM_SIDE ? [box] : [];
  });
  return { fileName: fileName && unescapeXml(fileName), boxes };
}
