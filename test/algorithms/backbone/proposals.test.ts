/** @jest-environment ./test/algorithms/detector/onnx-environment.mjs */
import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { loadPretrained } from '../../../algorithms/backbone/pretrained.ts';
import { decodeProposals, decodeSuggestions, type PredictorOutput } from '../../../algorithms/backbone/proposals.ts';
import { openProposer } from '../../../algorithms/backbone/proposer.ts';
import { parse } from '../../../shared/contracts/parse.ts';
import { proposalsSchema } from '../../../shared/contracts/proposals.ts';

const CLASSES = 24;

/** Predictors that say nothing at all, but for what `set` writes. */
function silent(set: (predictors: PredictorOutput[]) => void): PredictorOutput[] {
  const predictors = [19, 10, 5, 3, 2, 1].map((side, index) => {
    const anchors = index === 0 ? 3 : 6;
    return {
      side,
      boxes: new Float32Array(anchors * 4 * side * side),
      classes: new Float32Array(anchors * CLASSES * side * side).fill(-9),
    };
  });
  set(predictors);
  return predictors;
}

describe('proposals', () => {
  it('are the anchors where the network changes nothing, in pixels of the image', () => {
    const predictors = silent(([, , , , , last]) => {
      // The only cell of the coarsest predictor, its square anchor of .95; class 7.
      last!.classes[7] = 2;
    });
    const { proposals, ...size } = decodeProposals(predictors, { width: 200, height: 100 });
    expect(size).toEqual({ width: 200, height: 100 });
    expect(proposals).toHaveLength(1);
    const [{ left, top, width, height, score }] = proposals as [(typeof proposals)[0]];
    expect([left, top, width, height].map((value) => Math.round(10 * value) / 10)).toEqual([5, 2.5, 190, 95]);
    expect(score).toBeCloseTo(1 / (1 + Math.exp(-2)), 5);
  });

  it('move and stretch by what the network says: offsets by a tenth of the anchor, sizes by logarithms', () => {
    const predictors = silent(([, , , , , last]) => {
      last!.classes[7] = 2;
      last!.boxes.set([1, -1, 5 * Math.log(0.5), 5 * Math.log(0.5)]);
    });
    const [box] = decodeProposals(predictors, { width: 100, height: 100 }).proposals;
    expect(box!.width).toBeCloseTo(47.5, 3);
    expect(box!.left + box!.width / 2).toBeCloseTo(50 - 9.5, 3);
    expect(box!.top + box!.height / 2).toBeCloseTo(50 + 9.5, 3);
  });

  it('leave out the background, the unlikely, and the less likely of two that cover the same', () => {
    const predictors = silent(([, , , , , last]) => {
      last!.classes[0] = 9;
      last!.classes[7] = 1;
      // The anchor between two scales covers nearly the same.
      last!.classes[5 * CLASSES + 3] = 2;
    });
    const { proposals } = decodeProposals(predictors, { width: 100, height: 100 });
    expect(proposals.map(({ score }) => Number(score.toFixed(2)))).toEqual([0.88]);
    // The square of .95 (its logit 1) and the one of sqrt .95 (its logit 2): the mean of their sides by score.
    const [square, larger] = [1, 2].map((logit) => 1 / (1 + Math.exp(-logit))) as [number, number];
    const side = (square * 95 + larger * 100 * Math.sqrt(0.95)) / (square + larger);
    expect(proposals[0]!.width).toBeCloseTo(side, 3);
    expect(proposals[0]!.left + proposals[0]!.width / 2).toBeCloseTo(50, 3);
  });

  it('find a thing in a picture, in the shape that the portal reads', async () => {
    const thing = await sharp({ create: { width: 90, height: 120, channels: 3, background: '#b02020' } })
      .png()
      .toBuffer();
    const picture = await sharp({ create: { width: 400, height: 300, channels: 3, background: '#d8d8d0' } })
      .composite([{ input: thing, left: 200, top: 100 }])
      .jpeg()
      .toBuffer();
    const proposer = await openProposer(await loadPretrained({}), 1);
    const found = parse(proposalsSchema, (await proposer.propose(picture)).proposals, 'proposals');
    await expect(proposer.propose(Buffer.from('no picture'))).rejects.toThrow(/the image cannot be read/);
    await proposer.close();
    expect(found).toMatchObject({ width: 400, height: 300 });
    expect(found.proposals.length).toBeGreaterThan(0);
    const overlaps = found.proposals.map((box) => {
      const width = Math.min(box.left + box.width, 290) - Math.max(box.left, 200);
      const height = Math.min(box.top + box.height, 220) - Math.max(box.top, 100);
      const shared = Math.max(0, width) * Math.max(0, height);
      return shared / (box.width * box.height + 90 * 120 - shared);
    });
    expect(Math.max(...overlaps)).toBeGreaterThan(0.6);
  });
});

describe('suggestions', () => {
  const KNOWN = new Map([
    [18, 'cars'],
    [23, 'wagon'],
    [4, 'people'],
  ]);
  const logit = (confidence: number) => Math.log(confidence / (1 - confidence));

  it('have the label of a class that the project asks for, and are the surer one where two mean the same', () => {
    const predictors = silent(([, , , , , last]) => {
      last!.classes[7] = logit(0.9);
      last!.classes[18] = logit(0.6);
      last!.classes[23] = logit(0.7);
    });
    const found = decodeSuggestions(predictors, KNOWN, { width: 100, height: 100 });
    expect(found).toEqual([expect.objectContaining({ label: 'wagon', confidence: expect.closeTo(0.7, 5) })]);
  });

  it('are none where the network is not sure', () => {
    const predictors = silent(([, , , , , last]) => {
      last!.classes[4] = logit(0.39);
    });
    expect(decodeSuggestions(predictors, KNOWN, { width: 100, height: 100 })).toEqual([]);
  });
});
