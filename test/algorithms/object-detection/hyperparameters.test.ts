import { describe, expect, it } from '@jest/globals';
import {
  decodingOptions,
  detectorHyperparameters,
  parseBuiltInHyperparameters,
} from '../../../algorithms/object-detection/hyperparameters.ts';

const required = { num_classes: '2', num_training_samples: '100' };
const read = (given: Record<string, string>) => parseBuiltInHyperparameters(JSON.stringify(given));

describe("the built-in algorithm's hyperparameters", () => {
  it('have the defaults of the developer guide', () => {
    expect(read(required)).toEqual({
      classes: 2,
      trainingSamples: 100,
      epochs: 30,
      batchSize: 32,
      learningRate: 0.001,
      imageShape: 300,
      labelWidth: 350,
      overlapThreshold: 0.5,
      nmsThreshold: 0.45,
      unused: [],
    });
  });

  it('train our detector on as many images, and name those that change nothing', () => {
    const given = read({
      ...required,
      epochs: '7',
      mini_batch_size: '1',
      learning_rate: '0.01',
      image_shape: '512',
      nms_threshold: '0.3',
      optimizer: 'sgd',
      lr_scheduler_step: '3,6',
      early_stopping: 'true',
      _tuning_objective_metric: 'validation:mAP',
    });
    expect(given.unused).toEqual(['optimizer=sgd', 'lr_scheduler_step=3,6', 'early_stopping=true']);
    expect(detectorHyperparameters(given, 90)).toMatchObject({
      labels: ['0', '1'],
      batchSize: 4,
      maxSteps: Math.ceil((7 * 90) / 4),
      maxSeconds: Infinity,
      learningRate: 0.01,
      inputSize: 512,
    });
    expect(detectorHyperparameters(read(required), 90)).toMatchObject({ batchSize: 32, inputSize: 'auto' });
    expect(decodingOptions(given)).toMatchObject({ maximumOverlap: 0.3 });
  });

  it.each<[string, Record<string, string>, string]>([
    [
      'two required ones',
      {},
      "No value(s) were specified for 'num_classes', 'num_training_samples' which are required hyperparameter(s) (caused by ValidationError)",
    ],
    [
      'an unknown one',
      { ...required, labels: 'a' },
      "Additional hyperparameters are not allowed ('labels' was unexpected) (caused by ValidationError)",
    ],
    [
      'another network',
      { ...required, base_network: 'yolo' },
      "The value 'yolo' is not valid for the 'base_network' hyperparameter which accepts one of the following: 'vgg-16', 'resnet-50' (caused by ValidationError)",
    ],
    [
      'a size below 300',
      { ...required, image_shape: '299' },
      "The value '299' is not valid for the 'image_shape' hyperparameter which expects an integer greater than or equal to 300 (caused by ValidationError)",
    ],
    [
      'an empty number',
      { ...required, epochs: '' },
      "The value '' is not valid for the 'epochs' hyperparameter which expects an integer greater than or equal to 1 (caused by ValidationError)",
    ],
    [
      'a learning rate of 0',
      { ...required, learning_rate: '0' },
      "The value '0' is not valid for the 'learning_rate' hyperparameter which expects a number greater than 0 and less than or equal to 1 (caused by ValidationError)",
    ],
  ])('are refused with %s wrong, in the words of SageMaker', (_, given, message) => {
    expect(() => read(given)).toThrow(
      expect.objectContaining({ name: 'ClientError', message, exitCode: 2 }) as unknown as Error,
    );
  });
});
