import { invokeFunction } from '../aws/lambda-functions.ts';
import { readConfig } from '../config.ts';
import { parse } from '../contracts/parse.ts';
import {
  type UprightImageInput,
  type UprightImageOutput,
  uprightImageOutputSchema,
} from '../contracts/upright-image.ts';

/**
 * Has a photo that lies on its side turned upright and stored under `images/`. A function of its own does it: only there are pixels
 * decoded, so only its bundle carries an image library.
 * @returns undefined when the version is gone
 */
export async function createUprightImage(
  image: UprightImageInput,
): Promise<Exclude<UprightImageOutput, null> | undefined> {
  const { UPRIGHT_IMAGE_FUNCTION_NAME } = readConfig('UPRIGHT_IMAGE_FUNCTION_NAME');
  const answer = await invokeFunction(UPRIGHT_IMAGE_FUNCTION_NAME, image);
  return parse(uprightImageOutputSchema, answer, 'the answer of upright-image') ?? undefined;
}
