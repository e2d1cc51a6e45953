import { readFile } from 'node:fs/promises';
import { readObject } from '../../shared/aws/s3.ts';
import type { BoxAnnotation } from '../../shared/contracts/manifest-line.ts';
import { escapeXml } from '../../shared/domain/dataset/bytes/xml.ts';
import { classColour } from '../pictures/class-colours.ts';
import { drawContactSheet } from '../pictures/contact-sheet.ts';
import { costRows } from '../pictures/report/aws-cost.ts';
import { barChart, intervalChart, lineChart } from '../pictures/report/charts.ts';
import { embeddedImage, type ReportPage, table } from '../pictures/report/page.ts';
import { addAgreement, f1, NO_AGREEMENT } from './box-agreement.ts';
import type { DemoReport } from './demo-report.ts';
import type { LabeledImageEvidence } from './labeling-evidence.ts';
import type { PlayedLoop } from './loop-session.ts';
import type { EndpointMeasure, TestImage } from './measure-endpoint.ts';
import { precisionRecallCurve } from './precision-recall.ts';
import { lossCurve, trainingLogPath } from './training-log.ts';

/** Everything that the page shows. */
export interface DemoPageInput {
  report: DemoReport;
  bucket: string;
  dataDir: string;
  labels: readonly string[];
  loops: readonly PlayedLoop[];
  evidence: readonly LabeledImageEvidence[];
  test: { images: readonly TestImage[]; measure: EndpointMeasure };
  /** detections.png */
  picture: Uint8Array;
}

const LOOP_COLOURS = ['#8b98a5', '#ffb000', '#4cc9ff'];

/** The demo as one page for people who were not there. */
export async function demoPage(input: DemoPageInput): Promise<ReportPage> {
  const { report, loops, labels, picture } = input;
  return {
    title: 'labelloop: images in, live endpoint out',
    lead: `${report.images} images were dropped into a bucket. ${report.labelingJobs.length} labeling jobs, ${loops.length} trainings and ${report.gate.length} decisions later, the endpoint ${report.endpoint.name} finds ${labels.join(', ')} on images it has never seen.`,
    figures: [
      { name: `mAP@.5 on ${report.test.images} images never dropped`, value: report.test.mAP50.toFixed(3) },
      { name: 'mAP@.5:.95, same images', value: report.test.mAP5095.toFixed(3) },
      {
        name: 'consensus F1 (best single worker beside it)',
        value: `${report.labelQuality.consensus.toFixed(2)} (${Math.max(0, ...report.labelQuality.workers).toFixed(2)})`,
      },
      {
        name: `train / validation images, version ${report.dataset.version}`,
        value: `${report.dataset.train} / ${report.dataset.validation}`,
      },
      { name: 'from the first drop to the last answer', value: `${Math.round(report.seconds.total ?? 0)} s` },
    ],
    sections: [
      {
        title: 'Truth, workers, consensus, model',
        html: `<p>Validation images: labeled by the workers, never trained on.</p>${await embeddedImage(picture, 'Four columns of boxes: truth, workers, consensus, model', `Model: ${report.training.job}`)}`,
      },
      { title: 'What was dropped', html: await inputSheet(input) },
      { title: 'Where the workers disagreed most', html: await disagreements(input) },
      { title: 'Learning', html: await learning(input) },
      { title: 'The gate', html: gate(loops) },
      { title: 'Where the time went', html: `<div class="pair">${stageBars(report)}</div>` },
      { title: 'What it would have cost on AWS', html: cost(input) },
      {
        title: 'What this does not prove',
        html: `<ul>${report.limits.map((limit) => `<li>${escapeXml(limit)}</li>`).join('')}</ul>`,
      },
    ],
  };
}

const SHEET_COLUMNS = 6;
const SHEET_IMAGES = 24;

async function inputSheet({ bucket, evidence, labels, report }: DemoPageInput): Promise<string> {
  const chosen = evidence.slice(0, SHEET_IMAGES);
  const tiles = await Promise.all(
    chosen.map(async ({ imageKey }) => ({ image: (await readObject(bucket, imageKey)).bytes, layers: [] })),
  );
  const rows = Array.from({ length: Math.ceil(tiles.length / SHEET_COLUMNS) }, (_, row) =>
    tiles.slice(row * SHEET_COLUMNS, (row + 1) * SHEET_COLUMNS),
  );
  const sheet = await drawContactSheet({
    title: 'Dropped images',
    subtitle: `${chosen.length} of ${report.images}`,
    headings: [],
    rows,
    labels,
    tileWidth: 176,
  });
  return `<p>${report.images} accepted, ${report.duplicates} duplicate, ${report.quarantined} quarantined. Drawn by this project, seed ${report.seed}; the ranges of everything that varies stand in one table, <code>examples/sample-images/ranges.ts</code>.</p>${await embeddedImage(sheet, 'Contact sheet of dropped images', 'The test images use other backgrounds, none of which was ever dropped.')}`;
}

const SHOWN_DISAGREEMENTS = 3;

