import type { Hono } from 'hono';
import * as z from 'zod/mini';
import type {
  DeadLetterOverview,
  ExecutionPart,
  ExecutionStory,
  StateExchange,
} from '../../shared/contracts/overview.ts';
import { parse } from '../../shared/contracts/parse.ts';
import type { StateGraph } from '../../shared/contracts/state-graph.ts';

/** What the pages about executions read and do. */
export interface ExecutionSources {
  /** @param after `next` of the part before */
  listExecutionPart(choice: { project: string; status: string; after: string }): Promise<ExecutionPart>;
  readStateGraph(): Promise<StateGraph>;
  /** @param lastEvent that the caller knows; 0: none. @returns null when there is no such execution */
  readExecution(name: string, lastEvent: number): Promise<ExecutionStory | null>;
  /** @param visit its place in the order of entry. @returns null when there is no such visit */
  readExchange(executionArn: string, visit: number): Promise<StateExchange | null>;
  redriveExecution(executionArn: string): Promise<void>;
  stopExecution(executionArn: string, cause: string): Promise<void>;
  /** Tries what failed again, now and with today's settings. @returns what came of it, for people */
  retryProject(project: string): Promise<string>;
  /** Nothing tries again what failed in this execution. @returns what came of it, for people */
  giveUp(project: string, executionName: string, note: string): Promise<string>;
  /** Events that nobody took, the oldest first. */
  listDeadLetters(): Promise<DeadLetterOverview[]>;
  /** Gives them to their functions again. @returns how many, and of how many nobody can tell whose they are */
  redriveDeadLetters(ids: readonly string[]): Promise<{ sent: number; left: number }>;
  /** The runbook's entry of an error, as Markdown; null when it has none. */
  readRunbook(error: string): Promise<string | null>;
}

const executionSchema = z.object({ executionArn: z.string() });
const projectSchema = z.object({ project: z.string() });
const lettersSchema = z.object({ ids: z.array(z.string()).check(z.minLength(1), z.maxLength(1000)) });
const giveUpSchema = z.object({
  project: z.string(),
  name: z.string(),
  note: z.string().check(z.minLength(1), z.maxLength(200)),
});

export function addExecutionRoutes(app: Hono, sources: ExecutionSources): void {
  app.get('/api/executions', async (context) => {
    const { project = '', status = '', after = '' } = context.req.query();
    return context.json(await sources.listExecutionPart({ project, status, after }));
  });
  app.get('/api/graph', async (context) => context.json(await sources.readStateGraph()));
  app.get('/api/execution', async (context) => {
    const { name = '', lastEvent } = context.req.query();
    return context.json({ story: await sources.readExecution(name, Number(lastEvent) || 0) });
  });
  app.get('/api/exchange', async (context) => {
    const { executionArn = '', visit } = context.req.query();
    return context.json({ exchange: await sources.readExchange(executionArn, Number(visit)) });
  });
  app.get('/api/runbook', async (context) =>
    context.json({ entry: await sources.readRunbook(context.req.query('error') ?? '') }),
  );
  app.post('/api/redrive', async (context) => {
    const { executionArn } = parse(executionSchema, await context.req.json(), 'the request');
    await sources.redriveExecution(executionArn);
    return context.body(null, 204);
  });
  app.post('/api/stop', async (context) => {
    const { executionArn } = parse(executionSchema, await context.req.json(), 'the request');
    await sources.stopExecution(executionArn, 'stopped in the console');
    return context.body(null, 204);
  });
  app.get('/api/dead-letters', async (context) => context.json({ letters: await sources.listDeadLetters() }));
  app.post('/api/dead-letters/redrive', async (context) => {
    const { ids } = parse(lettersSchema, await context.req.json(), 'the request');
    return context.json(await sources.redriveDeadLetters(ids));
  });
  app.post('/api/retry', async (context) => {
    const { project } = parse(projectSchema, await context.req.json(), 'the request');
    return context.json({ outcome: await sources.retryProject(project) });
  });
  app.post('/api/give-up', async (context) => {
    const { project, name, note } = parse(giveUpSchema, await context.req.json(), 'the request');
    return context.json({ outcome: await sources.giveUp(project, name, note) });
  });
}
