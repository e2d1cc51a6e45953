/** @jest-environment ./test/algorithms/detector/onnx-environment.mjs */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { Tensor } from 'onnxruntime-node';
import { hashOf, openBackbone } from '../../../algorithms/backbone/backbone.ts';
import { findBackbone } from '../../../algorithms/backbone/find-backbone.ts';
import { convertPackage, loadPretrained, PRETRAINED_HASH } from '../../../algorithms/backbone/pretrained.ts';
import { GraphBuilder } from '../../../algorithms/onnx/graph-builder.ts';
import { encodeModel } from '../../../algorithms/onnx/onnx-model.ts';
import { openSession } from '../../../algorithms/onnx/onnx-runtime.ts';

const folder = mkdtempSync(join(tmpdir(), 'labelloop-backbone-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: Uint8Array): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

/** A network with these outputs; each is the image shrunk by its stride. */
function encodeOwn(outputs: Record<string, number>, channels: number | string = 3, input = 'image'): Uint8Array {
  const graph = new GraphBuilder();
  const image = graph.input(input, 'float32', ['n', 3, 'h', 'w']);
  for (const [name, stride] of Object.entries(outputs)) {
    const shrunk = graph.op('AveragePool', [image], { kernel_shape: [stride, stride], strides: [stride, stride] });
    graph.output(name, shrunk, ['n', channels, 'h2', 'w2']);
  }
  return encodeModel(graph, 'test');
}
const ALL = { 'features.4': 4, 'features.8': 8, 'features.16': 16, 'features.32': 32 };

describe('the pretrained backbone', () => {
  it('is converted from the npm package to the very bytes that were checked', async () => {
    expect(hashOf(await convertPackage())).toBe(PRETRAINED_HASH);
  });

  it('sees features at four strides, embedded in another graph, in an image of any size and number', async () => {
    const backbone = await loadPretrained({});
    const graph = new GraphBuilder();
    const pixels = graph.input('pixels', 'uint8', [2, 64, 96, 3]);
    const names = backbone.emit(graph, pixels);
    backbone.features.forEach(({ stride, channels }, index) => {
      graph.output(`seen${stride}`, names[index]!, [2, channels, 64 / stride, 96 / stride]);
    });
    const model = encodeModel(graph, 'test');
    expect(model.length).toBeLessThan(6_000_000);
    const session = await openSession(model, 1);
    const left = Uint8Array.from({ length: 64 * 96 * 3 }, (_, at) => ((at % 288) * 7 + Math.floor(at / 288)) % 256);
    const image = new Uint8Array(2 * left.length);
    image.set(left, left.length);
    const outputs = await session.run({ pixels: new Tensor('uint8', image, [2, 64, 96, 3]) });
    await session.release();
    for (const { stride, channels } of backbone.features) {
      const { dims, data } = outputs[`seen${stride}`]!;
      expect(dims).toEqual([2, channels, 64 / stride, 96 / stride]);
      const values = [...(data as Float32Array)];
      expect(values.every((value) => value >= 0 && value <= 6)).toBe(true);
      expect(new Set(values.slice(values.length / 2)).size).toBeGreaterThan(50);
    }
  });

  it('names the version of a package that holds another network, and the file of one that lacks it', async () => {
    file('package.json', Buffer.from('{"version":"0.9.1"}'));
    await expect(convertPackage(folder)).rejects.toThrow(/objectron_solution_packed_assets\.data cannot be read/);
    file('objectron_solution_packed_assets.data', Buffer.alloc(2000, 7));
    await expect(convertPackage(folder)).rejects.toThrow(
      /@mediapipe\/objectron 0\.9\.1 holds another network than expected: run npm ci/,
    );
  });

  it('is done without where it is absent: training says why and learns from scratch', async () => {
    const said = jest.spyOn(console, 'log').mockImplementation(() => {});
    process.env.LABELLOOP_BACKBONE = join(folder, 'no.onnx');
    try {
      expect(await findBackbone({ pretrained: 'auto', backbone: undefined })).toBeUndefined();
      expect(said).toHaveBeenCalledWith(
        expect.stringMatching(/^train: without pretrained features: .*no\.onnx cannot be read/),
      );
    } finally {
      delete process.env.LABELLOOP_BACKBONE;
      said.mockRestore();
    }
  });

  it('is missing with a word what to do, when the file that the container names is absent or damaged', async () => {
    await expect(loadPretrained({ LABELLOOP_BACKBONE: join(folder, 'no.onnx') })).rejects.toThrow(
      /no\.onnx cannot be read/,
    );
    const bytes = Buffer.from(await convertPackage());
    bytes[5_000_000]! ^= 1;
    await expect(loadPretrained({ LABELLOOP_BACKBONE: file('damaged.onnx', bytes) })).rejects.toThrow(
      /damaged\.onnx is damaged: build the image again/,
    );
  });
});

describe("a person's own backbone", () => {
  it('is any ONNX file with the four outputs', async () => {
    const { features } = await openBackbone(file('own.onnx', encodeOwn(ALL)));
    expect(features).toEqual([4, 8, 16, 32].map((stride) => ({ stride, channels: 3 })));
  });

  it.each([
    ['lacks an output', encodeOwn({ 'features.4': 4 }), /no output "features\.8".*only features\.4/],
    ['leaves the channels open', encodeOwn(ALL, 'c'), /no output "features\.4" with a fixed number of channels/],
    ['has another input', encodeOwn(ALL, 3, 'pixels'), /has the inputs pixels: it must have "image" alone/],
    ['is no ONNX file', Buffer.from('GIF89a, or so it says'), /is no ONNX file or is damaged/],
    ['is cut off', encodeOwn(ALL).slice(0, 300), /is no ONNX file or is damaged/],
  ])('is refused when it %s', async (_, bytes, message) => {
    await expect(openBackbone(file('wrong.onnx', bytes))).rejects.toThrow(message);
  });

  it('comes through a channel of training, where there is one', async () => {
    const channel = join(folder, 'backbone');
    const project = { pretrained: 'none', backbone: undefined } as const;
    expect(await findBackbone(project, channel)).toBeUndefined();
    mkdirSync(channel);
    file('backbone/0123.onnx', encodeOwn(ALL));
    expect((await findBackbone(project, channel))!.features).toHaveLength(4);
  });

  it('is refused by its name when it is not there', async () => {
    await expect(openBackbone('/nowhere/mine.onnx')).rejects.toThrow(
      /the backbone \/nowhere\/mine\.onnx cannot be read/,
    );
  });
});
