import { LANGUAGES, type Language } from '../elements/language.ts';
import { chooseLanguage, language, words } from '../languages/current-language.ts';
import { linkTo } from '../route.ts';
import { session, signOut } from '../session.ts';
import { endRun, isOffline, refusals, run, waitingAnswers } from '../work/current-work.ts';

/**
 * The bar above every page: where one is, who one is, and whether everything is sent. While people work, the task's own
 * bar says it.
 */
export function PageHeader() {
  const said = words.value;
  const isWorking = run.value !== null;
  return (
    <header class={isWorking ? 'working' : ''}>
      {!isWorking && (
        <h1>
          <a href={linkTo({ page: 'jobs' })}>{said.portal}</a>
        </h1>
      )}
      {!isWorking && <DeliveryNote />}
      {session.value && !isWorking && (
        <nav aria-label={session.value.worker.name}>
          <a href={linkTo({ page: 'statistics' })}>{said.statistics}</a>
          <span class="faint">{session.value.worker.name}</span>
          <button type="button" onClick={leave}>
            {said.signOut}
          </button>
        </nav>
      )}
      {!isWorking && <LanguageChoice />}
      {refusals.value.map((refusal, index) => (
        <p key={`${index} ${refusal.title}`} class="notice" role="alert">
          {said.refused(refusal.title, refusal.why)}{' '}
          <button type="button" onClick={() => dismiss(refusal)}>
            {said.dismiss}
          </button>
        </p>
      ))}
    </header>
  );
}

/** Whether everything is sent. */
export function DeliveryNote() {
  return <output class={isOffline.value ? 'delivery problem' : 'delivery faint'}>{deliveryText()}</output>;
}

export function LanguageChoice() {
  return (
    <select
      class="language"
      aria-label={words.value.language}
      value={language.value}
      onChange={(event) => chooseLanguage(event.currentTarget.value as Language)}
    >
      {Object.entries(LANGUAGES).map(([code, name]) => (
        <option key={code} value={code} lang={code}>
          {name}
        </option>
      ))}
    </select>
  );
}

function deliveryText(): string {
  const said = words.value;
  if (!session.value) return '';
  const queued = waitingAnswers.value > 0 ? said.queued(waitingAnswers.value) : '';
  if (isOffline.value) return `${said.offline} ${queued}`;
  return queued || said.allSent;
}

async function leave(): Promise<void> {
  endRun();
  await signOut();
}

function dismiss(refusal: object): void {
  refusals.value = refusals.value.filter((other) => other !== refusal);
}
