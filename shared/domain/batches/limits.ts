/**
 * What an image may be. The services disagree (Ground Truth takes 40 MB and 100 megapixels, an endpoint 6 MB, a
 * serverless one 4 MB), so a drop is held against Ground Truth's and everything behind it scales down (SageMaker
 * developer guide, input data limits).
 */
export const IMAGE_MAX_BYTES = 40_000_000;
export const IMAGE_MAX_PIXELS = 100_000_000;
/** Turning a photo upright holds its coefficients twice: 6 bytes a pixel and more. */
export const TURN_MAX_PIXELS = 50_000_000;
/** Objects of one labeling job (SageMaker developer guide, input data limits). */
export const LABELING_JOB_MAX_OBJECTS = 100_000;
/** Characters of one attribute of an input manifest's line. */
export const MANIFEST_ATTRIBUTE_MAX_CHARACTERS = 20_000;
/** CopyObject takes no more; a bigger object could not be moved to quarantine in one call. */
export const COPY_MAX_BYTES = 5 * 1024 ** 3;
/** Bytes of one InvokeEndpoint request (developer guide: real-time 6 MB; serverless 4 MB). */
export const ENDPOINT_MAX_BYTES = { serverless: 4 * 1024 ** 2, 'real-time': 6 * 1024 ** 2 };
