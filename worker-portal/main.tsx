import { render } from 'preact';
import { invitation, route } from './route.ts';
import { keepSessionFresh, session } from './session.ts';
import { InvitationPage } from './views/invitation-page.tsx';
import { JobList } from './views/job-list.tsx';
import { PageHeader } from './views/page-header.tsx';
import { SignIn } from './views/sign-in.tsx';
import { Statistics } from './views/statistics.tsx';
import { SwitchPage } from './views/switch-page.tsx';
import { TaskPage } from './views/task-page.tsx';
import { startQueue } from './work/current-work.ts';

function Portal() {
  return (
    <>
      <PageHeader />
      <Page />
    </>
  );
}

function Page() {
  const [link, signedIn] = [invitation.value, session.value];
  if (link && signedIn) return <SwitchPage invitation={link.invitation} name={signedIn.worker.name} />;
  if (link) return <InvitationPage {...link} />;
  if (!signedIn) return <SignIn />;
  const present = route.value;
  if (present.page === 'work') return <TaskPage key={present.jobReference} jobReference={present.jobReference} />;
  return present.page === 'statistics' ? <Statistics /> : <JobList />;
}

startQueue();
keepSessionFresh();
render(<Portal />, document.getElementById('portal')!);
