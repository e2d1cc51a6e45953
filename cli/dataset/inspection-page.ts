import { escapeXml } from '../../shared/domain/dataset/bytes/xml.ts';

const STYLE =
  'body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:1400px;padding:0 1rem;color:#e8edf2;background:#12171c}' +
  'table{border-collapse:collapse}td{padding:.15rem 1rem .15rem 0;vertical-align:top}td:first-child{color:#8b98a5;white-space:pre}' +
  'img{max-width:100%;height:auto}pre{white-space:pre-wrap;overflow-wrap:anywhere}';

/** The inspection as one file that needs no network and no script. @param picture PNG */
export function inspectionPage(
  where: string,
  format: string,
  rows: ReadonlyArray<readonly [name: string, value: string]>,
  problems: readonly string[],
  picture: Buffer,
): string {
  const cells = rows.map(([name, value]) => `<tr><td>${escapeXml(name)}</td><td>${escapeXml(value)}</td></tr>`);
  return (
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
    `<title>${escapeXml(where)}</title><style>${STYLE}</style><h1>${escapeXml(where)}</h1><p>read as ${escapeXml(format)}</p>` +
    `<table>${cells.join('')}</table><h2>Problems</h2><pre>${escapeXml(problems.join('\n') || 'none')}</pre>` +
    `<h2>Pictures</h2><img alt="images with their labels" src="data:image/png;base64,${picture.toString('base64')}"></html>\n`
  );
}
