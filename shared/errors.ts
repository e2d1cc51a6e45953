/**
 * Every error the product names. `name` is a literal field because Step Functions matches it in `ErrorEquals` and
 * minified bundles lose class names. The runbook (`docs/runbook.md`) has one entry per name.
 */

/** A document (project.json, manifest, event, environment) does not match its schema. Never retried. */
export class InvalidDocumentError extends Error {
  override readonly name = 'InvalidDocumentError';
}

/** An object that the caller needs is not there (or may not be seen: S3 answers 403 without `s3:ListBucket`). */
export class ObjectMissingError extends Error {
  override readonly name = 'ObjectMissingError';
}

/** Somebody else changed the document first, more often than the bounded retries allow. Retried by Step Functions. */
export class ContendedError extends Error {
  override readonly name = 'ContendedError';
}

/** The labeling backend refused the job (limit, workteam, role): the batch is blocked and tried again later. */
export class LabelingJobRefusedError extends Error {
  override readonly name = 'LabelingJobRefusedError';
}

/** A job or resource with our name exists, but is not ours: its manifest or tags differ. */
export class NotOursError extends Error {
  override readonly name = 'NotOursError';
}

/** A newer claim on training exists; this execution must not promote or deploy any more. */
export class StaleFenceError extends Error {
  override readonly name = 'StaleFenceError';
}

/** The endpoint answers, but not with the boxes that the gate saw. */
export class SmokeTestFailedError extends Error {
  override readonly name = 'SmokeTestFailedError';
}

/** The endpoint did not come into service with the config that somebody wanted there. */
export class EndpointFailedError extends Error {
  override readonly name = 'EndpointFailedError';
}

/** A model's answer has none of the shapes that labelloop reads, or names a class that the project does not have. */
export class ModelAnswerError extends Error {
  override readonly name = 'ModelAnswerError';
}

/** Another function of ours, called for its answer, ended with an error; the message carries it. */
export class FunctionFailedError extends Error {
  override readonly name = 'FunctionFailedError';
}

/** EventBridge did not take an event of ours; what tells of it tries again. */
export class EventRefusedError extends Error {
  override readonly name = 'EventRefusedError';
}

/** The address in `webhookUrl` did not take a message; Lambda tries twice more, then the message is a dead letter. */
export class WebhookRefusedError extends Error {
  override readonly name = 'WebhookRefusedError';
}

/** A variable of the function's environment is missing or malformed. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/** The request asks for something that labelloop does not do; the message names it and the alternative. */
export class UnsupportedError extends Error {
  override readonly name = 'UnsupportedError';
}
