import { AwsError } from '../../wire/aws-error.ts';
import { notImplemented, readAddress } from '../action-match.ts';

/** Reads `x-amz-copy-source`: `[/]<bucket>/<percent-encoded key>`. @throws AwsError InvalidArgument, NotImplemented */
export function readCopySource(header: string | undefined): { bucket: string; key: string } {
  const [path = '', query] = (header ?? '').split('?');
  if (query !== undefined && query !== 'versionId=null') throw notImplemented('Copying a version');
  const { bucket, key } = readAddress(path.startsWith('/') ? path : `/${path}`);
  if (bucket !== undefined && key !== undefined) return { bucket, key };
  throw new AwsError('InvalidArgument', 'x-amz-copy-source must be <bucket>/<key>.');
}
