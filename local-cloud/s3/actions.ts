import type { AnyS3Action } from './action.ts';
import { abortMultipartUpload } from './actions/abort-multipart-upload.ts';
import { completeMultipartUpload } from './actions/complete-multipart-upload.ts';
import { copyObject } from './actions/copy-object.ts';
import { createBucket } from './actions/create-bucket.ts';
import { createMultipartUpload } from './actions/create-multipart-upload.ts';
import { deleteBucket } from './actions/delete-bucket.ts';
import { deleteBucketCors } from './actions/delete-bucket-cors.ts';
import { deleteObject } from './actions/delete-object.ts';
import { deleteObjectTagging } from './actions/delete-object-tagging.ts';
import { deleteObjects } from './actions/delete-objects.ts';
import { getBucketCors } from './actions/get-bucket-cors.ts';
import { getBucketLocation } from './actions/get-bucket-location.ts';
import { getObject } from './actions/get-object.ts';
import { getObjectTagging } from './actions/get-object-tagging.ts';
import { headBucket } from './actions/head-bucket.ts';
import { headObject } from './actions/head-object.ts';
import { listBuckets } from './actions/list-buckets.ts';
import { listMultipartUploads } from './actions/list-multipart-uploads.ts';
import { listObjectVersions } from './actions/list-object-versions.ts';
import { listObjects } from './actions/list-objects.ts';
import { listObjectsV2 } from './actions/list-objects-v2.ts';
import { listParts } from './actions/list-parts.ts';
import { putBucketCors } from './actions/put-bucket-cors.ts';
import { putObject } from './actions/put-object.ts';
import { putObjectTagging } from './actions/put-object-tagging.ts';
import { uploadPart } from './actions/upload-part.ts';
import { uploadPartCopy } from './actions/upload-part-copy.ts';

/** Everything that the laptop's S3 does; docs/feature-support/s3.md is held against it. */
export const S3_ACTIONS: readonly AnyS3Action[] = [
  abortMultipartUpload,
  completeMultipartUpload,
  copyObject,
  createBucket,
  createMultipartUpload,
  deleteBucketCors,
  deleteBucket,
  deleteObjectTagging,
  deleteObject,
  deleteObjects,
  getBucketCors,
  getBucketLocation,
  getObjectTagging,
  getObject,
  headBucket,
  headObject,
  listBuckets,
  listMultipartUploads,
  listObjectsV2,
  listObjectVersions,
  listObjects,
  listParts,
  putBucketCors,
  putObjectTagging,
  putObject,
  uploadPartCopy,
  uploadPart,
];
