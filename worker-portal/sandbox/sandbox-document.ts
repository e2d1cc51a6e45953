const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (character) => ENTITIES[character]!);

/**
 * A document for the sandbox, with a policy that lets it load the sandbox's own files, these images, sounds and films,
 * and nothing else. It is complete in itself: what the frame's server forbids comes on top. A policy's paths ignore
 * queries, so the storage's signature still decides.
 * @param files address of the folder that the sandbox's own files are in
 * @param media addresses of images, sounds and films @param head HTML, as is @param body HTML, as is
 */
export function sandboxDocument({
  language,
  title,
  files,
  media,
  head,
  body,
}: {
  language: string;
  title: string;
  files: string;
  media: readonly string[];
  head: string;
  body: string;
}): string {
  const shown = mediaSources(media).join(' ');
  const policy = [
    "default-src 'none'",
    `script-src ${files}/ 'unsafe-inline'`,
    `style-src ${files}/ 'unsafe-inline'`,
    `img-src data: blob: ${shown}`,
    `media-src ${shown || "'none'"}`,
    'font-src data:',
    "connect-src 'none'",
    "frame-src 'none'",
    "worker-src 'none'",
    "form-action 'none'",
    "base-uri 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
${head}
</head>
<body>
${body}
</body>
</html>`;
}

/** More images than this are allowed by the folders that they lie in: a policy of thousands of names is slow. */
const MOST_NAMED = 100;

/** Each of these addresses; of very many the folders. What is signed for is the storage's to say. */
function mediaSources(media: readonly string[]): string[] {
  const sources = [...new Set(media.map(mediaSource))];
  if (sources.length <= MOST_NAMED) return sources;
  return [...new Set(sources.map((source) => source.slice(0, source.lastIndexOf('/') + 1)))];
}

/** A source as a policy spells it: `;` and `,` would end it. */
function mediaSource(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname.replaceAll(';', '%3B').replaceAll(',', '%2C')}`;
}
