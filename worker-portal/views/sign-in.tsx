import { words } from '../languages/current-language.ts';
import { client, hasExpired } from '../session.ts';
import { PasswordForm } from './password-form.tsx';

/** @param notice why the person is asked */
export function SignIn({ notice }: { notice?: string }) {
  const said = words.value;
  return (
    <main class="narrow">
      <h2>{said.signIn}</h2>
      {hasExpired.value && <p>{said.sessionEnded}</p>}
      {notice && (
        <p class="notice" role="alert">
          {notice}
        </p>
      )}
      <PasswordForm
        button={said.signIn}
        open={(fields) => client.signIn(String(fields.get('name')), String(fields.get('password')))}
      >
        <label>
          {said.name}
          <input name="name" autocomplete="username" required maxLength={64} />
        </label>
        <label>
          {said.password}
          <input name="password" type="password" autocomplete="current-password" required maxLength={256} />
        </label>
      </PasswordForm>
    </main>
  );
}
