/** What the serving model sees on an image that somebody brought to try it. */
export interface TryOut {
  endpointName: string;
  modelName: string;
  /** The size of the picture as it was sent, upright, in pixels. */
  width: number;
  height: number;
  /** From the request to the endpoint to its answer. */
  milliseconds: number;
  /** Surest first. */
  boxes: Array<{ label: string; confidence: number; left: number; top: number; width: number; height: number }>;
}
