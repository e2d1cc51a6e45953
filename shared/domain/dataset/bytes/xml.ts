const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** One element with its attributes; text of all its own text nodes, trimmed. */
export interface XmlElement {
  name: string;
  attributes: Record<string, string>;
  text: string;
  /** The same with the blanks at its ends, which a name may have. */
  exactText: string;
  children: XmlElement[];
}

const unescapeXml = (text: string) =>
  text.replaceAll(/&(#x[0-9a-f]+|#\d+|amp|lt|gt|quot|apos);/gi, (_, entity: string) => {
    if (!entity.startsWith('#')) return ENTITIES[entity.toLowerCase()]!;
    const code = /^#x/i.test(entity) ? Number.parseInt(entity.slice(2), 16) : Number(entity.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : '';
  });

/** Text for XML and HTML, attribute values included. */
export function escapeXml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replaceAll(/[&<>"']/g, (character) => entities[character]!);
}

const TOKEN =
  /<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<[?!][^>]*>|<(\/?)([^\s/>]+)((?:\s+[^\s=]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>/g;
const ATTRIBUTE = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/**
 * The elements of an annotation file. No DTDs, no namespaces, no external entities: nothing outside of the text is ever
 * read.
 * @returns the root; undefined when the text is no complete document
 */
export function parseXml(text: string): XmlElement | undefined {
  const root: XmlElement = { name: '', attributes: {}, text: '', exactText: '', children: [] };
  const open = [root];
  let at = 0;
  for (const match of text.matchAll(TOKEN)) {
    const inside = open.at(-1)!;
    const between = text.slice(at, match.index);
    // What looks like a tag and is none would be lost with all that it says.
    if (between.includes('<')) return undefined;
    inside.text += unescapeXml(between);
    at = match.index + match[0].length;
    const [, data, slash, name, attributes, isEmpty] = match;
    if (data !== undefined) inside.text += data;
    if (name === undefined) continue;
    if (slash) {
      if (inside.name !== name || attributes !== '' || isEmpty) return undefined;
      // A document set out over lines has blanks that are nobody's name.
      inside.exactText = /[\r\n]/.test(inside.text) ? inside.text.trim() : inside.text;
      inside.text = inside.text.trim();
      open.pop();
      continue;
    }
    if (open.length === 1 && root.children.length > 0) return undefined;
    const element: XmlElement = { name, attributes: {}, text: '', exactText: '', children: [] };
    for (const [, key, double, single] of attributes!.matchAll(ATTRIBUTE))
      element.attributes[key!] = unescapeXml(double ?? single ?? '');
    inside.children.push(element);
    if (!isEmpty) open.push(element);
  }
  const isWhole = open.length === 1 && root.children.length === 1 && !text.slice(at).includes('<');
  return isWhole ? root.children[0] : undefined;
}

export const childOf = (element: XmlElement | undefined, name: string) =>
  element?.children.find((child) => child.name === name);

export const childrenOf = (element: XmlElement | undefined, name: string) =>
  element?.children.filter((child) => child.name === name) ?? [];
