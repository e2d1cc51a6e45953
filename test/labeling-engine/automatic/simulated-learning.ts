import type { LearningJob, LearningPort } from '../../../labeling-engine/automatic/learning-port.ts';
import { seededRandom } from '../../../shared/domain/seeded-random.ts';
import type { World } from '../engine-in-memory.ts';
import type { Bird, Subject } from './subjects.ts';

export interface LearningCrowd {
  /** By S3 URI of the image. */
  truth: ReadonlyMap<string, Bird>;
  subject: Subject;
  /** Share of wrong answers of a model that learnt from so many images. */
  errors(images: number): number;
  /** A wrong answer is as sure of itself as a right one: the model lies. */
  lies?: boolean;
  /** On images that no training of the model's job was given; by default as elsewhere. */
  errorsOnNew?: number;
  fails?: string;
  /** Of SageMaker: of two trainings that are asked for one finds no room, or each is refused with these words. */
  quota?: 'half' | { none: string };
}

/**
 * SageMaker for one kind of jobs: a model is as good as the number of images that it learnt from; a wrong answer is less
 * sure.
 */
export class SimulatedLearning implements LearningPort {
  image = 'image-of-the-detector';
  trainings = new Map<string, LearningJob & { images: number; known: string }>();
  transforms = new Map<string, LearningJob>();
  models = new Set<string>();
  stopped: string[] = [];
  requests: Array<Record<string, unknown>> = [];
  /** May throw, before or after a call has had its effect. */
  onCall: (name: string) => void = () => {};
  #world: World;
  #crowd: LearningCrowd;

  constructor(world: World, crowd: LearningCrowd) {
    this.#world = world;
    this.#crowd = crowd;
  }

  /** Takes over what another one has made. */
  remember({ trainings, transforms, models }: SimulatedLearning) {
    this.trainings = new Map(trainings);
    this.transforms = new Map(transforms);
    this.models = new Set(models);
  }

  async createTrainingJob(request: Parameters<LearningPort['createTrainingJob']>[0]) {
    this.onCall('createTrainingJob');
    this.requests.push(request);
    const { quota } = this.#crowd;
    if (typeof quota === 'object') return quota.none;
    if (quota === 'half' && this.requests.length % 2 === 0) return undefined;
    const channels = request.InputDataConfig as Array<{ DataSource: { S3DataSource: { S3Uri: string } } }>;
    const [manifest, validation] = channels.map(
      (channel) => this.#world.files.get(channel.DataSource.S3DataSource.S3Uri)!,
    );
    const images = manifest!.trim().split('\n').length;
    const { fails } = this.#crowd;
    this.trainings.set(request.TrainingJobName, {
      images,
      known: `${manifest}${validation}`,
      ...(fails ? { status: 'Failed', reason: fails } : { status: 'Completed', artifact: `s3://models/${images}` }),
    });
    this.onCall('createTrainingJob');
    return undefined;
  }

  async findTrainingJob(name: string) {
    return this.trainings.get(name);
  }

  async createModel(request: Parameters<LearningPort['createModel']>[0]): Promise<string | undefined> {
    this.requests.push(request);
    this.models.add(request.ModelName);
    this.onCall('createModel');
    return undefined;
  }

  async hasModel(name: string) {
    return this.models.has(name);
  }

  async deleteModel(name: string) {
    this.models.delete(name);
    this.onCall('deleteModel');
  }

  async createTransformJob(request: Parameters<LearningPort['createTransformJob']>[0]) {
    this.onCall('createTransformJob');
    this.requests.push(request);
    const input = request.TransformInput as { DataSource: { S3DataSource: { S3Uri: string } } };
    const output = (request.TransformOutput as { S3OutputPath: string }).S3OutputPath;
    const [{ prefix }, ...paths] = JSON.parse(this.#world.files.get(input.DataSource.S3DataSource.S3Uri)!) as [
      { prefix: string },
      ...string[],
    ];
    const { images, known } = this.trainings.get(request.ModelName as string) ?? { images: 1000, known: '' };
    const { errors, errorsOnNew = errors(images) } = this.#crowd;
    const random = seededRandom(images);
    for (const path of paths) {
      const truth = this.#crowd.truth.get(prefix + path)!;
      const isWrong = random() < (known.includes(path) ? errors(images) : errorsOnNew);
      const confidence = isWrong && !this.#crowd.lies ? 0.3 + 0.4 * random() : 0.85 + 0.15 * random();
      const answer = this.#crowd.subject.said(truth, isWrong, confidence);
      this.#world.files.set(`${output}/${path}.out`, JSON.stringify(answer));
    }
    this.transforms.set(request.TransformJobName, { status: 'Completed' });
    this.onCall('createTransformJob');
    return undefined;
  }

  async findTransformJob(name: string) {
    return this.transforms.get(name);
  }

  async stop(name: string) {
    this.stopped.push(name);
  }
}
