const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (character) => ENTITIES[character]!);

/**
 * A document for the sandbox, with a policy that lets it load these images and nothing else. The frame's server adds the rest of
 * the policy. A policy's paths ignore queries, so the storage's signature still decides.
 * @param head HTML, as is @param body HTML, as is
 */
export function sandboxDocument({
  language,
  title,
  images,
  head,
  body,
}: {
  language: string;
  title: string;
  images: readonly string[];
  head: string;
  body: string;
}): string {
  const policy = ['img-src', 'data:', 'blob:', ...new Set(images.map(imageSource))].join(' ');
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

/** As a policy spells it: `;` and `,` would end the source. */
function imageSource(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname.replaceAll(';', '%3B').replaceAll(',', '%2C')}`;
}
