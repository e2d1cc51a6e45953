import { useEffect, useState } from 'preact/hooks';
import type { InvitationAnswer } from '../../labeling-engine/contracts/worker-api.ts';
import { words } from '../languages/current-language.ts';
import { type Invitation, invitation as present } from '../route.ts';
import { client, keep } from '../session.ts';
import { RefusedError } from '../worker-client.ts';
import { PasswordForm } from './password-form.tsx';
import { SignIn } from './sign-in.tsx';

/** A one-time link was opened: the person chooses a password, or, as a guest, begins at once. */
export function InvitationPage({ invitation, isGuest }: Invitation) {
  const [read, setRead] = useState<InvitationAnswer>();
  const [problem, setProblem] = useState('');
  const said = words.value;

  useEffect(() => {
    const open = isGuest
      ? client.acceptInvitation(invitation, crypto.randomUUID()).then((session) => {
          keep(session);
          present.value = null;
        })
      : client.readInvitation(invitation).then(setRead);
    open.catch((error: Error) =>
      setProblem(
        error instanceof RefusedError && error.code === 'invitation-used'
          ? words.value.invitationUsed
          : words.value.failed(error.message),
      ),
    );
  }, [invitation, isGuest]);

  if (problem) return <SignIn notice={problem} />;
  if (!read)
    return (
      <main class="narrow">
        <p>{said.loading}</p>
      </main>
    );
  return (
    <main class="narrow">
      <h2>{said.welcome(read.name)}</h2>
      <p>{said.choosePassword(read.workteam)}</p>
      <PasswordForm
        button={said.start}
        open={async (fields) => {
          const session = await client.acceptInvitation(invitation, String(fields.get('password')));
          present.value = null;
          return session;
        }}
      >
        <input type="hidden" name="name" autocomplete="username" value={read.name} />
        <label>
          {said.newPassword}
          <input
            name="password"
            type="password"
            autocomplete="new-password"
            required
            minLength={8}
            maxLength={256}
            aria-describedby="password-rule"
          />
        </label>
        <p id="password-rule" class="faint">
          {said.passwordRule}
        </p>
      </PasswordForm>
    </main>
  );
}
