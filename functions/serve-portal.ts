import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readConfig } from '../shared/config.ts';
import { type HttpEvent, type HttpResult, httpEventSchema } from '../shared/contracts/http-event.ts';
import { parseJson } from '../shared/contracts/parse.ts';
import { portalFilesSchema } from '../shared/contracts/portal-files.ts';
import { type PortalSite, portalPage } from '../shared/domain/labeling/portal-page.ts';
import { createHandler } from '../shared/handler/create-handler.ts';

let site: PortalSite | undefined;

/** The files lie beside the bundle. */
function openSite(): PortalSite {
  const { PORTAL_ORIGIN, SANDBOX_ORIGIN, STORAGE_ORIGIN } = readConfig(
    'PORTAL_ORIGIN',
    'SANDBOX_ORIGIN',
    'STORAGE_ORIGIN',
  );
  const path = join(import.meta.dirname, 'portal.json');
  const files = parseJson(portalFilesSchema, readFileSync(path, 'utf8'), path);
  return { files, portalOrigins: [PORTAL_ORIGIN], sandboxOrigins: [SANDBOX_ORIGIN], storageOrigins: [STORAGE_ORIGIN] };
}

/** The workers' pages, each of the two origins with its own files and policy. */
export async function servePortal({ rawPath, headers: asked, requestContext }: HttpEvent): Promise<HttpResult> {
  site ??= openSite();
  const { status, headers, body } = portalPage(site, requestContext.domainName ?? '', rawPath);
  if (!asked['accept-encoding']?.includes('gzip')) return { statusCode: status, headers, body };
  return {
    statusCode: status,
    headers: { ...headers, 'content-encoding': 'gzip', vary: 'accept-encoding' },
    body: gzipSync(body).toString('base64'),
    isBase64Encoded: true,
  };
}

export const handler = createHandler('serve-portal', httpEventSchema, servePortal);