async function disagreements({ bucket, evidence, labels }: DemoPageInput): Promise<string> {
  const agreement = ({ workers, consensus }: LabeledImageEvidence) =>
    f1(workers.reduce((sum, { boxes }) => addAgreement(sum, boxes, consensus), NO_AGREEMENT));
  const worst = evidence
    .filter(({ workers }) => workers.length > 1)
    .sort((a, b) => agreement(a) - agreement(b))
    .slice(0, SHOWN_DISAGREEMENTS);
  const drawn = (boxes: LabeledImageEvidence['consensus']) =>
    boxes.map((box) => ({ ...box, classId: labels.indexOf(box.label) }));
  const rows = await Promise.all(
    worst.map(async (image) => {
      const { bytes } = await readObject(bucket, image.imageKey);
      const thin = { stroke: 1.3, opacity: 0.9 };
      return [
        { image: bytes, layers: [{ boxes: image.workers.flatMap(({ boxes }) => drawn(boxes)), style: thin }] },
        { image: bytes, layers: [{ boxes: drawn(image.consensus) }] },
      ];
    }),
  );
  if (rows.length === 0) return '<p>One worker an image: nobody to disagree with.</p>';
  const sheet = await drawContactSheet({
    title: 'Disagreement',
    subtitle: `lowest agreement with the consensus: F1 ${worst.map((image) => agreement(image).toFixed(2)).join(', ')}`,
    headings: [
      { name: 'Workers', explanation: 'every box that was submitted' },
      { name: 'Consensus', explanation: 'what was kept' },
    ],
    rows,
    labels,
    tileWidth: 380,
  });
  return embeddedImage(
    sheet,
    'Images on which the workers disagreed',
    'One simulated worker in five is careless: misses, extra boxes, wrong classes.',
  );
}

async function learning({ dataDir, loops, labels, test }: DemoPageInput): Promise<string> {
  const curves = await Promise.all(
    loops.map(async ({ loop }) =>
      loop.trainingJobName
        ? lossCurve(await readFile(trainingLogPath(dataDir, loop.trainingJobName), 'utf8').catch(() => ''))
        : [],
    ),
  );
  const highest = Math.max(1, ...curves.flatMap((curve) => curve.slice(2).map(({ loss }) => loss)));
  const loss = lineChart({
    title: 'Loss',
    xTitle: 'share of the training done',
    yTitle: 'loss',
    xRange: [0, 1],
    yRange: [0, highest],
    lines: curves.map((curve, index) => ({
      name: `loop ${index + 1}`,
      colour: LOOP_COLOURS[index + 1] ?? LOOP_COLOURS[0]!,
      points: curve.map(({ progress, loss: value }) => [progress, value] as const),
    })),
  });
  const truth: BoxAnnotation[][] = test.images.map((image) =>
    image.truth.map(({ label, ...box }) => ({ class_id: labels.indexOf(label), ...box })),
  );
  const recall = lineChart({
    title: `Precision and recall at IoU .5, ${test.images.length} images never dropped`,
    xTitle: 'recall',
    yTitle: 'precision',
    xRange: [0, 1],
    yRange: [0, 1],
    lines: labels.map((name, classId) => ({
      name,
      colour: classColour(classId),
      points: precisionRecallCurve(truth, test.measure.predictions, classId).map(
        ({ recall: x, precision }) => [x, precision] as const,
      ),
    })),
  });
  const rows = labels.map((label) => {
    const { ap50, truth: objects } = test.measure.score.perLabel[label]!;
    return [label, String(objects), ap50 === null ? 'none there' : ap50.toFixed(3)];
  });
  return `<div class="pair">${loss}${recall}</div>${table(['class', 'objects', 'AP@.5'], rows)}`;
}

function gate(loops: readonly PlayedLoop[]): string {
  const decided = loops.flatMap(({ loop: { decision } }, index) => (decision ? [{ decision, index }] : []));
  return decided
    .map(({ decision, index }) => {
      const chart = decision.difference
        ? `<div class="pair">${intervalChart('Challenger minus champion, mAP@.5, 95 % interval of a paired bootstrap', decision.difference)}</div>`
        : '';
      return `<p><b>Loop ${index + 1}: ${decision.decision}.</b> ${escapeXml(decision.reason)}.</p>${chart}`;
    })
    .join('');
}

const stageBars = ({ seconds }: DemoReport) =>
  barChart(
    'Seconds for each stage',
    Object.entries(seconds)
      .filter(([name]) => name !== 'total')
      .map(([name, value]) => ({
        name,
        value,
        label: `${value.toFixed(1)} s`,
        colour: name.includes('2') ? LOOP_COLOURS[2]! : LOOP_COLOURS[1]!,
      })),
  );

const TRANSITIONS_PER_LOOP = 120;
const LAMBDA_CALLS_PER_IMAGE = 3;

function cost({ report, loops }: DemoPageInput): string {
  const rows = costRows({
    labeledImages: report.images,
    trainingSeconds: loops.reduce((sum, { loop }) => sum + (loop.training?.seconds ?? 0), 0),
    transformJobs: 2 * loops.length,
    transitions: TRANSITIONS_PER_LOOP * loops.length,
    lambdaCalls: LAMBDA_CALLS_PER_IMAGE * report.images,
    endpointCalls: report.test.images,
  });
  return `<p>An estimate from list prices (us-east-1, no free tier), typed in by hand and not looked up; the workers' pay is not in it. Here it cost nothing.</p>${table(['what', 'how much', 'USD'], rows)}`;
}
