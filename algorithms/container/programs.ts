import { UnsupportedError } from '../../shared/errors.ts';

interface Program {
  train(): Promise<unknown>;
  serve(): Promise<unknown>;
}

/** The algorithms that live in our one container image. */
export const PROGRAMS: Readonly<Record<string, Program>> = {
  classifier: { train: () => import('../classifier/train.ts'), serve: () => import('../classifier/serve.ts') },
  segmenter: { train: () => import('../segmenter/train.ts'), serve: () => import('../segmenter/serve.ts') },
  detector: { train: () => import('../detector/train.ts'), serve: () => import('../detector/serve.ts') },
};

/** @throws UnsupportedError for a name that the image does not hold */
export function findProgram(name: string): Program {
  if (Object.hasOwn(PROGRAMS, name)) return PROGRAMS[name]!;
  throw new UnsupportedError(
    `this container holds no algorithm ${JSON.stringify(name)}, only ${Object.keys(PROGRAMS).join(', ')}`,
  );
}
