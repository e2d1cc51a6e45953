import { words } from '../languages/current-language.ts';
import { client, hasExpired } from '../session.ts';
import { PasswordForm } from './password-form.tsx';

export function SignIn() {
  const said = words.value;
  return (
    <main class="narrow">
      <h2>{said.signIn}</h2>
      {hasExpired.value && <p>{said.sessionEnded}</p>}
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
