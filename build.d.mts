export interface BuiltFunction {
  /** `ingest-upload`, as its file in `functions/`. */
  name: string;
  /** Paths: the bundle, then what its code reads beside itself. */
  files: [string, ...string[]];
  /** Of all files. */
  bytes: number;
  gzipBytes: number;
  /** Of the bundle alone: what a cold start reads. */
  codeGzipBytes: number;
  /** False when the inputs are those of the last build. */
  rebuilt: boolean;
}

/** Bundles every function whose sources changed. @param options.dist folder of the bundles, default `dist/` */
export function buildFunctions(options?: { dist?: string }): Promise<BuiltFunction[]>;

/** What every function's bundle is made with. @param entryPoint relative to the repository's folder */
export function bundle(entryPoint: string): Promise<{ code: Uint8Array; inputs: string[] }>;
