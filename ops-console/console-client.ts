import { signal } from '@preact/signals';
import type { ExecutionOverview, ProjectOverview, StateVisit } from '../shared/contracts/overview.ts';

export const projects = signal<ProjectOverview[]>([]);
export const executions = signal<ExecutionOverview[]>([]);
/** The execution whose states are shown. */
export const selected = signal<string | null>(null);
export const visits = signal<StateVisit[]>([]);
/** What went wrong with the last request, for people; empty when nothing did. */
export const trouble = signal('');

const REFRESH_MS = 2000;
const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? '';

async function request(path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(path, {
    headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  });
  if (response.status === 204) return undefined;
  const answer = (await response.json()) as { error?: string };
  if (!response.ok) throw new Error(answer.error ?? `HTTP ${response.status}`);
  return answer;
}

async function refresh(): Promise<void> {
  try {
    const answer = (await request('/api/overview')) as {
      projects: ProjectOverview[];
      executions: ExecutionOverview[];
    };
    projects.value = answer.projects;
    executions.value = answer.executions;
    if (selected.value) await showExecution(selected.value);
    trouble.value = '';
  } catch (error) {
    trouble.value = (error as Error).message;
  }
}

/** Loads the states of one execution; null closes the view. */
export async function showExecution(executionArn: string | null): Promise<void> {
  selected.value = executionArn;
  if (!executionArn) return;
  const answer = (await request(`/api/visits?executionArn=${encodeURIComponent(executionArn)}`)) as {
    visits: StateVisit[];
  };
  if (selected.value === executionArn) visits.value = answer.visits;
}

export async function act(action: 'redrive' | 'stop', executionArn: string): Promise<void> {
  try {
    await request(`/api/${action}`, { executionArn });
  } catch (error) {
    trouble.value = (error as Error).message;
    return;
  }
  await refresh();
}

/** Keeps everything fresh while the page is visible. */
export function keepFresh(): void {
  void refresh();
  setInterval(() => document.visibilityState === 'visible' && void refresh(), REFRESH_MS);
}
