// Writes docs/state-machine.md from statemachine/label-train-deploy.asl.json: each state, what it does, what comes
// next, what may go wrong. node scripts/state-machine-page.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '..');
const definitionFile = join(root, 'statemachine/label-train-deploy.asl.json');
const pageFile = join(root, 'docs/state-machine.md');

/** The parts of the story, each from its first state on. */
const CHAPTERS = [
  ['StartMode', 'Labeling'],
  ['MergeLabels', 'Dataset'],
  ['ClaimTraining', 'Training'],
  ['PredictValidation', 'Judging'],
  ['CreateEndpointConfig', 'Deploying'],
  ['RecordFailure', 'Ends'],
];

const inner = (state) => state.ItemProcessor ?? state.Iterator;
const kebab = (name) => name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
const names = (list) => [...new Set(list.filter(Boolean))];
const nextOf = (state) => names([...(state.Choices ?? []).map((rule) => rule.Next), state.Default, state.Next]);
const caughtBy = (state) =>
  names((state.Catch ?? []).map(({ ErrorEquals, Next }) => `${ErrorEquals.join(', ')} → ${Next}`));

/** What a state does beside deciding: the function or the call to AWS. */
function callOf(name, state) {
  if (state.Type !== 'Task') return state.Type;
  if (state.Resource.endsWith('lambda:invoke')) return `[\`${kebab(name)}\`](../functions/${kebab(name)}.ts)`;
  return `\`${state.Resource.replace(/^arn:[^:]*:states:::aws-sdk:/, '')}\``;
}

const rowsOf = (entries, prefix = '') =>
  entries.flatMap(([name, state]) => [
    `| ${prefix}**${name}** | ${callOf(name, state)} | ${state.Comment ?? ''} | ${nextOf(state).join(', ') || 'end'} | ${caughtBy(state).join('; ')} |`,
    ...(inner(state) ? rowsOf(Object.entries(inner(state).States), '· ') : []),
  ]);

/** Arrows of a mermaid picture: the ways forward, without the ways to RecordFailure that nearly every state has. */
function pictureOf(states) {
  const arrows = Object.entries(states).flatMap(([name, state]) =>
    nextOf(state)
      .filter((next) => next !== 'RecordFailure')
      .map((next) => `  ${name} --> ${next}`),
  );
  return ['```mermaid', 'stateDiagram-v2', `  [*] --> ${Object.keys(states)[0]}`, ...arrows, '```'];
}

/**
 * The page about a state machine.
 * @param {{ StartAt: string, States: Record<string, object> }} definition
 * @returns {string} Markdown
 */
export function stateMachinePage(definition) {
  const entries = Object.entries(definition.States);
  const chapters = CHAPTERS.map(([first, title], index) => {
    const from = entries.findIndex(([name]) => name === first);
    const following = CHAPTERS[index + 1]?.[0];
    const to = following ? entries.findIndex(([name]) => name === following) : entries.length;
    const head = ['| state | does | why | next | when it fails |', '|---|---|---|---|---|'];
    return [`## ${title}`, '', ...head, ...rowsOf(entries.slice(from, to)), ''];
  });
  return [
    '# The state machine',
    '',
    'Written from [`label-train-deploy.asl.json`](../statemachine/label-train-deploy.asl.json) by',
    '`node scripts/state-machine-page.mjs`; a test holds the two together. A Task named `MergeLabels` invokes the function',
    '[`merge-labels`](../functions/merge-labels.ts); the others call AWS. Nearly every failure goes to RecordFailure, so the picture leaves',
    'those ways out. [The runbook](runbook.md) has an entry for each error.',
    '',
    ...pictureOf(definition.States),
    '',
    ...chapters.flat(),
    '## Limits',
    '',
    'An execution may have 25,000 events. Waits grow with age, so that a labeling job of 30 days takes 13,626 of them, and an execution',
    'trains five times at most: `MAX_LOOPS` in [`release-training`](../shared/pipeline/release-training.ts), `$loops` in TrainAgain.',
    '[`history-budget.test.ts`](../test/statemachine/history-budget.test.ts) adds them up from the machine itself.',
    '',
  ].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(pageFile, stateMachinePage(JSON.parse(readFileSync(definitionFile, 'utf8'))));
}
