import { join } from 'node:path';
import {
  CreateDatasetCommand,
  CreateProjectCommand,
  CreateProjectVersionCommand,
  DescribeProjectVersionsCommand,
  RekognitionClient,
} from '@aws-sdk/client-rekognition';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import sharp from 'sharp';
import { realClock } from '../../../local-cloud/clock.ts';
import { openRekognition } from '../../../local-cloud/rekognition/open-rekognition.ts';
import { BUCKET, IMAGE, type Laptop, openLaptop } from '../sagemaker/laptop.ts';

/** A line with a bird where the fake sees one, and a nest where it sees none. */
export const line = (key: string, changes: object = {}) =>
  JSON.stringify({
    'source-ref': `s3://${BUCKET}/${key}`,
    boxes: {
      image_size: [{ width: 64, height: 64, depth: 3 }],
      annotations: [
        { class_id: 7, left: 8, top: 8, width: 16, height: 16 },
        { class_id: 3, left: 8, top: 40, width: 16, height: 16 },
      ],
    },
    'boxes-metadata': {
      objects: [{ confidence: 1 }, { confidence: 1 }],
      'class-map': { 7: 'bird', 3: 'nest' },
      type: 'groundtruth/object-detection',
      ...{ 'human-annotated': 'yes', 'creation-date': '2026-11-30T00:00:00', ...changes },
    },
  });

/** Rekognition's real client, towards a laptop whose models are the fake ones. */
export class RekognitionDriver {
  readonly rekognition: RekognitionClient;
  readonly s3: S3Client;
  readonly #laptop: Laptop;

  private constructor(laptop: Laptop) {
    this.#laptop = laptop;
    this.rekognition = new RekognitionClient(laptop.client);
    this.s3 = new S3Client({ ...laptop.client, forcePathStyle: true });
  }

  static async open(dataDir: string): Promise<RekognitionDriver> {
    const laptop = await openLaptop(dataDir, {
      algorithms: { repositories: { fake: join(import.meta.dirname, 'fake-algorithm') } },
      beside: (shared) => ({ rekognition: openRekognition({ ...shared, dataDir, clock: realClock, image: IMAGE }) }),
    });
    return new RekognitionDriver(laptop);
  }

  async close(): Promise<void> {
    this.rekognition.destroy();
    this.s3.destroy();
    await this.#laptop.stop();
  }

  image = () =>
    sharp({ create: { width: 64, height: 64, channels: 3, background: 'white' } })
      .png()
      .toBuffer();

  put = (Key: string, Body: string | Buffer) => this.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));

  /** Makes a project with datasets of these lines. */
  async project(name: string, train: readonly string[], test: readonly string[]) {
    const { ProjectArn } = await this.rekognition.send(new CreateProjectCommand({ ProjectName: name }));
    const datasets: string[] = [];
    for (const [DatasetType, lines] of Object.entries({ TRAIN: train, TEST: test })) {
      if (lines.length === 0) continue;
      const Name = `${name}/${DatasetType}.manifest`;
      await this.put(Name, lines.join('\n'));
      const { DatasetArn } = await this.rekognition.send(
        new CreateDatasetCommand({
          ...{ ProjectArn, DatasetType: DatasetType as 'TRAIN' },
          DatasetSource: { GroundTruthManifest: { S3Object: { Bucket: BUCKET, Name } } },
        }),
      );
      datasets.push(DatasetArn!);
    }
    return { arn: ProjectArn!, datasets };
  }

  async train(ProjectArn: string, VersionName: string): Promise<string> {
    const OutputConfig = { S3Bucket: BUCKET, S3KeyPrefix: 'out' };
    const asked = new CreateProjectVersionCommand({ ProjectArn, VersionName, OutputConfig });
    return (await this.rekognition.send(asked)).ProjectVersionArn!;
  }

  /** The newest version, once its status is such. */
  async until(ProjectArn: string, isThere: (status: string) => boolean) {
    for (;;) {
      const asked = await this.rekognition.send(new DescribeProjectVersionsCommand({ ProjectArn }));
      const [newest] = asked.ProjectVersionDescriptions!;
      if (isThere(newest!.Status!)) return newest!;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
