import type { ImageRecord, Shape } from '../../image-record.ts';
import { type PoseSchema, poseTriples } from '../../pose.ts';
import { PoseSchemas } from '../../pose-schemas.ts';
import type { DatasetWriter, OpenWriter, WriteOptions } from '../format.ts';
import { boxNumbers, labelText, shareOf, ultralyticsWriter, YOLO_KEEPS } from './yolo-writer.ts';

const KEEPS: DatasetWriter['keeps'] = new Set([...YOLO_KEEPS, 'keypoints']);

/**
 * Ultralytics pose: a box, then x, y and visibility of each key point, as many in every line as `kpt_shape` of
 * data.yaml says. Objects without key points have zeros.
 */
export const yoloPoseWriter: DatasetWriter = {
  keeps: KEEPS,
  size: 'must',
  async open(target, options) {
    const schemas = new PoseSchemas(options);
    const pose = new PoseText(schemas, options);
    const folders = await ultralyticsWriter(labelText(pose.line), KEEPS, () => pose.yaml()).open(target, options);
    return new WaitingWriter(folders, pose);
  },
};

/** Records before the first one with key points wait: how many numbers a line has is not known. */
class WaitingWriter implements OpenWriter {
  readonly #folders: OpenWriter;
  readonly #pose: PoseText;
  #waiting: ImageRecord[] = [];

  constructor(folders: OpenWriter, pose: PoseText) {
    this.#folders = folders;
    this.#pose = pose;
  }

  async add(record: ImageRecord): Promise<void> {
    this.#pose.saw(record);
    this.#waiting.push(record);
    if (this.#pose.isKnown) await this.#give();
  }

  async end(): Promise<void> {
    await this.#give();
    await this.#folders.end();
  }

  async #give(): Promise<void> {
    const records = this.#waiting;
    this.#waiting = [];
    for (const record of records) await this.#folders.add(record);
  }
}

class PoseText {
  readonly #schemas: PoseSchemas;
  readonly #options: WriteOptions;
  #length = 0;
  #edges: PoseSchema['edges'] = [];

  constructor(schemas: PoseSchemas, options: WriteOptions) {
    this.#schemas = schemas;
    this.#options = options;
  }

  get isKnown(): boolean {
    return this.#length > 0;
  }

  saw({ shapes, image }: ImageRecord): void {
    for (const shape of shapes) {
      if (!shape.pose) continue;
      this.#schemas.saw(shape, image);
      const { names, edges, most = names.length } = shape.pose.schema;
      if (this.#length === 0) {
        this.#length = Math.max(names.length, most);
        this.#edges = edges;
      }
      const beyond = shape.pose.points.filter(({ index }) => index >= this.#length);
      if (beyond.length > 0)
        this.#options.report({
          severity: 'lost',
          code: 'more-keypoints',
          image,
          reason: `${beyond.map(({ index }) => names[index]).join(', ')}: lines have room for ${this.#length} key points, as many as the first object has`,
        });
    }
  }

  readonly line = (id: number, shape: Shape, w: number, h: number): string => {
    const empty = { schema: { names: [], edges: [] }, points: [] };
    const triples = poseTriples(shape.pose ?? empty, this.#length);
    const numbers = triples.map((value, at) => (at % 3 === 2 ? value : shareOf(value / (at % 3 === 0 ? w : h))));
    return `${[boxNumbers(id, shape, w, h), ...numbers].join(' ')}\n`;
  };

  /** `flip_idx` pairs left and right by the points' names: without it Ultralytics mirrors no image. */
  yaml(): string {
    if (!this.isKnown) return '';
    const { labels } = this.#options.classes;
    const lists = labels.flatMap((label, id) => {
      const schema = this.#schemas.of(label);
      return schema ? [{ id, names: schema.names }] : [];
    });
    const [first] = lists;
    const mirrored = first?.names.length === this.#length ? mirroredPlaces(first.names) : undefined;
    return [
      `kpt_shape: [${this.#length}, 3]\n`,
      mirrored ? `flip_idx: ${JSON.stringify(mirrored)}\n` : '',
      `kpt_names:\n${lists.map(({ id, names }) => `  ${id}: ${JSON.stringify(names)}\n`).join('')}`,
      this.#edges.length > 0 ? `skeleton: ${JSON.stringify(this.#edges)}\n` : '',
    ].join('');
  }
}

/** Where each point is found in the mirrored image; undefined where no name has a left or a right. */
function mirroredPlaces(names: readonly string[]): number[] | undefined {
  const places = names.map((name, at) => {
    const other = name.replace(/left|right|^[lr](?=[_\- ])|(?<=[_\- ])[lr]$/i, swapSide);
    const found = names.indexOf(other);
    return found < 0 ? at : found;
  });
  return places.every((place, at) => place === at) ? undefined : places;
}

const SIDES: Record<string, string> = { left: 'right', right: 'left', l: 'r', r: 'l' };

function swapSide(side: string): string {
  const other = SIDES[side.toLowerCase()]!;
  if (side === side.toUpperCase()) return other.toUpperCase();
  return side[0] === side[0]!.toUpperCase() ? other[0]!.toUpperCase() + other.slice(1) : other;
}
