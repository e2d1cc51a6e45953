import { useRef } from 'preact/hooks';
import type { GoldFeedback } from '../../labeling-engine/contracts/worker-api.ts';
import { language, words } from '../languages/current-language.ts';
import { feedbackDocument } from '../sandbox/feedback-document.ts';
import { feedback } from '../work/current-work.ts';
import { SandboxFrame, sandbox } from './sandbox-frame.tsx';

/** How an answer compares with the known one: beside the work, never before it. */
export function FeedbackCard() {
  const shown = feedback.value;
  if (!shown) return null;
  const said = words.value;
  const isFlawless = shown.found.findings.every(({ verdict }) => verdict === 'right');
  return (
    <div class="card feedback" role="status">
      <h2>{isFlawless ? said.feedbackFlawless : said.feedbackTitle}</h2>
      {!isFlawless && <Findings {...shown.found} />}
      <Picture key={shown.found} {...shown} />
      <p class="buttons">
        <button type="button" onClick={dismiss}>
          {said.dismiss}
        </button>
      </p>
    </div>
  );
}

/** One line for findings that say the same. */
function Findings({ findings }: GoldFeedback) {
  const alike = Map.groupBy(
    findings,
    ({ label, ...finding }) => `${label} ${words.value.verdict({ label, ...finding })}`,
  );
  return (
    <ul>
      {[...alike].map(([text, [first, ...others]]) => (
        <li key={text} class={`finding ${first!.verdict}`}>
          <strong>{first!.label}</strong> {others.length > 0 && `× ${others.length + 1} `}
          {words.value.verdict(first!)}
        </li>
      ))}
    </ul>
  );
}

/** In a sandbox, as only there the task's image may be loaded. */
function Picture({ imageUrl, found }: { imageUrl: string | undefined; found: GoldFeedback }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const isDrawn = found.findings.some(({ given, known }) => given ?? known);
  const title = words.value.feedbackPicture;
  if (!imageUrl || !isDrawn) return null;
  return (
    <SandboxFrame
      frame={frame}
      content={() => feedbackDocument(imageUrl, found.findings, { language: language.peek(), title, files: sandbox })}
      title={title}
    />
  );
}

/** The work goes on where it was. */
function dismiss(): void {
  feedback.value = null;
  document.querySelector<HTMLIFrameElement>('iframe.in-sight')?.focus();
}
