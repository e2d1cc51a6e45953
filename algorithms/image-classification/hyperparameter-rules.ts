import { anyText, integerFrom, numberBetween, oneOf, share } from '../../shared/domain/training/hyperparameter-rule.ts';

/** The hyperparameters that say what the dataset holds: whoever starts a training knows them. */
export const OF_THE_DATA = {
  num_classes: integerFrom(2),
  num_training_samples: integerFrom(1),
  multi_label: oneOf(['0', '1'], '0'),
};

/** The built-in algorithm's (SageMaker developer guide, IC-Hyperparameter), with its defaults. */
export const IMAGE_CLASSIFICATION_RULES = {
  ...OF_THE_DATA,
  num_layers: oneOf(['18', '20', '32', '34', '44', '50', '56', '101', '110', '152', '200'], '152'),
  use_pretrained_model: oneOf(['0', '1'], '0'),
  epochs: integerFrom(1, 30),
  mini_batch_size: integerFrom(1, 32),
  learning_rate: numberBetween(0, 1, 0.1),
  lr_scheduler_factor: numberBetween(0, 1, 0.1),
  lr_scheduler_step: anyText,
  optimizer: oneOf(['sgd', 'adam', 'rmsprop', 'nag'], 'sgd'),
  momentum: numberBetween(0, 1, 0.9),
  weight_decay: numberBetween(0, 1, 0.0001),
  beta_1: numberBetween(0, 1, 0.9),
  beta_2: numberBetween(0, 1, 0.999),
  eps: share(1e-8),
  gamma: numberBetween(0, 1, 0.9),
  image_shape: anyText,
  resize: integerFrom(1),
  augmentation_type: oneOf(['crop', 'crop_color', 'crop_color_transform'], 'crop'),
  use_weighted_loss: oneOf(['0', '1'], '0'),
  top_k: integerFrom(2),
  precision_dtype: oneOf(['float32', 'float16'], 'float32'),
  checkpoint_frequency: integerFrom(1),
  kv_store: oneOf(['dist_sync', 'dist_async'], 'dist_sync'),
  early_stopping: oneOf(['True', 'False'], 'False'),
  early_stopping_min_epochs: integerFrom(1, 10),
  early_stopping_patience: integerFrom(1, 5),
  early_stopping_tolerance: numberBetween(0, 1, 0),
};
