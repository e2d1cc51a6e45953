export interface BuiltFunction {
  /** `ingest-upload`, as its file in `functions/`. */
  name: string;
  /** Path of the bundle. */
  file: string;
  bytes: number;
  gzipBytes: number;
  /** False when the inputs are those of the last build. */
  rebuilt: boolean;
}

/** Bundles every function whose sources changed. @param options.dist folder of the bundles, default `dist/` */
export function buildFunctions(options?: { dist?: string }): Promise<BuiltFunction[]>;
