import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { Definition } from './definition.ts';
import type {
  BranchRecord,
  EventRecord,
  ExecutionRecord,
  ExecutionStatus,
  StateMachineRecord,
} from './execution/records.ts';
import type { StatusChangeEvent } from './execution/status-change.ts';

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS definitions (hash TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS stateMachines (arn TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS executions (
    number INTEGER PRIMARY KEY AUTOINCREMENT, arn TEXT NOT NULL UNIQUE, stateMachine TEXT NOT NULL, status TEXT NOT NULL,
    redriven INTEGER NOT NULL, record TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS executionsByMachine ON executions (stateMachine, number);
  CREATE INDEX IF NOT EXISTS executionsByStatus ON executions (status);
  CREATE TABLE IF NOT EXISTS branches (
    id TEXT PRIMARY KEY, execution TEXT NOT NULL, parent TEXT, position INTEGER NOT NULL, phase TEXT NOT NULL,
    outcome TEXT, record TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS branchesByExecution ON branches (execution);
  CREATE INDEX IF NOT EXISTS branchesByParent ON branches (parent, position);
  CREATE INDEX IF NOT EXISTS branchesByOutcome ON branches (parent, outcome, phase, position);
  CREATE TABLE IF NOT EXISTS events (execution TEXT NOT NULL, id INTEGER NOT NULL, record TEXT NOT NULL,
    PRIMARY KEY (execution, id)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS statusChanges (number INTEGER PRIMARY KEY AUTOINCREMENT, record TEXT NOT NULL) STRICT;
`;

/** Which executions ListExecutions wants. */
export interface ExecutionFilter {
  stateMachineArn: string;
  status?: ExecutionStatus | undefined;
  redriven?: boolean | undefined;
  /** Only executions that started before the one of this number. */
  before?: number | undefined;
  limit: number;
}

/** The interpreter's only memory: one SQLite file, one transaction per transition. */
export class ExecutionStore {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, ReturnType<DatabaseSync['prepare']>>();
  readonly #definitions = new Map<string, Definition>();
  #isOpen = true;

  constructor(dataDir: string) {
    mkdirSync(dataDir, { recursive: true });
    this.#database = new DatabaseSync(join(dataDir, 'step-functions.sqlite'));
    this.#database.exec(SCHEMA);
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  close(): void {
    if (this.#isOpen) this.#database.close();
    this.#isOpen = false;
  }

  /** All or nothing, also when the process dies in it. */
  transaction<Result>(work: () => Result): Result {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      // SQLite has rolled back by itself where the disk was full.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  saveDefinition(text: string): string {
    const hash = createHash('sha256').update(text).digest('hex');
    this.#run('INSERT OR IGNORE INTO definitions VALUES (?, ?)', hash, text);
    return hash;
  }

  definitionText(hash: string): string {
    return String(this.#statement('SELECT text FROM definitions WHERE hash = ?').get(hash)!.text);
  }

  definition(hash: string): Definition {
    const known = this.#definitions.get(hash) ?? (JSON.parse(this.definitionText(hash)) as Definition);
    this.#definitions.set(hash, known);
    return known;
  }

  saveStateMachine(machine: StateMachineRecord): void {
    this.#run('INSERT OR REPLACE INTO stateMachines VALUES (?, ?)', machine.arn, JSON.stringify(machine));
  }

  stateMachine(arn: string): StateMachineRecord | undefined {
    return this.#all<StateMachineRecord>('SELECT record FROM stateMachines WHERE arn = ?', arn)[0];
  }

  stateMachines(): StateMachineRecord[] {
    return this.#all('SELECT record FROM stateMachines ORDER BY arn');
  }

  saveExecution(execution: ExecutionRecord): void {
    this.#run(
      `INSERT INTO executions (arn, stateMachine, status, redriven, record) VALUES (?1, ?2, ?3, ?4, ?5)
       ON CONFLICT (arn) DO UPDATE SET status = ?3, redriven = ?4, record = ?5`,
      execution.arn,
      execution.stateMachineArn,
      execution.status,
      Number(execution.redriveCount > 0),
      JSON.stringify(execution),
    );
  }

  execution(arn: string): ExecutionRecord | undefined {
    return this.#all<ExecutionRecord>('SELECT record FROM executions WHERE arn = ?', arn)[0];
  }

  runningExecutions(): ExecutionRecord[] {
    return this.#all("SELECT record FROM executions WHERE status = 'RUNNING' ORDER BY number");
  }

  /** Puts an event in the outbox; call it in the transaction that changes the status. */
  saveStatusChange(event: StatusChangeEvent): void {
    this.#run('INSERT INTO statusChanges (record) VALUES (?)', JSON.stringify(event));
  }

  /** The oldest event that listeners have not taken yet. */
  nextStatusChange(): { number: number; event: StatusChangeEvent } | undefined {
    const row = this.#statement('SELECT number, record FROM statusChanges ORDER BY number LIMIT 1').get();
    return row && { number: Number(row.number), event: JSON.parse(String(row.record)) as StatusChangeEvent };
  }

  deleteStatusChange(number: number): void {
    this.#run('DELETE FROM statusChanges WHERE number = ?', number);
  }

  /** Newest first, each with the number that the next page starts before. */
  listExecutions(filter: ExecutionFilter): Array<{ number: number; execution: ExecutionRecord }> {
    const rows = this.#statement(
      `SELECT number, record FROM executions WHERE stateMachine = ?1 AND (?2 IS NULL OR status = ?2)
       AND (?3 IS NULL OR redriven = ?3) AND (?4 IS NULL OR number < ?4) ORDER BY number DESC LIMIT ?5`,
    ).all(
      filter.stateMachineArn,
      filter.status ?? null,
      filter.redriven === undefined ? null : Number(filter.redriven),
      filter.before ?? null,
      filter.limit,
    );
    return rows.map((row) => ({
      number: Number(row.number),
      execution: JSON.parse(String(row.record)) as ExecutionRecord,
    }));
  }

  saveBranch(branch: BranchRecord): void {
    this.#run(
      'INSERT OR REPLACE INTO branches VALUES (?, ?, ?, ?, ?, ?, ?)',
      branch.id,
      branch.execution,
      branch.parent ?? null,
      branch.position,
      branch.phase,
      branch.outcome ?? null,
      JSON.stringify(branch),
    );
  }

  branch(id: string): BranchRecord | undefined {
    return this.#all<BranchRecord>('SELECT record FROM branches WHERE id = ?', id)[0];
  }

  branchesOf(execution: string): BranchRecord[] {
    return this.#all('SELECT record FROM branches WHERE execution = ? ORDER BY id', execution);
  }

  childrenOf(parent: string): BranchRecord[] {
    return this.#all('SELECT record FROM branches WHERE parent = ? ORDER BY position', parent);
  }

  /** The next child that waits for a free place. */
  queuedChildOf(parent: string): BranchRecord | undefined {
    return this.#all<BranchRecord>(
      "SELECT record FROM branches WHERE parent = ? AND outcome IS NULL AND phase = 'queued' ORDER BY position LIMIT 1",
      parent,
    )[0];
  }

  failedChildOf(parent: string): BranchRecord | undefined {
    return this.#all<BranchRecord>("SELECT record FROM branches WHERE parent = ? AND outcome = 'failed'", parent)[0];
  }

  hasOpenChildren(parent: string): boolean {
    return !!this.#statement('SELECT 1 FROM branches WHERE parent = ? AND outcome IS NULL LIMIT 1').get(parent);
  }

  deleteDescendants(parent: string): void {
    for (const child of this.childrenOf(parent)) {
      this.deleteDescendants(child.id);
      this.#run('DELETE FROM branches WHERE id = ?', child.id);
    }
  }

  appendEvent(execution: string, event: EventRecord): void {
    this.#run('INSERT INTO events VALUES (?, ?, ?)', execution, event.id, JSON.stringify(event));
  }

  /** Events after (or, in reverse, before) `from`. */
  events(execution: string, from: number | undefined, limit: number, isReverse: boolean): EventRecord[] {
    return isReverse
      ? this.#all(
          'SELECT record FROM events WHERE execution = ? AND id < ? ORDER BY id DESC LIMIT ?',
          execution,
          from ?? Number.MAX_SAFE_INTEGER,
          limit,
        )
      : this.#all(
          'SELECT record FROM events WHERE execution = ? AND id > ? ORDER BY id LIMIT ?',
          execution,
          from ?? 0,
          limit,
        );
  }

  #statement(sql: string) {
    const statement = this.#statements.get(sql) ?? this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #run(sql: string, ...values: SQLInputValue[]): void {
    this.#statement(sql).run(...values);
  }

  #all<Record>(sql: string, ...values: SQLInputValue[]): Record[] {
    return this.#statement(sql)
      .all(...values)
      .map((row) => JSON.parse(String(row.record)) as Record);
  }
}
