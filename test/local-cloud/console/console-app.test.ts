import { describe, expect, it } from '@jest/globals';
import { type ConsoleSources, createConsoleApp } from '../../../local-cloud/console/console-app.ts';
import type { ProjectOverview } from '../../../shared/contracts/overview.ts';
import { sourcesOfPages } from '../../ops-console/sources-of-pages.ts';

const HOST = '127.0.0.1:4567';
const calls: string[] = [];
const birds: ProjectOverview = {
  project: 'birds',
  taskType: 'bounding-box',
  labels: ['robin'],
  withoutTraining: null,
  problem: null,
  pending: 3,
  quarantined: 0,
  batches: [],
  dataset: null,
  training: null,
  champion: null,
  failures: [],
};
const sources: ConsoleSources = {
  ...sourcesOfPages({ images: [], answers: [], hostile: '', told: calls }),
  readOverviews: async () => [birds],
  listExecutions: async () => [
    { executionArn: 'arn:x', name: 'birds-abc123-b000001', status: 'FAILED', startedAt: 1, stoppedAt: 2 },
  ],
  readProgress: async ({ project }, executions) => ({
    next: `${project}, ${executions.length} executions`,
    isHeld: false,
    running: null,
    endpointStatus: null,
  }),
  readModelReports: async () => [],
  readModelErrors: async (project, model) => {
    calls.push(`errors of ${project} ${model.modelName} ${model.validationHash}`);
    return { gains: { missed: 0, location: 0, label: 0, background: 0 }, curves: [], confusion: null, images: [] };
  },
  readModelStanding: async () => ({ earlier: [], waiting: [] }),
  rollBack: async (project, modelName, reason) => void calls.push(`roll ${project} ${modelName}: ${reason}`),
  decideOnModel: async (project, modelName, approval) => void calls.push(`${approval} ${project} ${modelName}`),
  readModelComparison: async () => null,
  readTrainingCurves: async () => null,
  readImages: async (project, choice, offset, limit) => {
    calls.push(`images of ${project} ${JSON.stringify(choice)} ${offset} ${limit}`);
    return { total: 0, images: [], facets: { label: {}, split: {}, by: {}, batch: {}, tag: {} } };
  },
  relabelImages: async (project, images, note) => calls.push(`send back ${project} ${images.length}: ${note}`),
  excludeImages: async (project, images, note) => {
    calls.push(`exclude ${project} ${images.length}: ${note}`);
    return { images: images.length, datasetVersion: 2 };
  },
  includeImages: async (_, images, from) => ({ images: images.length, datasetVersion: from + 2 }),
  tagImages: async (project, images, tag, isOn) => {
    calls.push(`${isOn ? 'tag' : 'untag'} ${project} ${images.length}: ${tag}`);
    return images.length;
  },
  listExportFormats: async () => ['ground-truth', 'coco'],
  exportImages: async (_, images, format) => new TextEncoder().encode(`${images.length} as ${format}`),
  readStory: async () => null,
  readSimilar: async () => [],
  readQuarantine: async () => [],
  readTroubles: async () => ({ declined: [], needsAttention: [], deleted: [], endedJobs: [] }),
  readThumbnail: async (key) => Buffer.from(`small ${key}`),
  relabelImage: async (project, key, note) => {
    calls.push(`relabel ${project} ${key}: ${note}`);
    return 'r1';
  },
};
const app = createConsoleApp(sources, { html: '<p>console</p>', script: '', style: '' }, 'secret', () => [HOST]);
const ask = (path: string, headers: Record<string, string> = {}, body?: unknown) =>
  app.request(`http://${HOST}${path}`, {
    headers: { host: HOST, ...headers },
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  });
const signedIn = { authorization: 'Bearer secret', 'content-type': 'application/json' };

