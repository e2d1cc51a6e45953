import type { WorkerErrorCode } from '../../labeling-engine/contracts/worker-api.ts';
import type { Finding } from '../../shared/domain/answer-kinds/comparison.ts';

/** Everything the portal's own pages say; a language that lacks one does not compile. */
export interface Words {
  portal: string;
  language: string;
  signIn: string;
  signOut: string;
  name: string;
  password: string;
  newPassword: string;
  passwordRule: string;
  welcome(name: string): string;
  choosePassword(workteam: string): string;
  start: string;
  invitationUsed: string;
  signedInAs(name: string): string;
  /** The words for a link that was opened while somebody is signed in. */
  invitationFor(name: string): string;
  stayAs(name: string): string;
  switchTo(name: string): string;
  jobs: string;
  noJobs: string;
  left(count: number): string;
  answered(count: number): string;
  work: string;
  statistics: string;
  answersToday: string;
  answersAll: string;
  declined: string;
  timeWorked: string;
  minutes(count: number): string;
  back: string;
  position(number: number, of: number): string;
  previous: string;
  previousHelp: string;
  /** The words for each task type of jobs. */
  taskTypes: Readonly<Record<string, string>>;
  loading: string;
  loadingTask: string;
  cannotBeShown: string;
  skip: string;
  skipHelp: string;
  decline: string;
  declineTitle: string;
  declineHelp: string;
  reasons: readonly [string, string, string];
  otherReason: string;
  cancel: string;
  close: string;
  shortcuts: string;
  done: string;
  doneHelp: string;
  waiting: string;
  waitingHelp: string;
  ended: string;
  paused: string;
  leaseEnds(minutes: number): string;
  leaseOver: string;
  blocked(count: number): string;
  blockedHelp: string;
  feedbackFlawless: string;
  feedbackTitle: string;
  feedbackPicture: string;
  /** Follows the label. */
  verdict(finding: Finding): string;
  recent: string;
  noRecent: string;
  reopen: string;
  noLongerOpen: string;
  allSent: string;
  queued(count: number): string;
  offline: string;
  refused(title: string, why: string): string;
  /** Instead of the server's words, by its code. */
  refusals: { readonly [Code in WorkerErrorCode]?: string };
  dismiss: string;
  sessionEnded: string;
  failed(message: string): string;
}
