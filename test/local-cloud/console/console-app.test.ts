import { describe, expect, it } from '@jest/globals';
import { type ConsoleSources, createConsoleApp } from '../../../local-cloud/console/console-app.ts';

const HOST = '127.0.0.1:4567';
const calls: string[] = [];
const sources: ConsoleSources = {
  readOverviews: async () => [],
  listExecutions: async () => [
    { executionArn: 'arn:x', name: 'birds-abc123-b000001', status: 'FAILED', startedAt: 1, stoppedAt: 2 },
  ],
  readStateVisits: async () => {
    throw new Error('no such execution');
  },
  redriveExecution: async (arn) => void calls.push(`redrive ${arn}`),
  stopExecution: async (arn) => void calls.push(`stop ${arn}`),
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
    expect((await ask('/api/overview')).status).toBe(401);
    expect((await ask('/api/overview', { authorization: 'Bearer guess' })).status).toBe(401);
    const answer = await ask('/api/overview', signedIn);
    expect(await answer.json()).toMatchObject({ projects: [], executions: [{ status: 'FAILED' }] });
  });

  it('refuses pages of other origins and rebound names', async () => {
    expect((await ask('/api/overview', { ...signedIn, origin: 'http://evil.example' })).status).toBe(403);
    expect((await ask('/api/overview', { ...signedIn, host: 'evil.example:4567' })).status).toBe(403);
  });

  it('redrives and stops the execution it is told', async () => {
    expect((await ask('/api/redrive', signedIn, { executionArn: 'arn:x' })).status).toBe(204);
    expect((await ask('/api/stop', signedIn, { executionArn: 'arn:y' })).status).toBe(204);
    expect(calls).toEqual(['redrive arn:x', 'stop arn:y']);
  });

  it('says what the cloud behind it answered when that fails', async () => {
    const answer = await ask('/api/visits?executionArn=arn:none', signedIn);
    expect(answer.status).toBe(502);
    expect(await answer.json()).toEqual({ error: 'Error: no such execution' });
  });
});
