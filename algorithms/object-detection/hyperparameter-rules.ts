import { anyText, integerFrom, numberBetween, oneOf, share } from '../../shared/domain/training/hyperparameter-rule.ts';

/** Our network has no input size of its own: with this one it chooses by the sizes of the objects. */
export const DEFAULT_SHAPE = 300;

/** The hyperparameters that say what the dataset holds: whoever starts a training knows them. */
export const OF_THE_DATA = {
  num_classes: integerFrom(1),
  num_training_samples: integerFrom(1),
};

/** The built-in algorithm's (SageMaker developer guide, object-detection-api-config). These mean the same here: */
export const HONOURED = {
  ...OF_THE_DATA,
  epochs: integerFrom(1, 30),
  mini_batch_size: integerFrom(1, 32),
  learning_rate: share(0.001),
  image_shape: integerFrom(DEFAULT_SHAPE, DEFAULT_SHAPE),
  label_width: integerFrom(1, 350),
  overlap_threshold: share(0.5),
  nms_threshold: share(0.45),
};

/** These say how an SSD on VGG or ResNet learns by MXNet: nothing to a network of our own. */
export const UNUSED = {
  base_network: oneOf(['vgg-16', 'resnet-50'], 'vgg-16'),
  use_pretrained_model: oneOf(['0', '1'], '1'),
  freeze_layer_pattern: anyText,
  optimizer: oneOf(['sgd', 'adam', 'rmsprop', 'adadelta'], 'sgd'),
  momentum: share(0.9),
  weight_decay: share(0.0005, 'below 1'),
  lr_scheduler_step: anyText,
  lr_scheduler_factor: share(0.1, 'below 1'),
  kv_store: oneOf(['dist_sync', 'dist_async'], 'dist_sync'),
  early_stopping: oneOf(['True', 'False'], 'False'),
  early_stopping_min_epochs: integerFrom(1, 10),
  early_stopping_patience: integerFrom(1, 5),
  early_stopping_tolerance: numberBetween(0, 1, 0),
};