describe('the console', () => {
  it('shows the page without the token and data only with it', async () => {
    const page = await ask('/');
    expect(await page.text()).toContain('console');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    for (const path of [
      'overview',
      'graph',
      'execution',
      'models',
      'model-errors',
      'quarantine',
      'troubles',
      'thumbnail',
    ])
      expect((await ask(`/api/${path}`)).status).toBe(401);
    expect((await ask('/api/overview', { authorization: 'Bearer guess' })).status).toBe(401);
  });

  it('tells of each project where it stands', async () => {
    const answer = await ask('/api/overview', signedIn);
    expect(await answer.json()).toMatchObject({
      projects: [{ project: 'birds', pending: 3, progress: { next: 'birds, 1 executions' } }],
      executions: [{ status: 'FAILED' }],
    });
  });

  it('tries a project again', async () => {
    const answer = await ask('/api/retry', signedIn, { project: 'birds' });
    expect(await answer.json()).toEqual({ outcome: 'birds: tried again' });
  });

  it('asks for the model and the image that the page names', async () => {
    await ask('/api/model-errors?project=birds&modelName=m&validationHash=h', signedIn);
    expect(calls).toContain('errors of birds m h');
    const picture = await ask('/api/thumbnail?key=projects/birds/images/x.jpg', signedIn);
    expect(picture.headers.get('content-type')).toBe('image/jpeg');
    expect(await picture.text()).toBe('small projects/birds/images/x.jpg');
  });

  it('refuses pages of other origins and rebound names', async () => {
    expect((await ask('/api/overview', { ...signedIn, origin: 'http://evil.example' })).status).toBe(403);
    expect((await ask('/api/overview', { ...signedIn, host: 'evil.example:4567' })).status).toBe(403);
  });

  it('redrives and stops the execution it is told', async () => {
    expect((await ask('/api/redrive', signedIn, { executionArn: 'arn:x' })).status).toBe(204);
    expect((await ask('/api/stop', signedIn, { executionArn: 'arn:y' })).status).toBe(204);
    expect(calls).toEqual(expect.arrayContaining(['redrive arn:x', 'stop arn:y']));
  });

  it('rolls back and decides on models only with a reason', async () => {
    const model = { project: 'birds', modelName: 'm', reason: 'misses' };
    expect((await ask('/api/rollback', signedIn, model)).status).toBe(204);
    expect((await ask('/api/model-decision', signedIn, { ...model, approval: 'Rejected' })).status).toBe(204);
    expect(calls).toEqual(expect.arrayContaining(['roll birds m: misses', 'Rejected birds m']));
    expect((await ask('/api/rollback', signedIn, { ...model, reason: '' })).status).toBe(502);
  });

  it('sends an image back to the workers, with a word for them', async () => {
    const answer = await ask('/api/relabel', signedIn, { project: 'birds', key: 'k', note: 'misses robin' });
    expect(await answer.json()).toEqual({ requestId: 'r1' });
    expect(calls).toContain('relabel birds k: misses robin');
    expect((await ask('/api/relabel', signedIn, { project: 'birds', key: 'k', note: '' })).status).toBe(502);
  });

  it('tags chosen images and exports them as an archive', async () => {
    const chosen = { project: 'birds', images: ['a'.repeat(64)] };
    const tagged = await ask('/api/images/tag', signedIn, { ...chosen, tag: 'night', isOn: true });
    expect(await tagged.json()).toEqual({ images: 1 });
    expect(calls).toContain('tag birds 1: night');
    const archive = await ask('/api/images/export', signedIn, { ...chosen, format: 'coco' });
    expect(archive.headers.get('content-type')).toBe('application/gzip');
    expect(await archive.text()).toBe('1 as coco');
    expect((await ask('/api/images/tag', signedIn, { ...chosen, images: ['x'], tag: 'n', isOn: true })).status).toBe(
      502,
    );
  });

  it('says what the cloud behind it answered when that fails', async () => {
    const answer = await ask('/api/execution?name=broken', signedIn);
    expect(answer.status).toBe(502);
    expect(await answer.json()).toEqual({ error: 'Error: no such execution' });
  });
});
