import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { SessionAnswer } from '../../labeling-engine/contracts/worker-api.ts';
import { words } from '../languages/current-language.ts';
import { keep } from '../session.ts';
import { RefusedError } from '../worker-client.ts';

/** A form whose fields lead to a session. @param open with the form's fields by name */
export function PasswordForm({
  children,
  button,
  open,
}: {
  children: ComponentChildren;
  button: string;
  open(fields: FormData): Promise<SessionAnswer>;
}) {
  const [problem, setProblem] = useState('');
  const [isBusy, setBusy] = useState(false);

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    setBusy(true);
    setProblem('');
    try {
      keep(await open(new FormData(event.target as HTMLFormElement)));
    } catch (error) {
      const { message } = error as Error;
      setProblem(
        error instanceof RefusedError ? (words.value.refusals[error.code] ?? message) : words.value.failed(message),
      );
      setBusy(false);
    }
  }

  return (
    <form onSubmit={submit}>
      {children}
      <p class="problem" role="alert">
        {problem}
      </p>
      <button type="submit" class="primary" disabled={isBusy}>
        {button}
      </button>
    </form>
  );
}
