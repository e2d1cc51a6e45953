import type { ImageSize } from '../../shared/domain/shapes/image-size.ts';
import type { Backbone } from '../backbone/backbone.ts';
import { fitInside } from '../images/frame.ts';
import { placeInFrame, readImage } from '../images/image-file.ts';
import { GraphBuilder } from '../onnx/graph-builder.ts';
import { encodeModel } from '../onnx/onnx-model.ts';
import { loadRuntime, openSession } from '../onnx/onnx-runtime.ts';

/** Long side of what the backbone looks at, pixels: a cell of a photograph of 640 pixels is 27 pixels wide. */
const SIDE = 384;
/** Features of the cells: this one, a finer one whose four cells are averaged, and a coarser one. */
const CELL_STRIDE = 16;
const STRIDES = [8, 16, 32] as const;

/** What the backbone sees in each cell of an image. */
export interface CellFeatures {
  columns: number;
  rows: number;
  channels: number;
  /** [rows, columns, channels]; roots, so that a few strong channels do not decide. */
  values: Float32Array;
  /** The upright image's size, and how many of its pixels a cell is wide and high. */
  image: ImageSize;
  cell: ImageSize;
}

export interface CellEyes {
  /** @param file path or content of a JPEG or PNG file. @throws InvalidDocumentError when it cannot be read */
  look(file: string | Uint8Array): Promise<CellFeatures>;
  close(): Promise<void>;
}

/** Opens the backbone for cells: some 0.1 s an image on one core. */
export async function openCellEyes(backbone: Backbone, threads: number): Promise<CellEyes> {
  const { Tensor } = await loadRuntime();
  const graph = new GraphBuilder();
  const pixels = graph.input('image', 'uint8', [1, SIDE, SIDE, 3]);
  backbone
    .emit(
      graph,
      pixels,
      STRIDES.map((stride) => `features.${stride}`),
    )
    .forEach((name, index) => {
      const stride = STRIDES[index]!;
      const side = SIDE / stride;
      graph.output(`seen.${stride}`, name, [1, channelsOf(backbone, stride), side, side]);
    });
  const session = await openSession(encodeModel(graph, 'labelloop cells'), threads);
  return {
    async look(file) {
      const frame = { width: SIDE, height: SIDE };
      const image = await readImage(file, frame);
      const input = new Uint8Array(SIDE * SIDE * 3);
      placeInFrame(image, frame, input);
      const seen = await session.run({ image: new Tensor('uint8', input, [1, SIDE, SIDE, 3]) });
      const inside = fitInside(image.original, frame);
      const columns = Math.ceil(inside.width / CELL_STRIDE);
      const rows = Math.ceil(inside.height / CELL_STRIDE);
      const channels = STRIDES.reduce((sum, stride) => sum + channelsOf(backbone, stride), 0);
      const values = new Float32Array(columns * rows * channels);
      let offset = 0;
      for (const stride of STRIDES) {
        const count = channelsOf(backbone, stride);
        writeCells(seen[`seen.${stride}`]!.data as Float32Array, stride, count, {
          values,
          columns,
          rows,
          channels,
          offset,
        });
        offset += count;
      }
      const cell = {
        width: (CELL_STRIDE * image.original.width) / inside.width,
        height: (CELL_STRIDE * image.original.height) / inside.height,
      };
      return { columns, rows, channels, values, image: image.original, cell };
    },
    close: () => session.release(),
  };
}

const channelsOf = ({ features }: Backbone, stride: number) =>
  features.find((each) => each.stride === stride)!.channels;

interface Target {
  values: Float32Array;
  columns: number;
  rows: number;
  channels: number;
  offset: number;
}

/** The mean of the finer cells in each cell, or the coarser cell that it lies in. */
function writeCells(
  seen: Float32Array,
  stride: number,
  count: number,
  { values, columns, rows, channels, offset }: Target,
): void {
  const side = SIDE / stride;
  const finer = Math.max(1, CELL_STRIDE / stride);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const to = (row * columns + column) * channels + offset;
      const [x, y] = [Math.floor((column * CELL_STRIDE) / stride), Math.floor((row * CELL_STRIDE) / stride)];
      for (let channel = 0; channel < count; channel++) {
        let sum = 0;
        for (let down = 0; down < finer; down++)
          for (let right = 0; right < finer; right++)
            sum += seen[(channel * side + Math.min(side - 1, y + down)) * side + Math.min(side - 1, x + right)]!;
        values[to + channel] = Math.sqrt(Math.max(0, sum / (finer * finer)));
      }
    }
}
