const IMAGE = /\.(jpe?g|png|bmp|webp|gif|tiff?|heic|avif)$/i;
const OTHERS: ReadonlyArray<readonly [RegExp, string]> = [
  [/\.(mp4|webm|mov|avi|mkv|ogv)$/i, 'a video'],
  [/\.(wav|mp3|flac|ogg|m4a|aac)$/i, 'a sound'],
  [/\.(csv|tsv|json|txt|html?|pdf)$/i, 'a document'],
];

/** The image that a task is about, or what else it is about. */
export function taskImage(data: Record<string, unknown>): {
  image: string | undefined;
  other?: { value: string; what: string };
} {
  const values = Object.entries(data).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '',
  );
  const paths = values.map(([key, value]) => ({ key, value, path: filePath(value) }));
  const named =
    paths.find(({ key, path }) => key === 'image' && isImage(path)) ?? paths.find(({ path }) => isImage(path));
  if (named) return { image: named.path };
  for (const [pattern, what] of OTHERS) {
    const found = paths.find(({ path }) => pattern.test(withoutQuery(path)));
    if (found) return { image: undefined, other: { value: found.path, what } };
  }
  // Addresses without an extension are images where the task calls them so.
  const image = paths.find(({ key, path }) => /^(image|img|picture|photo)/i.test(key) && !/\s/.test(path));
  if (image) return { image: image.path };
  const [text] = paths;
  return text ? { image: undefined, other: { value: text.value, what: 'a text' } } : { image: undefined };
}

const withoutQuery = (path: string) => path.replace(/[?#].*$/s, '');
const isImage = (path: string) => IMAGE.test(path) || IMAGE.test(withoutQuery(path));

/** What Label Studio serves of local and cloud storage, as the path of the file behind it. */
function filePath(value: string): string {
  const served = /^(?:https?:\/\/[^/]+)?\/(?:data\/local-files|storage-data\/uploaded)\/?\?(?:d|filepath)=([^&]+)/.exec(
    value,
  );
  if (served) return decoded(served[1]!);
  return /^\/data\/upload\//.test(value) ? decoded(withoutQuery(value)) : value;
}

/** Older versions do not encode: what does not decode stands as it is. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
