import sharp from 'sharp';
import { escapeXml } from '../../../shared/domain/dataset/bytes/xml.ts';

/** A report: one file that opens without any server and runs no script. */
export interface ReportPage {
  title: string;
  lead: string;
  /** The figures at the top. */
  figures: ReadonlyArray<{ name: string; value: string }>;
  /** `html` is trusted: made by this program, with people's text escaped. */
  sections: ReadonlyArray<{ title: string; html: string }>;
}

const STYLE = `
:root{color-scheme:light dark;--ink:#18202a;--faint:#5c6b7a;--paper:#fbfcfd;--card:#fff;--line:#dde3ea}
@media(prefers-color-scheme:dark){:root{--ink:#e8edf2;--faint:#93a1af;--paper:#12171c;--card:#1a2128;--line:#2c3640}}
*{box-sizing:border-box}body{margin:0 auto;max-width:1120px;padding:32px 20px 80px;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
h1{font-size:32px;line-height:1.2;margin:0 0 6px;letter-spacing:-.02em}h2{font-size:21px;margin:48px 0 12px;letter-spacing:-.01em}p{max-width:76ch}
.lead,.note,figcaption{color:var(--faint)}.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin:24px 0}
.figures div{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:14px 16px}.figures b{display:block;font-size:26px;letter-spacing:-.02em;font-variant-numeric:tabular-nums}
.figures span{color:var(--faint);font-size:14px}img{max-width:100%;height:auto;border-radius:8px;display:block}figure{margin:0 0 20px}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(320px,1fr));gap:20px}.pair>svg{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:14px;width:100%}
svg text{fill:currentColor;font:12px system-ui,sans-serif}svg .title{font-weight:600;font-size:13px}svg .grid{stroke:var(--line)}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}td,th{padding:6px 18px 6px 0;text-align:left;border-bottom:1px solid var(--line);vertical-align:top}td.n,th.n{text-align:right}
code{font-size:.92em}li{margin:4px 0}`;

/** The page as HTML. A policy in its head forbids scripts and everything from elsewhere. */
export function renderPage({ title, lead, figures, sections }: ReportPage): string {
  const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escapeXml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escapeXml(title)}</h1>
<p class="lead">${escapeXml(lead)}</p>
<div class="figures">${figures.map(({ name, value }) => `<div><b>${escapeXml(value)}</b><span>${escapeXml(name)}</span></div>`).join('')}</div>
${sections.map((section) => `<section><h2>${escapeXml(section.title)}</h2>${section.html}</section>`).join('\n')}
</body>
</html>
`;
}

/** A picture inside the page, re-encoded as WebP to keep the page small. */
export async function embeddedImage(
  image: Uint8Array,
  alternative: string,
  caption: string,
  quality = 78,
): Promise<string> {
  const { data, info } = await sharp(image).webp({ quality }).toBuffer({ resolveWithObject: true });
  return `<figure><img width="${info.width}" height="${info.height}" alt="${escapeXml(alternative)}" src="data:image/webp;base64,${data.toString('base64')}"><figcaption>${escapeXml(caption)}</figcaption></figure>`;
}

/** A table; the first column is text, the others are numbers. */
export function table(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const cells = (tag: 'td' | 'th', row: readonly string[]) =>
    row.map((cell, column) => `<${tag}${column ? ' class="n"' : ''}>${escapeXml(cell)}</${tag}>`).join('');
  return `<table><thead><tr>${cells('th', head)}</tr></thead><tbody>${rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('')}</tbody></table>`;
}
