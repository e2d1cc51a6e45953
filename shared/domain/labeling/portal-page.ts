import type { PortalFiles } from '../../contracts/portal-files.ts';

/**
 * The workers' pages and where they are served: origins as `https://host[:port]`, the first of each being the one that
 * links name. Storage origins are those that images, masks and recordings are signed for.
 */
export interface PortalSite {
  files: PortalFiles;
  portalOrigins: readonly [string, ...string[]];
  sandboxOrigins: readonly [string, ...string[]];
  storageOrigins: readonly [string, ...string[]];
}

/** What either origin answers, in both homes. */
export interface PageAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

const COMMON_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-dns-prefetch-control': 'off',
};
const FOR_EVER = 'public, max-age=31536000, immutable';
const hostOf = (origin: string) => origin.slice(origin.indexOf('://') + 3);

/**
 * Answers a GET. Files are asked for as `/<version>/<name>` and then kept by browsers for ever; under another version,
 * or none, the present file is given and not kept, so that a page opened before an update goes on.
 * @param host the request's Host header: any that is neither origin's is refused, which stops DNS rebinding
 */
export function portalPage(site: PortalSite, host: string, path: string): PageAnswer {
  const isAt = (origin: string) => hostOf(origin) === host;
  const sandbox = site.sandboxOrigins.find(isAt);
  if (!sandbox && !site.portalOrigins.some(isAt)) return plain(403, 'these pages are not served under that name');
  const [, version, name = ''] = /^\/(?:([^/]+)\/)?([^/]*)$/.exec(path) ?? [];
  const files = sandbox ? site.files.sandbox : site.files.portal;
  const file = Object.hasOwn(files, name) ? files[name] : undefined;
  if (!file || path === '') return plain(404, 'there is no such page');
  return {
    status: 200,
    headers: {
      ...COMMON_HEADERS,
      'content-type': file.contentType,
      'cache-control': version === site.files.version && name !== '' ? FOR_EVER : 'no-cache',
      'content-security-policy': sandbox ? sandboxPolicy(sandbox, site) : portalPolicy(site),
    },
    body: name === '' ? withAddresses(file.body, site) : file.body,
  };
}

const plain = (status: number, body: string): PageAnswer => ({
  status,
  headers: { ...COMMON_HEADERS, 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-cache' },
  body,
});

/** The page learns from its own HTML where its files and the tasks are. */
const withAddresses = (html: string, { files, sandboxOrigins }: PortalSite) =>
  html.replaceAll('{{version}}', files.version).replaceAll('{{sandbox}}', `${sandboxOrigins[0]}/${files.version}`);

const policy = (directives: Record<string, string | readonly string[]>) =>
  Object.entries(directives)
    .map(([name, sources]) => [name, sources].flat().join(' '))
    .join('; ');

/**
 * The portal's own origin: nothing but its files, its API and pictures of tasks; tasks only in frames of the other
 * origin.
 */
const portalPolicy = ({ sandboxOrigins, storageOrigins }: PortalSite) =>
  policy({
    'default-src': "'none'",
    'script-src': "'self'",
    'style-src': "'self'",
    'img-src': ["'self'", 'data:', ...storageOrigins],
    'connect-src': "'self'",
    'frame-src': sandboxOrigins,
    'base-uri': "'none'",
    'form-action': "'none'",
    'frame-ancestors': "'none'",
  });

/**
 * The origin that untrusted templates run in. It has no state and no API; its pages may load scripts from here alone,
 * pictures and recordings from the storage alone, and connect to nothing. Each task's document narrows this to its own
 * files: a browser allows a prefetch to wherever any directive would allow something. What no policy of today's
 * browsers covers stands in SECURITY.md.
 */
const sandboxPolicy = (own: string, { portalOrigins, storageOrigins }: PortalSite) =>
  policy({
    'default-src': "'none'",
    'script-src': [own, "'unsafe-inline'"],
    'style-src': [own, "'unsafe-inline'"],
    'img-src': ['data:', 'blob:', ...storageOrigins],
    'media-src': storageOrigins,
    'font-src': 'data:',
    'connect-src': "'none'",
    'frame-src': "'none'",
    'worker-src': "'none'",
    'form-action': "'none'",
    'base-uri': "'none'",
    'frame-ancestors': portalOrigins,
    sandbox: 'allow-scripts allow-forms',
  });
