import { useEffect, useRef, useState } from 'preact/hooks';
import { words } from '../languages/current-language.ts';

/** Asks for the reason. @param onClose called also after `decline` */
export function DeclineDialog({ decline, onClose }: { decline(reason: string): Promise<void>; onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [problem, setProblem] = useState('');
  const said = words.value;
  useEffect(() => dialog.current?.showModal(), []);

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    const fields = new FormData(event.target as HTMLFormElement);
    const reason = String(fields.get('text')).trim() || String(fields.get('reason') ?? '');
    if (!reason) return;
    try {
      await decline(reason);
      dialog.current?.close();
    } catch (error) {
      setProblem(words.value.failed((error as Error).message));
    }
  }

  return (
    <dialog ref={dialog} onClose={onClose} aria-labelledby="decline-title">
      <form onSubmit={submit}>
        <h2 id="decline-title">{said.declineTitle}</h2>
        <p>{said.declineHelp}</p>
        {said.reasons.map((reason, index) => (
          <label key={reason} class="choice">
            <input type="radio" name="reason" value={reason} checked={index === 0} /> {reason}
          </label>
        ))}
        <label>
          {said.otherReason}
          <input name="text" maxLength={500} />
        </label>
        <p class="problem" role="alert">
          {problem}
        </p>
        <p class="buttons">
          <button type="button" onClick={() => dialog.current?.close()}>
            {said.cancel}
          </button>
          <button type="submit" class="primary">
            {said.decline}
          </button>
        </p>
      </form>
    </dialog>
  );
}
