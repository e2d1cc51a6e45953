import {
  CreateBucketCommand,
  DeleteBucketCommand,
  GetObjectCommand,
  HeadBucketCommand,
  PutBucketCorsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { CodeFolders } from '../lambda/code-folders.ts';
import type { Structure } from '../template/cloudformation-yaml.ts';
import type { DesiredResource } from './desired-stack.ts';
import type { StackStore } from './stack-store.ts';

/**
 * What stands behind the resources of stacks: buckets and functions' code are real, everything else is noted. Each call
 * may come twice.
 */
export interface ResourceMaker {
  /** @param isAgain an earlier call may have made it @throws Error in AWS's words */
  create(wanted: DesiredResource, stackId: string, isAgain?: boolean): Promise<void>;
  /** Takes what is there into the stack. @throws Error when it is not there */
  adopt(wanted: DesiredResource, stackId: string): Promise<void>;
  /** @param physicalId what it was called before */
  update(wanted: DesiredResource, physicalId: string, stackId: string): Promise<void>;
  remove(resource: DesiredResource): Promise<void>;
}

/**
 * Buckets in the laptop's S3, functions' code beside it; of all others only that no two stacks have one of the same
 * type and name.
 */
export class LaptopResources implements ResourceMaker {
  readonly #store: StackStore;
  readonly #s3: () => S3Client;
  readonly #code: CodeFolders;
  readonly #forgetImages: (repository: string) => void;

  /** @param forgetImages is told of each repository that goes */
  constructor(store: StackStore, s3: () => S3Client, code: CodeFolders, forgetImages: (repository: string) => void) {
    this.#store = store;
    this.#s3 = s3;
    this.#code = code;
    this.#forgetImages = forgetImages;
  }

  async create(wanted: DesiredResource, stackId: string, isAgain = false): Promise<void> {
    const { type, physicalId } = wanted;
    const taken = this.#store
      .all()
      .some(
        ({ id, resources }) =>
          id !== stackId && Object.values(resources).some((one) => one.type === type && one.physicalId === physicalId),
      );
    if (taken) throw alreadyExists(physicalId);
    await this.#unpackCode(wanted);
    if (type !== 'AWS::S3::Bucket') return;
    const isThere = await this.#isThere(physicalId);
    if (isThere && !isAgain) throw alreadyExists(physicalId);
    if (!isThere) await this.#s3().send(new CreateBucketCommand({ Bucket: physicalId }));
    await this.#setCors(wanted);
  }

  async adopt(wanted: DesiredResource, stackId: string): Promise<void> {
    const { type, physicalId } = wanted;
    if (type !== 'AWS::S3::Bucket') throw new Error(`the laptop cloud imports buckets only, not ${type}`);
    if (!(await this.#isThere(physicalId))) throw new Error(`${physicalId} does not exist`);
    await this.create(wanted, stackId, true);
  }

  async update(wanted: DesiredResource, physicalId: string, stackId: string): Promise<void> {
    if (wanted.physicalId !== physicalId) return this.create(wanted, stackId);
    await this.#unpackCode(wanted);
    if (wanted.type === 'AWS::S3::Bucket') await this.#setCors(wanted);
  }

  async remove({ type, physicalId }: DesiredResource): Promise<void> {
    if (type === 'AWS::ECR::Repository') this.#forgetImages(physicalId);
    if (type !== 'AWS::S3::Bucket') return;
    await this.#s3()
      .send(new DeleteBucketCommand({ Bucket: physicalId }))
      .catch((error: Error) => {
        if (error.name !== 'NoSuchBucket') throw error;
      });
  }

  async #unpackCode({ type, properties }: DesiredResource): Promise<void> {
    const { Code } = properties as { Code?: Structure };
    if (type !== 'AWS::Lambda::Function' || Code?.S3Key === undefined) return;
    await this.#code.unpack(Code, async (Bucket, Key) => {
      const { Body } = await this.#s3().send(new GetObjectCommand({ Bucket, Key }));
      return Body!.transformToByteArray();
    });
  }

  async #isThere(bucket: string): Promise<boolean> {
    return this.#s3()
      .send(new HeadBucketCommand({ Bucket: bucket }))
      .then(
        () => true,
        () => false,
      );
  }

  async #setCors({ physicalId, properties }: DesiredResource): Promise<void> {
    const { CorsRules } = (properties.CorsConfiguration ?? {}) as { CorsRules?: Structure[] };
    if (!CorsRules) return;
    const CORSRules = CorsRules.map(({ ExposedHeaders, MaxAge, ...rule }) => ({
      ...(rule as { AllowedMethods: string[]; AllowedOrigins: string[] }),
      ...(ExposedHeaders !== undefined && { ExposeHeaders: ExposedHeaders as string[] }),
      ...(MaxAge !== undefined && { MaxAgeSeconds: Number(MaxAge) }),
    }));
    await this.#s3().send(new PutBucketCorsCommand({ Bucket: physicalId, CORSConfiguration: { CORSRules } }));
  }
}

const alreadyExists = (name: string) => new Error(`${name} already exists`);
