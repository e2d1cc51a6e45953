import type { Hono } from 'hono';
import * as z from 'zod/mini';
import type { AuditEntry } from '../../shared/contracts/audit.ts';
import type { ExecutionCost, MoneyOverview } from '../../shared/contracts/money-overview.ts';
import { parse } from '../../shared/contracts/parse.ts';
import type { Approval } from '../../shared/pipeline/requests/approve-held.ts';

/** What the page Money reads and does, and who did what. */
export interface MoneySources {
  readMoney(project: string): Promise<MoneyOverview>;
  readExecutionCost(project: string, executionArn: string): Promise<ExecutionCost>;
  /** @returns null when nothing waits for money */
  approveHeld(project: string): Promise<Approval | null>;
  readAudit(project: string | undefined): Promise<AuditEntry[]>;
}

const approveSchema = z.object({ project: z.string() });

export function addMoneyRoutes(app: Hono, sources: MoneySources): void {
  app.get('/api/money', async (context) => context.json(await sources.readMoney(context.req.query('project') ?? '')));
  app.get('/api/execution-cost', async (context) => {
    const { project = '', executionArn = '' } = context.req.query();
    return context.json(await sources.readExecutionCost(project, executionArn));
  });
  app.get('/api/audit', async (context) =>
    context.json({ entries: await sources.readAudit(context.req.query('project') || undefined) }),
  );
  app.post('/api/approve', async (context) => {
    const { project } = parse(approveSchema, await context.req.json(), 'the request');
    return context.json({ approval: await sources.approveHeld(project) });
  });
}
