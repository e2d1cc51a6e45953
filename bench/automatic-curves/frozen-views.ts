import { readFile, rename, writeFile } from 'node:fs/promises';
import { deserialize, serialize } from 'node:v8';
import type { Backbone } from '../../algorithms/backbone/backbone.ts';
import type { LabeledFile } from '../../algorithms/detector/images/dataset.ts';
import { augmentPicture, type Flip, type View } from '../../algorithms/images/augmentation.ts';
import { placeInFrame, readImage } from '../../algorithms/images/image-file.ts';
import { GraphBuilder } from '../../algorithms/onnx/graph-builder.ts';
import { encodeModel } from '../../algorithms/onnx/onnx-model.ts';
import { loadRuntime, openSession } from '../../algorithms/onnx/onnx-runtime.ts';
import { randomFor } from '../../algorithms/onnx/random.ts';
import type { ImageSize } from '../../shared/domain/shapes/image-size.ts';

/** Views of an image beside the straight one: cropped, recoloured, mirrored as training does. */
const CROPPED_VIEWS = 3;
const VIEW_SEED = 11;

/** A picture as a detector sees it, and what the frozen backbone says of it, finest stride first. */
export interface FrozenView {
  pixels: Uint8Array;
  features: Float16Array[];
  /** Where the frame's pixels come from; undefined: the whole picture in the left top corner. */
  from: View;
}

export interface FrozenImage {
  file: LabeledFile;
  /** Size of the picture inside the frame. */
  placed: ImageSize;
  /** The straight view first. */
  views: FrozenView[];
}

/** What is in a file, else what is made and kept there. */
export async function keptIn<Value>(file: string, make: () => Promise<Value>): Promise<Value> {
  const kept = await readFile(file).catch(() => undefined);
  if (kept) return deserialize(kept) as Value;
  const made = await make();
  await writeFile(`${file}.part`, serialize(made));
  await rename(`${file}.part`, file);
  return made;
}

export interface Freezer {
  /** What the backbone sees in an image, once for all models that learn from it: it is frozen. @param cropped views */
  freeze(file: LabeledFile, at: number, cropped?: number): Promise<FrozenImage>;
  close(): Promise<void>;
}

export async function openFreezer(frame: ImageSize, flip: Flip, backbone: Backbone): Promise<Freezer> {
  const graph = new GraphBuilder();
  const image = graph.input('image', 'uint8', [1, frame.height, frame.width, 3]);
  for (const [index, name] of backbone.emit(graph, image).entries()) {
    const { stride, channels } = backbone.features[index]!;
    const shape = [1, channels, frame.height / stride, frame.width / stride];
    graph.output(`seen.${stride}`, graph.op('Identity', [name]), shape);
  }
  const { Tensor } = await loadRuntime();
  const session = await openSession(encodeModel(graph, 'frozen features'), 1);
  const see = async (pixels: Uint8Array, from: View): Promise<FrozenView> => {
    const seen = await session.run({ image: new Tensor('uint8', pixels, [1, frame.height, frame.width, 3]) });
    const features = backbone.features.map(({ stride }) =>
      Float16Array.from(seen[`seen.${stride}`]!.data as Float32Array),
    );
    return { pixels, features, from };
  };
  const empty = () => new Uint8Array(frame.width * frame.height * 3);
  return {
    async freeze(file, at, cropped = CROPPED_VIEWS) {
      const scaled = await readImage(file.file, frame);
      const straight = empty();
      placeInFrame(scaled, frame, straight);
      const whole = { scale: 1, shift: 0 };
      const views = [await see(straight, { x: whole, y: whole })];
      for (let view = 0; view < cropped; view++) {
        const pixels = empty();
        const from = augmentPicture(scaled, frame, flip, randomFor(VIEW_SEED, at, view), pixels);
        views.push(await see(pixels, from));
      }
      return { file, placed: { width: scaled.width, height: scaled.height }, views };
    },
    close: () => session.release(),
  };
}
