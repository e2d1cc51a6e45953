import type { OpenRequest } from '../../shared/documents/label-request.ts';
import { describeAutomatic, describeSavings } from '../../shared/domain/automatic-labeling/describe-rounds.ts';
import { metricName } from '../../shared/domain/models/metrics.ts';
import { adviseOn, remedyText } from '../../shared/domain/workflow/failure-advice.ts';
import { causeMessage } from '../../shared/domain/workflow/failure-cause.ts';
import { describeDriftStanding, describeFeedback } from '../../shared/read-models/production-words.ts';
import { printable } from '../printable.ts';
import { describeRunning, describeTroubles } from './describe-progress.ts';
import type { ProjectStatus } from './read-status.ts';

/** One line each: what people wrote may hold line feeds. */
const row = (name: string, text: string) => `  ${name.padEnd(11)}${text.replace(/\s*\n\s*/g, ' ')}`;

/** Where the newest labels came from, when not from a first labeling. */
function describeOrigin({ origin, added }: NonNullable<ProjectStatus['dataset']>): string {
  if (!origin) return '';
  if (origin.kind === 'forget') return `; ${origin.note}`;
  if (origin.kind === 'exclude') return `; images were excluded: ${origin.note}`;
  if (origin.kind === 'include') return `; ${added} images came back: ${origin.note}`;
  return origin.kind === 'import'
    ? `; ${added} labels brought with ${origin.note}`
    : `; ${added} labels sent back and corrected: ${origin.note}`;
}

function describeRequest({ requestId, kind, note, images, isSent }: OpenRequest): string {
  const what = `${requestId}: ${kind === 'import' ? 'labels of' : 'sent back,'} ${images.length} images (${note})`;
  if (isSent) return `${what}; goes to its batch within a minute or two, or labelloop relabel --cancel ${requestId}`;
  return kind === 'import'
    ? `${what}; its drop broke off: the same command again, or labelloop relabel --cancel ${requestId}: people label them`
    : `${what}; broke off: the same command again`;
}

/** A real-time endpoint is told within a quarter of an hour, see `switchCapture`; a serverless one keeps nothing. */
function describeCapture(capture: ProjectStatus['capture']): string {
  if (!capture) return '';
  const { asked, kept } = capture;
  const share = (percent: number) => (percent === 0 ? 'nothing' : `${percent} %`);
  const next = `; ${share(asked)} within a quarter of an hour, or from the next model on where the endpoint is serverless now`;
  return `; keeps ${share(kept)} of what it is asked${kept === asked ? '' : next}`;
}

/** A project's status as lines for people. */
export function describeStatus(status: ProjectStatus): string[] {
  const { project, labels, problem, dataset, training, withoutTraining, champion, endpointStatus, batches, failures } =
    status;
  const anyway = status.deployedAnyway;
  const lines = ['', `${project}  (${labels.join(', ')})`];
  if (problem) return [...lines, row('problem', problem)];
  lines.push(row('next', status.next));
  if (status.budget) {
    const { budgetUsd, spentUsd, imagesLeft } = status.budget;
    lines.push(
      row('budget', `$${spentUsd.toFixed(2)} of $${budgetUsd.toFixed(2)} spent; pays for ${imagesLeft} more images`),
    );
  }
  if (status.quarantined)
    lines.push(row('quarantine', `${status.quarantined} files; reasons under projects/${project}/quarantine/`));
  if (batches[0])
    lines.push(row('batches', `${batches.length}; the last one ${batches[0].batchId}: ${batches[0].images} images`));
  if (status.automatic) {
    lines.push(row('automatic', describeAutomatic(status.automatic.summary)));
    for (const line of describeSavings(status.automatic.savings)) lines.push(row('', line));
  }
  if (status.feedback) {
    const [first, ...others] = describeFeedback(status.feedback);
    lines.push(row('feedback', first!), ...others.map((line) => row('', line)));
  }
  if (status.drift) {
    const [first, ...others] = describeDriftStanding(status.drift);
    lines.push(row('drift', first!), ...others.map((line) => row('', line)));
  }
  for (const { name, status: how, state, error, cause, outcome, reason } of status.executions) {
    const where = how === 'RUNNING' && state ? ` in ${state}` : '';
    const end = error ? ` ${error}: ${cause ?? ''}` : outcome ? ` ${[outcome, reason].filter(Boolean).join(': ')}` : '';
    lines.push(row('execution', `${name} ${how}${where}${end}`));
  }
  if (status.running) for (const line of describeRunning(status.running)) lines.push(row(...line));
  if (dataset)
    lines.push(
      row(
        'dataset',
        `version ${dataset.datasetVersion}: ${status.labeled} images labeled, ${dataset.train} train, ${dataset.validation} validation${describeOrigin(dataset)}`,
      ),
    );
  for (const [label, count] of Object.entries(status.unchecked))
    lines.push(
      row(
        'unchecked',
        `${label}: nobody looked for it on ${count} images, which say nothing of it; labelloop relabel --missing-class ${label}`,
      ),
    );
  for (const request of status.requests) lines.push(row('request', describeRequest(request)));
  if (training?.holder)
    lines.push(row('training', `version ${training.wanted}, by ${training.holder.split(':').at(-1)}`));
  if (status.trainingWaits)
    lines.push(
      row(
        'training',
        `version ${training!.wanted} waits: ${status.trainingWaits}; \`labelloop retry ${project}\` tries now`,
      ),
    );
  if (champion)
    lines.push(
      row(
        'champion',
        `${champion.modelName}  ${metricName(champion.metric)} ${champion.score.toFixed(3)} on dataset version ${champion.datasetVersion}`,
      ),
      ...(anyway ? [row('', `deployed anyway by ${anyway.by} on ${anyway.at}: ${anyway.reason}`)] : []),
      row('endpoint', `${champion.endpointName} ${endpointStatus ?? 'missing'}${describeCapture(status.capture)}`),
    );
  else if (withoutTraining) lines.push(row('training', `none: ${withoutTraining}`));
  else lines.push(row('champion', 'none yet'));
  for (const line of describeTroubles(status)) lines.push(row(...line));
  for (const { failedState, error, cause, log = [], at } of failures.slice(0, 3)) {
    const advice = adviseOn({ error, cause }, project);
    lines.push(
      row('failure', `${at} ${failedState || 'the machine'}: ${error}: ${causeMessage(cause)}`),
      row('', advice.sentence),
      row('', remedyText(advice)),
      ...log.map((line) => row('', `| ${printable(line)}`)),
    );
  }
  return lines;
}
