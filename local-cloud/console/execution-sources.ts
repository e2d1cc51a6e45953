import { readFile } from 'node:fs/promises';
import {
  findExecutionByName,
  listExecutionPart,
  readHistory,
  readStateGraph,
  redriveExecution,
  stopExecution,
} from '../../shared/aws/execution-history.ts';
import type { ExecutionHistory } from '../../shared/aws/state-visits.ts';
import type { AuditEntry } from '../../shared/contracts/audit.ts';
import type { ExecutionPart } from '../../shared/contracts/overview.ts';
import type { Project } from '../../shared/contracts/project.ts';
import { isExecutionOf } from '../../shared/domain/project/names.ts';
import { describeRetry } from '../../shared/domain/workflow/describe-retry.ts';
import { runbookEntry } from '../../shared/domain/workflow/runbook-entry.ts';
import { giveUp } from '../../shared/pipeline/failures/give-up.ts';
import { retryProject } from '../../shared/pipeline/failures/retry-project.ts';
import type { DeadLetters } from '../dead-letters/open-dead-letters.ts';
import type { ExecutionSources } from './execution-routes.ts';

/**
 * Executions in the first part of the list, which comes at once, and in those that somebody scrolls on to: as many as
 * one call gives, since each arrival costs whoever scrolls a frame.
 */
const FIRST_PART = 100;
const LATER_PART = 1000;
/** Executions that are looked through for those of one project, a call. */
const SEARCHED = 1000;
/** Histories that are kept, those that were asked for last. */
const KEPT = 8;

interface Place {
  bucket: string;
  stateMachineArn: string;
  by: string;
  record(act: AuditEntry['act'], subject: string, more?: { project?: string; note?: string }): Promise<void>;
  projectOf(name: string): Promise<Project>;
  /** Undefined: nobody knows where they lie. */
  letters: DeadLetters | undefined;
}

/** Lists, follows and mends executions. */
export function executionSources({ bucket, stateMachineArn, by, record, projectOf, letters }: Place): ExecutionSources {
  const histories = new Map<string, Promise<ExecutionHistory>>();
  const historyOf = (executionArn: string): Promise<ExecutionHistory> => {
    const known = histories.get(executionArn);
    // One reading after the other; what failed is read anew.
    const read = known ? known.then((history) => readHistory(executionArn, history)) : readHistory(executionArn);
    histories.delete(executionArn);
    histories.set(executionArn, read);
    read.catch(() => histories.delete(executionArn));
    if (histories.size > KEPT) histories.delete(histories.keys().next().value!);
    return read;
  };
  return {
    async listExecutionPart({ project, status, after }) {
      const found: ExecutionPart = { executions: [], next: after || null };
      const wanted = after ? LATER_PART : FIRST_PART;
      do {
        const limit = project ? SEARCHED : wanted;
        const page = await listExecutionPart(stateMachineArn, { status, limit, after: found.next ?? undefined });
        found.executions.push(...page.executions.filter(({ name }) => !project || isExecutionOf(project, name)));
        found.next = page.next;
      } while (found.next !== null && found.executions.length < wanted);
      return found;
    },
    readStateGraph: () => readStateGraph(stateMachineArn),
    async readExecution(name, lastEvent) {
      const execution = await findExecutionByName(stateMachineArn, name);
      if (!execution) return null;
      const history = await historyOf(execution.executionArn);
      const isNew = history.lastEvent !== lastEvent;
      return { execution, lastEvent: history.lastEvent, visits: isNew ? history.visits : null };
    },
    readExchange: async (executionArn, visit) => (await historyOf(executionArn)).exchanges[visit] ?? null,
    async redriveExecution(executionArn) {
      await redriveExecution(executionArn);
      await record('redriven', executionArn);
    },
    async stopExecution(executionArn, cause) {
      await stopExecution(executionArn, cause);
      await record('stopped', executionArn);
    },
    async retryProject(name) {
      const retried = await retryProject(await projectOf(name), { bucket, stateMachineArn, now: Date.now() });
      await record('retried', name, { project: name });
      return describeRetry(name, retried).join('; ');
    },
    async giveUp(project, executionName, note) {
      const now = new Date().toISOString();
      const place = { bucket, stateMachineArn, by, note, now };
      const { images, training } = await giveUp(await projectOf(project), executionName, place);
      if (images) return 'given up: its images ask for a person; the page Labeling puts them back in line';
      return training ? 'given up: the next new labels start another training' : 'given up';
    },
    async listDeadLetters() {
      const found = (await letters?.list()) ?? [];
      return found.map(({ id, at, functionName, what, why }) => ({
        id,
        at,
        functionName: functionName ?? null,
        what,
        why,
      }));
    },
    async redriveDeadLetters(ids) {
      const { sent = [], left = [] } = (await letters?.redrive(({ id }) => ids.includes(id))) ?? {};
      if (sent.length > 0) await record('redriven', `${sent.length} dead letters`);
      return { sent: sent.length, left: left.length };
    },
    async readRunbook(error) {
      return runbookEntry(await readFile(new URL('../../docs/runbook.md', import.meta.url), 'utf8'), error) ?? null;
    },
  };
}
