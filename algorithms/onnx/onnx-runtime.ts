import type { InferenceSession } from 'onnxruntime-node';
import { UnsupportedError } from '../../shared/errors.ts';

/** @throws UnsupportedError where onnxruntime-node brings no binary */
export async function loadRuntime() {
  if (process.platform === 'darwin' && process.arch === 'x64')
    throw new UnsupportedError(
      'onnxruntime-node has no binary for macOS on Intel (darwin-x64), and onnxruntime-web is not yet supported as its ' +
        'replacement: run the detector on Linux, Windows or macOS on Apple silicon, or in its container',
    );
  return import('onnxruntime-node');
}

/**
 * Spinning is off: it buys nothing on quiet cores and costs a multiple where neighbours compute too.
 * `run` blocks the thread that calls it.
 */
export async function openSession(model: Uint8Array, threads: number): Promise<InferenceSession> {
  const { InferenceSession } = await loadRuntime();
  return InferenceSession.create(model, {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    graphOptimizationLevel: 'all',
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
}
