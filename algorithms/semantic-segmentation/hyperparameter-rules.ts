import {
  anyText,
  integerBetween,
  integerFrom,
  numberBetween,
  oneOf,
} from '../../shared/domain/training/hyperparameter-rule.ts';

/** The hyperparameters that say what the dataset holds: whoever starts a training knows them. */
export const OF_THE_DATA = {
  num_classes: integerBetween(2, 254),
  num_training_samples: integerFrom(1),
};

/** The built-in algorithm's (SageMaker developer guide, segmentation-hyperparameters), with its defaults. */
export const SEMANTIC_SEGMENTATION_RULES = {
  ...OF_THE_DATA,
  backbone: oneOf(['resnet-50', 'resnet-101'], 'resnet-50'),
  use_pretrained_model: oneOf(['True', 'False'], 'True'),
  algorithm: oneOf(['fcn', 'psp', 'deeplab'], 'fcn'),
  base_size: integerFrom(17, 520),
  crop_size: integerFrom(17, 240),
  epochs: integerFrom(1, 10),
  mini_batch_size: integerFrom(1, 16),
  validation_mini_batch_size: integerFrom(1, 16),
  optimizer: oneOf(['adam', 'adagrad', 'nag', 'rmsprop', 'sgd'], 'sgd'),
  learning_rate: numberBetween(0, 1, 0.001),
  lr_scheduler: oneOf(['step', 'poly', 'cosine'], 'poly'),
  lr_scheduler_step: anyText,
  lr_scheduler_factor: numberBetween(0, 1, 0.1),
  momentum: numberBetween(0, 1, 0.9),
  weight_decay: numberBetween(0, 1, 0.0001),
  gamma1: numberBetween(0, 1, 0.9),
  gamma2: numberBetween(0, 1, 0.9),
  early_stopping: oneOf(['True', 'False'], 'False'),
  early_stopping_min_epochs: integerFrom(1, 5),
  early_stopping_patience: integerFrom(1, 4),
  early_stopping_tolerance: numberBetween(0, 1, 0),
  syncbn: oneOf(['True', 'False'], 'False'),
};
