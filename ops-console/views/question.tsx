import { useEffect, useId, useRef, useState } from 'preact/hooks';

interface Props {
  /** The words on the button that asks. */
  action: string;
  question: string;
  /** What is said by itself where the person may say something; undefined: only yes or no. */
  suggestion?: string;
  /** One line is enough for what the person says. */
  isLine?: boolean;
  /** The words on the button that does it. */
  yes: string;
  /** @returns what came of it, for people; nothing where the page shows it anyway */
  onYes(text: string): Promise<string | undefined> | Promise<void>;
}

/** A button that asks before it does. The browser's own dialogue keeps the focus inside, and Escape says no. */
export function Question({ action, question, suggestion, isLine, yes, onYes }: Props) {
  const field = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [outcome, setOutcome] = useState('');
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
  }, [isOpen]);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const text = new FormData(event.target as HTMLFormElement).get('text');
    setOpen(false);
    try {
      setOutcome((await onYes(String(text ?? ''))) ?? '');
    } catch (error) {
      setOutcome((error as Error).message);
    }
  };
  if (outcome) return <output class="faint">{outcome}</output>;
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        {action}
      </button>
      {isOpen && (
        <dialog ref={dialog} aria-label={action} onClose={() => setOpen(false)}>
          <form onSubmit={(event) => void submit(event)}>
            {suggestion === undefined ? (
              <p>{question}</p>
            ) : (
              <label htmlFor={field}>
                {question}
                {isLine ? (
                  <input id={field} name="text" maxLength={64} required defaultValue={suggestion} />
                ) : (
                  <textarea id={field} name="text" rows={3} maxLength={200} required defaultValue={suggestion} />
                )}
              </label>
            )}
            <p class="choices">
              <button type="button" onClick={() => setOpen(false)}>
                cancel
              </button>
              <button type="submit" class="primary">
                {yes}
              </button>
            </p>
          </form>
        </dialog>
      )}
    </>
  );
}
