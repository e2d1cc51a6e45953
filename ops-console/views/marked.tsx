const PARTS = /(\*\*[^*]+\*\*|`[^`]+`|\[[^\]]+\]\([^)]+\))/;

/** Markdown as the runbook uses it: paragraphs, lists, bold, code. Links are words: they lead into the repository. */
export function Marked({ text }: { text: string }) {
  return (
    <>
      {text.split(/\n{2,}/).map((block) =>
        block.startsWith('- ') ? (
          <ul key={block}>
            {block
              .split(/^- /m)
              .slice(1)
              .map((item) => (
                <li key={item}>
                  <Words text={item} />
                </li>
              ))}
          </ul>
        ) : (
          <p key={block}>
            <Words text={block} />
          </p>
        ),
      )}
    </>
  );
}

/** One line of it. */
export function Words({ text }: { text: string }) {
  return (
    <>
      {text.split(PARTS).map((part) => {
        if (part.startsWith('**')) return <b key={part}>{part.slice(2, -2)}</b>;
        if (part.startsWith('`')) return <code key={part}>{part.slice(1, -1)}</code>;
        return part.startsWith('[') ? /^\[([^\]]+)\]/.exec(part)![1] : part;
      })}
    </>
  );
}
