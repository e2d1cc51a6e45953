import { isMaskKey, parseImageKey } from '../../shared/domain/project/bucket-keys.ts';

/**
 * Which objects a worker may see with a task: those that its own manifest line names, in the bucket of the projects
 * only accepted images, the masks that consolidation writes and what lies below human-loops, elsewhere only in the
 * manifest's own bucket.
 */
export function mayShow(uri: string, line: unknown, manifestUri: string, dataBucket: string): boolean {
  const [bucket, key] = splitUri(uri);
  if (bucket === undefined || key === undefined || !names(line, uri)) return false;
  if (bucket === dataBucket && key.startsWith('human-loops/')) return true;
  if (bucket === dataBucket) return key.startsWith('projects/') && (parseImageKey(key) !== undefined || isMask(key));
  return bucket === splitUri(manifestUri)[0];
}

/**
 * Good and bad examples in the instructions: any accepted image of the project whose batch it is. Its workers see those
 * anyway.
 */
export function mayShowAsExample(uri: string, manifestUri: string, dataBucket: string): boolean {
  const [bucket, key = ''] = splitUri(uri);
  const [manifestBucket, manifestKey = ''] = splitUri(manifestUri);
  const project = /^projects\/([^/]+)\//.exec(manifestKey)?.[1];
  if (bucket !== dataBucket || manifestBucket !== dataBucket || project === undefined) return false;
  return key.startsWith('projects/') && parseImageKey(key)?.project === project;
}

/** What a verification or adjustment job shows of the job before it, or of a dataset. */
const isMask = (key: string) =>
  isMaskKey(key) || /\/annotations\/consolidated-annotation\/output\/[^/]+\.png$/.test(key);

function splitUri(uri: string): [string?, string?] {
  const match = /^s3:\/\/([^/]+)\/(.+)$/s.exec(uri);
  return match ? [match[1]!, match[2]!] : [];
}

const names = (value: unknown, uri: string): boolean =>
  value === uri ||
  (typeof value === 'object' && value !== null && Object.values(value).some((each) => names(each, uri)));
