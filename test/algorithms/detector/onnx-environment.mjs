import { TestEnvironment } from 'jest-environment-node';

/** ONNX Runtime's binding makes typed arrays of the outer realm; tests and it must agree on what a Float32Array is. */
export default class OnnxEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    Object.assign(this.global, { Float32Array, Uint8Array, BigInt64Array, ArrayBuffer });
  }
}
