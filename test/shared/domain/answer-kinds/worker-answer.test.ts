import { describe, expect, it } from '@jest/globals';
import { readWorkerAnswer } from '../../../../shared/domain/answer-kinds/worker-answer.ts';

const size = { inputImageProperties: { width: 100, height: 80 } };
const box = { label: 'cat', left: 40, top: 20, width: 20, height: 40 };
const line = {
  label: 'cat',
  vertices: [
    { x: 1, y: 1 },
    { x: 9, y: 9 },
  ],
};
const read = (element: unknown, expected?: 'boxes' | 'polygons' | 'label') =>
  readWorkerAnswer(JSON.stringify({ annotatedResult: element }), ['cat'], expected);

/** What elements submit whose answers are of no kind. */
const STRANGE: Array<[what: string, element: object]> = [
  ['rankings', { rankings: [{ dimension: 'Clarity', ranks: [1, 2] }] }],
];

describe('a form of another element', () => {
  it('with entities is of a kind of its own, and no answer where boxes are asked for', () => {
    const entities = [{ label: 'cat', startOffset: 0, endOffset: 3 }];
    expect(read({ entities }).answer).toEqual({ kind: 'entities', entities });
    expect(read({ entities }, 'boxes').problem).toBe('no answer of the kind boxes: it is of the kind entities');
    expect(read({ entities: [{ ...entities[0], endOffset: 0 }] }).problem).toContain('1 of 1 shapes left out');
  });

  it.each(STRANGE)('with %s is no answer, empty or other, and its fields are named', (what, element) => {
    for (const expected of ['boxes', 'polygons', 'label', undefined] as const) {
      const { answer, problem } = read(element, expected);
      expect(answer).toBeUndefined();
      expect(problem).toContain(`it has ${what.replace('no ', '')}`);
    }
  });

  it('of a known kind is no answer where another kind is asked for', () => {
    expect(read({ ...size, boundingBoxes: [] }, 'polygons')).toEqual({
      problem: 'no answer of the kind polygons: it is of the kind boxes',
    });
    expect(read({ ...size, polygons: [] }, 'boxes').problem).toContain('it is of the kind polygons');
    expect(read({ label: 'cat' }, 'boxes').problem).toContain('it is of the kind label');
  });
});

describe('an element that says nothing but the size of its image', () => {
  it('has no boxes where boxes are asked for, and is no answer where nobody says what is asked for', () => {
    expect(read(size, 'boxes').answer).toMatchObject({ kind: 'boxes', boxes: [] });
    expect(read({ ...size, boundingBoxes: null }, 'boxes').answer).toMatchObject({ kind: 'boxes', boxes: [] });
    expect(read(size).problem).toBe("no answer of a known kind: it says nothing but the image's size");
  });
});

describe('lines and painted objects', () => {
  it('are of kinds of their own, and no answer where another kind is asked for', () => {
    for (const field of ['polylines', 'lines'])
      expect(read({ ...size, [field]: [line] }).answer).toMatchObject({ kind: 'lines', lines: [line] });
    expect(read({ ...size, lines: [] }).answer).toMatchObject({ kind: 'lines', lines: [] });
    expect(read({ ...size, lines: [{ ...line, vertices: [{ x: 1, y: 1 }] }] }).answer).toBeUndefined();
    const painted = { ...size, instances: [{ label: 'cat', color: '#1F77B4' }], labeledImage: { pngImageData: 'x' } };
    expect(read(painted).answer).toMatchObject({ kind: 'instances', instances: [{ label: 'cat', colour: '#1f77b4' }] });
    expect(read({ ...painted, instances: [{ label: 'owl', color: '#1f77b4' }] }).problem).toContain('1 of 1 objects');
    for (const element of [{ ...size, lines: [line] }, painted])
      expect(read(element, 'boxes').problem).toMatch(
        /no answer of the kind boxes: it is of the kind (lines|instances)/,
      );
  });
});

describe('places of shapes', () => {
  const asText = (object: object) =>
    Object.fromEntries(Object.entries(object).map(([key, value]) => [key, `${value}`]));

  it("are numbers also where a form of people's own gives them as texts", () => {
    const element = { inputImageProperties: asText(size.inputImageProperties), boundingBoxes: [asText(box)] };
    expect(read(element, 'boxes').answer).toMatchObject({ boxes: [box] });
  });

  it.each(['', ' ', 'left', 'NaN', null, true, [7]])('are none in %j', (left) => {
    expect(read({ ...size, boundingBoxes: [{ ...box, left }] }, 'boxes').answer).toBeUndefined();
  });

  it('leave out an outline of which a corner is none, instead of making it another one', () => {
    const corners = [...line.vertices, { x: 9, y: 1 }];
    const whole = { label: 'cat', vertices: corners };
    const broken = { label: 'cat', vertices: [...corners, { x: 'left', y: 2 }] };
    expect(read({ ...size, polygons: [whole, broken] }, 'polygons')).toMatchObject({
      answer: { polygons: [whole] },
      problem: expect.stringContaining('1 of 2 shapes left out'),
    });
  });
});

describe('a form', () => {
  it('may have other elements beside the one that is asked for', () => {
    const form = { flags: { blurry: true }, comment: 'x', result: { ...size, boundingBoxes: [box] } };
    expect(readWorkerAnswer(JSON.stringify(form), ['cat'], 'boxes').answer).toMatchObject({ boxes: [box] });
  });

  it('may be flattened', () => {
    const form = {
      'annotatedResult.boundingBoxes': [box],
      'annotatedResult.inputImageProperties.width': 100,
      'annotatedResult.inputImageProperties.height': 80,
    };
    expect(readWorkerAnswer(JSON.stringify(form), ['cat'], 'boxes').answer).toMatchObject({ boxes: [box] });
  });

  it('without the size of the image or of a class that the job has not says so', () => {
    expect(read({ boundingBoxes: [box] }, 'boxes').problem).toContain('boundingBoxes, but no inputImageProperties');
    expect(read({ label: 'dog' }, 'label').problem).toBe('the class "dog" is none of this job');
  });
});
