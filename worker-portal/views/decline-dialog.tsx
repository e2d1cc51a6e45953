import { useState } from 'preact/hooks';
import { words } from '../languages/current-language.ts';
import { ModalDialog } from './modal-dialog.tsx';

/** Asks for the reason. @param onClose called also after `decline` */
export function DeclineDialog({ decline, onClose }: { decline(reason: string): Promise<void>; onClose(): void }) {
  const [problem, setProblem] = useState('');
  const said = words.value;

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    const fields = new FormData(event.target as HTMLFormElement);
    const reason = String(fields.get('text')).trim() || String(fields.get('reason'));
    try {
      await decline(reason);
      onClose();
    } catch (error) {
      setProblem(words.value.failed((error as Error).message));
    }
  }

  return (
    <ModalDialog title={said.declineTitle} onClose={onClose}>
      <form onSubmit={submit}>
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
          <button type="button" onClick={onClose}>
            {said.cancel}
          </button>
          <button type="submit" class="primary">
            {said.decline}
          </button>
        </p>
      </form>
    </ModalDialog>
  );
}
