import { useEffect, useState } from 'preact/hooks';
import { words } from '../languages/current-language.ts';
import { type Invitation, invitation as present } from '../route.ts';
import { client, signOut } from '../session.ts';

interface Props extends Pick<Invitation, 'invitation'> {
  /** Who is signed in. */
  name: string;
}

/** Somebody is signed in and opened an invitation: whoever sent the link does not decide as whom they work. */
export function SwitchPage({ invitation, name }: Props) {
  const [invited, setInvited] = useState<string>();
  const said = words.value;
  const stay = () => {
    present.value = null;
  };
  useEffect(() => {
    // A link that is good for nothing changes nothing.
    client.readInvitation(invitation).then((read) => setInvited(read.name), stay);
  }, [invitation]);
  if (invited === undefined)
    return (
      <main class="narrow">
        <p>{said.loading}</p>
      </main>
    );
  return (
    <main class="narrow">
      <h2>{said.signedInAs(name)}</h2>
      <p>{said.invitationFor(invited)}</p>
      <p class="choices">
        <button type="button" class="primary" onClick={stay}>
          {said.stayAs(name)}
        </button>{' '}
        <button type="button" onClick={() => void signOut()}>
          {said.switchTo(invited)}
        </button>
      </p>
    </main>
  );
}
