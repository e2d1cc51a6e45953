/** What a project's `webhookUrl` gets, as JSON by POST, once per thing that happened (a lost answer may repeat it). */
export interface WebhookMessage {
  version: 1;
  /** The same for a repeated delivery; also in the header `x-labelloop-delivery`. */
  id: string;
  event: 'budgetSpent' | 'labelingStarted' | 'labeled' | 'nothingNew' | 'deployed' | 'kept' | 'failed' | 'drifted';
  project: string;
  /** null: of no batch, or of no execution. */
  batchId: string | null;
  executionArn: string | null;
  /** ISO 8601. */
  at: string;
  /** One line for people; Slack, Mattermost and their like show exactly this. */
  text: string;
}
