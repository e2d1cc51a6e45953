import { createHash, createHmac, randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import type { EnginePorts } from '../engine-ports.ts';
import { LabelingApiError } from '../labeling-api-error.ts';
import { type CommitOptions, CommittedDocument } from '../storage/committed-document.ts';

const INVITATION_MS = 7 * 86_400_000;
const SESSION_MS = 12 * 3_600_000;
const SESSIONS = 5;
const SCRYPT: ScryptOptions = { N: 2 ** 14, r: 8, p: 1 };

/** `workers/<16 hex>.json`. Names stay here; everything else knows the pseudonym. Times in milliseconds. */
export interface Account {
  version: 1;
  writerId: string;
  /** `private.<region>.<16 hex>` */
  workerId: string;
  name: string;
  workteamArns: string[];
  invitation?: { hash: string; expiresAt: number; workteamArn: string };
  /** Gold results from before this time do not count: inviting again is giving another chance. */
  trustedSince?: number;
  password?: { salt: string; hash: string };
  sessions: Array<{ hash: string; expiresAt: number }>;
  /** No task of any job until somebody lets them go on; `reason` is told to the worker. */
  paused?: { reason: string; at: number };
  /** Off every team since then; a new invitation brings the person back. */
  removedAt?: number;
  /** The person had their name forgotten then: nothing else is kept, and the name cannot be invited again. */
  forgottenAt?: number;
}

/** What a person may do; `Invited`: has not chosen a password yet. */
export type WorkerStatus = 'Invited' | 'Active' | 'Paused' | 'Removed' | 'Forgotten';

export const statusOf = ({ password, paused, removedAt, forgottenAt }: Account): WorkerStatus => {
  if (forgottenAt !== undefined) return 'Forgotten';
  if (removedAt !== undefined) return 'Removed';
  if (paused) return 'Paused';
  return password ? 'Active' : 'Invited';
};

export interface Session {
  token: string;
  expiresAt: number;
  account: Account;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const isEqual = (a: string, b: string) => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

/** One spelling for all ways of writing a person's name. */
export const spellingOf = (name: string) => name.trim().normalize('NFKC').toLowerCase();

function hashPassword(password: string, salt: string): Promise<string> {
  return new Promise((resolve, reject) =>
    scrypt(password.normalize('NFKC'), salt, 32, SCRYPT, (error, key) =>
      error ? reject(error) : resolve(key.toString('hex')),
    ),
  );
}

/** The people who label: invited by name, known to jobs by a pseudonym that follows from the name. */
export class AccountStore {
  #ports: EnginePorts;
  #commit: CommitOptions;
  #secret: () => Promise<string>;
  #documents = new Map<string, CommittedDocument<Account>>();

  constructor(ports: EnginePorts, commit: CommitOptions, secret: () => Promise<string>) {
    this.#ports = ports;
    this.#commit = commit;
    this.#secret = secret;
  }

  /** Invites a person to a team, again to let them set a new password. Returns the one-time text for the link. */
  async invite(
    name: string,
    workteamArn: string,
  ): Promise<{ invitation: string; workerId: string; expiresAt: number }> {
    const id = await this.#idOf(name);
    const invitation = `${id}.${this.#ports.randomHex(24)}`;
    const expiresAt = this.#ports.now() + INVITATION_MS;
    const fresh: Account = {
      version: 1,
      writerId: this.#ports.randomHex(8),
      workerId: `private.${this.#ports.account.region}.${id}`,
      name: name.trim(),
      workteamArns: [],
      sessions: [],
    };
    await this.#ports.storage.create(accountKey(id), JSON.stringify(fresh));
    const account = await this.#document(id).change((present) => {
      if (present.forgottenAt !== undefined) return { next: present, result: present };
      const next = { ...present, invitation: { hash: sha256(invitation), expiresAt, workteamArn } };
      return { next, result: next };
    });
    if (account.forgottenAt !== undefined)
      throw new LabelingApiError(
        'ValidationException',
        'This name was forgotten on request; invite the person by another one',
      );
    return { invitation, workerId: account.workerId, expiresAt };
  }

  /** Everybody who was ever invited, in order of their ids. */
  async list(): Promise<Account[]> {
    const accounts: Account[] = [];
    for await (const key of this.#ports.storage.list('workers/')) {
      const account = await this.#find(key.slice('workers/'.length, -'.json'.length));
      if (account) accounts.push(account);
    }
    return accounts;
  }

  /** The person behind a pseudonym; undefined when nobody has it. */
  async findWorker(workerId: string): Promise<Account | undefined> {
    const account = await this.#find(workerId.split('.').at(-1)!);
    return account?.workerId === workerId ? account : undefined;
  }

  /**
   * Lets a person work, pauses them in all jobs, or takes them off every team and ends their sessions.
   * @returns undefined when nobody has this id
   */
  async setStatus(workerId: string, status: 'Active' | 'Paused' | 'Removed', reason: string) {
    if (!(await this.findWorker(workerId))) return undefined;
    const at = this.#ports.now();
    return this.#document(workerId.split('.').at(-1)!).change<Account>((present) => {
      const { paused: _, ...rest } = present;
      const next: Account =
        status === 'Removed' ? removed(rest, at) : { ...rest, ...(status === 'Paused' && { paused: { reason, at } }) };
      return { next, result: next };
    });
  }

  /**
   * Takes name, password, sessions and teams of a person away for good. What they answered keeps the pseudonym, which
   * leads nowhere then.
   * @returns undefined when nobody has this id
   */
  async forget(workerId: string): Promise<Account | undefined> {
    if (!(await this.findWorker(workerId))) return undefined;
    const forgottenAt = this.#ports.now();
    return this.#document(workerId.split('.').at(-1)!).change<Account>((present) => {
      if (present.forgottenAt !== undefined) return { next: present, result: present };
      const { version, writerId } = present;
      const next: Account = {
        version,
        writerId,
        workerId,
        name: workerId,
        workteamArns: [],
        sessions: [],
        forgottenAt,
      };
      return { next, result: next };
    });
  }

  /** Whose invitation it is; undefined when it was used, replaced, has expired or never was. */
  async readInvitation(invitation: string): Promise<Account | undefined> {
    const account = await this.#find(invitation.split('.')[0]!);
    return account && this.#isInvited(account, invitation) ? account : undefined;
  }

  /** Uses the invitation up: the password is set, former sessions end. undefined when it is no good (any more). */
  async acceptInvitation(invitation: string, password: string): Promise<Session | undefined> {
    const id = invitation.split('.')[0]!;
    if (!(await this.readInvitation(invitation))) return undefined;
    const salt = randomBytes(16).toString('hex');
    const hash = await hashPassword(password, salt);
    const session = this.#newSession(id);
    const account = await this.#document(id).change<Account | undefined>((present) => {
      if (!this.#isInvited(present, invitation)) return { next: present, result: undefined };
      const { invitation: used, removedAt: _, paused: __, ...rest } = present;
      const workteamArns = [...new Set([...rest.workteamArns, used!.workteamArn])];
      const next = {
        ...rest,
        workteamArns,
        trustedSince: this.#ports.now(),
        password: { salt, hash },
        sessions: [session.stored],
      };
      return { next, result: next };
    });
    return account && { token: session.token, expiresAt: session.stored.expiresAt, account };
  }

  /** undefined for a wrong name or password; both take the same time. */
  async logIn(name: string, password: string): Promise<Session | undefined> {
    const id = await this.#idOf(name);
    const account = await this.#find(id);
    const hash = await hashPassword(password, account?.password?.salt ?? 'nobody');
    if (!account?.password || !isEqual(hash, account.password.hash)) return undefined;
    return this.#addSession(id);
  }

  /** The signed-in worker; undefined when the token is none or has expired. */
  async authenticate(token: string): Promise<Account | undefined> {
    const account = await this.#find(token.split('.')[0]!);
    const hash = sha256(token);
    const isOpen = account?.sessions.some(
      (session) => isEqual(session.hash, hash) && session.expiresAt > this.#ports.now(),
    );
    return isOpen ? account : undefined;
  }

  async renew(token: string): Promise<Session> {
    const id = token.split('.')[0]!;
    const session = await this.#addSession(id);
    await this.logOut(token);
    return session;
  }

  async logOut(token: string): Promise<void> {
    const hash = sha256(token);
    await this.#document(token.split('.')[0]!).change((present) => ({
      next: { ...present, sessions: present.sessions.filter((session) => session.hash !== hash) },
      result: undefined,
    }));
  }

  async #addSession(id: string): Promise<Session> {
    const session = this.#newSession(id);
    const account = await this.#document(id).change((present) => {
      const open = present.sessions.filter(({ expiresAt }) => expiresAt > this.#ports.now());
      const next = { ...present, sessions: [...open, session.stored].slice(-SESSIONS) };
      return { next, result: next };
    });
    return { token: session.token, expiresAt: session.stored.expiresAt, account };
  }

  #newSession(id: string) {
    const token = `${id}.${this.#ports.randomHex(24)}`;
    return { token, stored: { hash: sha256(token), expiresAt: this.#ports.now() + SESSION_MS } };
  }

  #isInvited(account: Account, invitation: string): boolean {
    return (
      account.invitation !== undefined &&
      account.invitation.expiresAt > this.#ports.now() &&
      isEqual(account.invitation.hash, sha256(invitation))
    );
  }

  async #idOf(name: string): Promise<string> {
    return createHmac('sha256', await this.#secret())
      .update(`worker:${spellingOf(name)}`)
      .digest('hex')
      .slice(0, 16);
  }

  async #find(id: string): Promise<Account | undefined> {
    if (!/^[0-9a-f]{16}$/.test(id)) return undefined;
    const known = this.#documents.get(id) ?? this.#open(id);
    const account = await known.find();
    // Ids that nobody has come from outside: they must not fill the memory.
    if (account) this.#documents.set(id, this.#documents.get(id) ?? known);
    return account;
  }

  #document(id: string): CommittedDocument<Account> {
    const document = this.#documents.get(id) ?? this.#open(id);
    this.#documents.set(id, document);
    return document;
  }

  #open(id: string): CommittedDocument<Account> {
    return new CommittedDocument(this.#ports.storage, accountKey(id), this.#commit);
  }
}

function removed({ invitation: _, password: __, ...rest }: Account, removedAt: number): Account {
  return { ...rest, workteamArns: [], sessions: [], removedAt };
}

const accountKey = (id: string) => `workers/${id}.json`;
