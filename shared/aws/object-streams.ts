import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';

/** S3 takes no smaller parts but the last, and 10,000 parts: enough for 80 GB. */
const PART_BYTES = 8 * 1024 * 1024;

let client: S3Client | undefined;
const s3 = () => {
  client ??= new S3Client({ maxAttempts: 5 });
  return client;
};

/** The object's bytes as they come. @throws the SDK's error when there is no such object */
export async function* readChunks(bucket: string, key: string): AsyncGenerator<Uint8Array> {
  const { Body } = await s3().send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  if (Body) yield* Body as unknown as AsyncIterable<Uint8Array>;
}

/** An object that appears whole when it is finished, or not at all. */
export interface Upload {
  /** The bytes are copied: the caller may use them again. */
  write(bytes: Uint8Array): Promise<void>;
  finish(): Promise<void>;
  /** Gives the parts up that were sent. */
  abort(): Promise<void>;
}

/** Uploads what is written in parts, and holds no more than one of them; small objects go in one request. */
export function openUpload(bucket: string, key: string, contentType: string): Upload {
  const place = { Bucket: bucket, Key: key };
  const parts: Array<{ PartNumber: number; ETag: string | undefined }> = [];
  let uploadId: string | undefined;
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  const sendPart = async () => {
    uploadId ??= (await s3().send(new CreateMultipartUploadCommand({ ...place, ContentType: contentType }))).UploadId!;
    const PartNumber = parts.length + 1;
    const Body = Buffer.concat(held);
    const { ETag } = await s3().send(new UploadPartCommand({ ...place, UploadId: uploadId, PartNumber, Body }));
    parts.push({ PartNumber, ETag });
    held = [];
    heldBytes = 0;
  };
  return {
    async write(bytes) {
      held.push(Uint8Array.from(bytes));
      heldBytes += bytes.length;
      if (heldBytes >= PART_BYTES) await sendPart();
    },
    async finish() {
      if (uploadId === undefined) {
        await s3().send(new PutObjectCommand({ ...place, Body: Buffer.concat(held), ContentType: contentType }));
        return;
      }
      if (heldBytes > 0) await sendPart();
      await s3().send(
        new CompleteMultipartUploadCommand({ ...place, UploadId: uploadId, MultipartUpload: { Parts: parts } }),
      );
    },
    async abort() {
      if (uploadId !== undefined) await s3().send(new AbortMultipartUploadCommand({ ...place, UploadId: uploadId }));
    },
  };
}
