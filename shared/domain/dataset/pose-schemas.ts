import type { WriteOptions } from './formats/format.ts';
import type { Shape } from './image-record.ts';
import type { PoseSchema } from './pose.ts';

/** The key points of each class of a dataset that is being written: the first object of a class says them. */
export class PoseSchemas {
  readonly #schemas = new Map<string, PoseSchema>();
  readonly #report: WriteOptions['report'];

  constructor({ report }: Pick<WriteOptions, 'report'>) {
    this.#report = report;
  }

  /** Tells where an object has other key points than the first one of its class. */
  saw({ label, pose }: Shape, image: string): void {
    const { schema } = pose!;
    const known = this.#schemas.get(label);
    if (known === undefined) this.#schemas.set(label, schema);
    else if (known !== schema && known.names.join('\n') !== schema.names.join('\n'))
      this.#report({
        severity: 'changed',
        code: 'other-keypoints',
        image,
        reason: `an object of ${JSON.stringify(label)} has the key points ${schema.names.join(', ')}, and the first one had ${known.names.join(', ')}: they were written in their own order`,
      });
  }

  of(label: string): PoseSchema | undefined {
    return this.#schemas.get(label);
  }
}
