import { useEffect, useRef, useState } from 'preact/hooks';
import { dropFile, fetchOutcomes, labelNow, refresh } from '../../console-client.ts';
import { plural } from '../figures.ts';
import { filesOf, type NamedFile } from './dropped-files.ts';

/** What became of one file; `null`: not judged yet. */
interface Sent {
  name: string;
  key: string;
  etag: string;
  outcome: string | null;
  reason: string | null;
}

const AT_ONCE = 4;
const POLL_MS = 700;
const ASKED = 200;

/** Takes files or a whole folder, says what became of each, and lets people begin. */
export function DropZone(props: { project: string; isOfTexts: boolean; waiting: number }) {
  const { project, isOfTexts, waiting } = props;
  const things = isOfTexts ? 'texts' : 'images';
  const kinds = isOfTexts ? 'UTF-8, a file a text; tables by `labelloop drop`' : 'JPEG or PNG';
  const [total, setTotal] = useState(0);
  const [sent, setSent] = useState<Sent[]>([]);
  const [problem, setProblem] = useState('');
  const [isOver, setOver] = useState(false);
  const [asked, setAsked] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  const take = async (files: readonly NamedFile[]) => {
    setProblem('');
    setAsked(false);
    setTotal((before) => before + files.length);
    const left = [...files];
    const send = async () => {
      for (let next = left.shift(); next; next = left.shift()) {
        const { name, file } = next;
        try {
          const dropped = await dropFile(project, name, file);
          setSent((before) => [...before, { name, ...dropped, outcome: null, reason: null }]);
        } catch (error) {
          const reason = (error as Error).message;
          setSent((before) => [...before, { name, key: '', etag: '', outcome: 'not sent', reason }]);
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, send));
  };
  const open = sent.filter(({ outcome }) => outcome === null).slice(0, ASKED);
  useEffect(() => {
    if (open.length === 0) return;
    const timer = setTimeout(() => {
      fetchOutcomes(
        project,
        open.map(({ key, etag }) => ({ key, etag })),
      ).then(
        (outcomes) => {
          const known = new Map(open.map(({ key }, index) => [key, outcomes[index]]));
          setSent((before) =>
            before.map((one) => {
              const found = one.outcome === null ? known.get(one.key) : undefined;
              return found ? { ...one, ...found } : one;
            }),
          );
          void refresh();
        },
        (error: Error) => setProblem(error.message),
      );
    }, POLL_MS);
    return () => clearTimeout(timer);
  }, [sent]);
  const count = (...outcomes: string[]) => sent.filter(({ outcome }) => outcomes.includes(outcome ?? '')).length;
  const refused = sent.filter(({ outcome }) => outcome === 'quarantined' || outcome === 'not sent');
  const judged = sent.length - sent.filter(({ outcome }) => outcome === null).length;
  return (
    <section
      class={isOver ? 'drop over' : 'drop'}
      aria-label={`drop ${things}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void filesOf(event.dataTransfer!).then(take, (error: Error) => setProblem(error.message));
      }}
    >
      <p class="drop-first">
        <b>Drop a folder or {things} here</b> <span class="faint">{kinds}; what is refused says why</span>{' '}
        <button type="button" onClick={() => picker.current!.click()}>
          choose a folder
        </button>
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          aria-label={`folder of ${things}`}
          {...{ webkitdirectory: true }}
          onChange={(event) => {
            const files = [...(event.currentTarget.files ?? [])];
            event.currentTarget.value = '';
            void take(files.map((file) => ({ name: file.webkitRelativePath || file.name, file })));
          }}
        />{' '}
        {waiting > 0 && (
          <button
            type="button"
            class="primary"
            disabled={asked}
            onClick={() => {
              setAsked(true);
              void labelNow(project).then(refresh, (error: Error) => setProblem(error.message));
            }}
          >
            {asked ? 'a batch is being made' : `label ${plural(waiting, isOfTexts ? 'text' : 'image')} now`}
          </button>
        )}
      </p>
      {problem && <p class="problem">{problem}</p>}
      {total > 0 && (
        <>
          <progress value={judged} max={total} aria-label={`${judged} of ${total} files checked`} />
          <p role="status">
            {judged} of {total} checked: <span class="done">{count('accepted')} accepted</span>
            {count('duplicate', 'superseded') > 0 && `, ${count('duplicate', 'superseded')} were there already`}
            {refused.length > 0 && <span class="problem">, {refused.length} refused</span>}
          </p>
          {refused.length > 0 && (
            <ul class="refused">
              {refused.map(({ name, reason }) => (
                <li key={name}>
                  <b>{name}</b>: {reason}
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </section>
  );
}
