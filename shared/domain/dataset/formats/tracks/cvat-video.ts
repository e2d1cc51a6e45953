import { escapeXml } from '../../bytes/xml.ts';
import type { Shape } from '../../image-record.ts';
import { attributesBeside, identityOfShape } from '../../track-identity.ts';
import { cvatReader } from '../cvat.ts';
import type { DatasetFormat, DatasetWriter, WriteOptions } from '../format.ts';
import { SequenceShelf, type ShelvedSequence } from './sequence-shelf.ts';

/** "CVAT for video 1.1": a document for each folder of frames. */
export const cvatVideoWriter: DatasetWriter = {
  keeps: new Set(['boxes', 'tracks', 'attributes', 'negatives', 'image paths']),
  size: 'need not',
  async open(target, options) {
    const shelf = new SequenceShelf();
    return {
      add: (record) => void shelf.add(record),
      async end() {
        for (const sequence of shelf.sequences())
          await target.write(`${sequence.name}/annotations.xml`, documentOf(sequence, options));
      },
    };
  },
};

interface TrackBoxes {
  label: string;
  boxes: Array<{ frame: number; shape: Shape }>;
}

function documentOf(sequence: ShelvedSequence, { classes }: WriteOptions): string {
  const { name, frames } = sequence;
  const labels = classes.labels.map((label) => `<label><name>${escapeXml(label)}</name><attributes/></label>`).join('');
  const { width = 0, height = 0 } = frames[0]!;
  const tracks = tracksIn(sequence).map((track, id) => trackXml(track, id, frames.length));
  return (
    `<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n  <version>1.1</version>\n  <meta><task>` +
    `<name>${escapeXml(name)}</name><size>${frames.length}</size><mode>interpolation</mode><start_frame>0</start_frame>` +
    `<stop_frame>${frames.length - 1}</stop_frame><labels>${labels}</labels>` +
    `<original_size><width>${width}</width><height>${height}</height></original_size></task></meta>\n` +
    `${tracks.join('')}</annotations>\n`
  );
}

function tracksIn({ frames }: ShelvedSequence): TrackBoxes[] {
  const tracks = new Map<string, TrackBoxes>();
  for (const [frame, { shapes }] of frames.entries())
    for (const [place, shape] of shapes.entries()) {
      const id = identityOfShape(shape)?.['object-id'] ?? `${frame}:${place}`;
      const key = `${id} ${shape.label}`;
      const track = tracks.get(key) ?? { label: shape.label, boxes: [] };
      track.boxes.push({ frame, shape });
      tracks.set(key, track);
    }
  return [...tracks.values()];
}

function trackXml({ label, boxes }: TrackBoxes, id: number, frames: number): string {
  const lines = boxes.flatMap(({ frame, shape }, at) => {
    const ends = boxes[at + 1]?.frame !== frame + 1 && frame + 1 < frames;
    return [boxXml(frame, shape, false), ...(ends ? [boxXml(frame + 1, shape, true)] : [])];
  });
  return `  <track id="${id}" label="${escapeXml(label)}" source="manual">\n${lines.join('')}  </track>\n`;
}

function boxXml(frame: number, shape: Shape, isOutside: boolean): string {
  const { left, top, width, height } = shape;
  const beside = attributesBeside(shape).filter(([key]) => key !== 'occluded');
  const attributes = beside
    .map(([key, value]) => `<attribute name="${escapeXml(key)}">${escapeXml(asText(value))}</attribute>`)
    .join('');
  const isOccluded = Number(shape.extra?.occluded ?? 0) === 1 || shape.extra?.occluded === true;
  return (
    `    <box frame="${frame}" keyframe="1" outside="${isOutside ? 1 : 0}" occluded="${isOccluded ? 1 : 0}" ` +
    `xtl="${left}" ytl="${top}" xbr="${left + width}" ybr="${top + height}" z_order="0">${attributes}</box>\n`
  );
}

const asText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

export const cvatVideo: DatasetFormat = {
  name: 'cvat-video',
  title: 'CVAT for video 1.1',
  reader: cvatReader,
  writer: cvatVideoWriter,
  sides: '',
};
