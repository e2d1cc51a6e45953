/** How a training or transform job stands, in SageMaker's words. */
export interface LearningJob {
  status: 'InProgress' | 'Completed' | 'Failed' | 'Stopping' | 'Stopped';
  /** FailureReason. */
  reason?: string;
  /** The S3 URI of `model.tar.gz`, once the training job is completed. */
  artifact?: string;
  /** What is billed of a job that is over, seconds. */
  seconds?: number;
}

/**
 * SageMaker, as a labeling job with automatic labeling needs it. Requests are SageMaker's own. Creating what exists
 * already is fine: names follow from the job and the round, and Describe is the truth.
 */
export interface LearningPort {
  /** URI of the container image that learns and finds boxes. */
  image: string;
  /**
   * Why it will never be taken, such as a quota that is none; undefined: it was, or a quota is used
   * up for now and it is to be asked for again.
   */
  createTrainingJob(request: { TrainingJobName: string } & Record<string, unknown>): Promise<string | undefined>;
  /** undefined: there is none. */
  findTrainingJob(name: string): Promise<LearningJob | undefined>;
  /** As `createTrainingJob`. */
  createModel(request: { ModelName: string } & Record<string, unknown>): Promise<string | undefined>;
  hasModel(name: string): Promise<boolean>;
  /** As `createTrainingJob`. */
  createTransformJob(request: { TransformJobName: string } & Record<string, unknown>): Promise<string | undefined>;
  findTransformJob(name: string): Promise<LearningJob | undefined>;
  /** Removes a model; none of that name is fine. */
  deleteModel(name: string): Promise<void>;
  /** Stops what runs under that name, of either kind; what is over stays as it is. */
  stop(name: string): Promise<void>;
}
