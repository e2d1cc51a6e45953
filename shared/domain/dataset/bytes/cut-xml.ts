/** Elements right below the root, as they stand in the document. */
export interface XmlBatch {
  /** Name of the root; undefined when the text is no XML. */
  root: string | undefined;
  elements: string[];
  /** In the last batch: whether every element is closed where it should be, and nothing stands outside of the root. */
  isComplete?: boolean;
}

/**
 * Comments and CDATA sections, processing instructions, tags. Groups: the text's end before the comment's or the
 * section's; slash in front of a tag's name, name, what
 * follows it, slash behind.
 */
const TOKEN =
  /(?:<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<!(?:--|\[CDATA\[)[\s\S]*($))|<[?!](?!--|\[CDATA\[)[^>]*>|<(\/?)([^\s/>!?]+)((?:[^>"']|"[^"]*"|'[^']*')*?)(\/?)>/g;

/**
 * Cuts an XML document of any size into the elements right below its root; holds a chunk and an element, never the
 * document.
 * @param chunks each is done with when the next one is asked for
 */
export async function* cutXml(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<XmlBatch> {
  const decoder = new TextDecoder();
  let root: string | undefined;
  /** Names of the elements that are open, from the root on. */
  const open: string[] = [];
  let isClosed = false;
  let isBroken = false;
  let text = '';
  /** What has been looked through. */
  let seen = 0;
  let start = 0;
  const elements: string[] = [];
  const look = () => {
    if (isBroken) return;
    TOKEN.lastIndex = seen;
    for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
      const [, isUnfinished, slash, name, more, isEmpty] = match;
      if (isUnfinished !== undefined) break;
      if (text.slice(seen, match.index).includes('<')) isBroken = true;
      seen = TOKEN.lastIndex;
      if (name === undefined) continue;
      if (isClosed) isBroken = true;
      if (slash) {
        if (open.pop() !== name || more!.trim() !== '') isBroken = true;
      } else {
        if (open.length === 0) root ??= name;
        if (open.length === 1) start = match.index;
        if (!isEmpty) open.push(name);
      }
      if (open.length === 1 && (slash || isEmpty)) elements.push(text.slice(start, seen));
      if (open.length === 0) isClosed = true;
      // What is nested wrongly cannot be put right: where an element ends is not known any more.
      if (isBroken) break;
    }
    const behind = open.length > 1 ? start : seen;
    text = text.slice(behind);
    seen -= behind;
    start = 0;
  };
  let awaited = 0;
  for await (const chunk of chunks) {
    text += decoder.decode(chunk, { stream: true });
    // An element of many chunks is looked through when its text has doubled, not with each of them.
    if (text.length < awaited) continue;
    look();
    awaited = text.length * 2;
    if (elements.length > 0) yield { root, elements: elements.splice(0) };
  }
  text += decoder.decode();
  look();
  yield { root, elements, isComplete: isClosed && !isBroken && text.trim() === '' };
}
