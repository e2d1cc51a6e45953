import { expect, it } from '@jest/globals';
import { builtInAlgorithm, builtInImage } from '../../../../shared/domain/training/built-in-images.ts';

it.each(['us-east-1', 'eu-west-1', 'cn-north-1'])('knows the built-in image of %s again', (region) => {
  const image = builtInImage('object-detection', region);
  expect(builtInAlgorithm(image)).toBe('object-detection');
  expect(builtInAlgorithm(image.replace(':1', ':latest'))).toBe('object-detection');
});

it.each([
  ["another account's image of the same name", '000000000000.dkr.ecr.us-east-1.amazonaws.com/object-detection:1'],
  ["another region's account", '811284229777.dkr.ecr.us-west-2.amazonaws.com/object-detection:1'],
  ['a region that is none', '811284229777.dkr.ecr.mars-east-1.amazonaws.com/object-detection:1'],
  ['another algorithm', '811284229777.dkr.ecr.us-east-1.amazonaws.com/image-classification:1'],
  ['another version', '811284229777.dkr.ecr.us-east-1.amazonaws.com/object-detection:2'],
])('does not take %s for a built-in one', (_, image) => {
  expect(builtInAlgorithm(image)).toBeUndefined();
});
