/**
 * Every element that templates may use, in the order in which the portal upgrades them: the form last, with all else
 * usable.
 */
export const CROWD_ELEMENTS = [
  'crowd-alert',
  'crowd-badge',
  'crowd-bounding-box',
  'crowd-button',
  'crowd-card',
  'crowd-checkbox',
  'crowd-classifier',
  'crowd-classifier-multi-select',
  'crowd-entity-annotation',
  'crowd-fab',
  'crowd-icon',
  'crowd-icon-button',
  'crowd-image-classifier',
  'crowd-image-classifier-multi-select',
  'crowd-input',
  'crowd-instance-segmentation',
  'crowd-instructions',
  'crowd-keypoint',
  'crowd-line',
  'crowd-modal',
  'crowd-polygon',
  'crowd-polyline',
  'crowd-question-answer-generation',
  'crowd-radio-button',
  'crowd-radio-group',
  'crowd-semantic-segmentation',
  'crowd-slider',
  'crowd-slider-label',
  'crowd-tab',
  'crowd-tabs',
  'crowd-text-ranking',
  'crowd-text-area',
  'crowd-toast',
  'crowd-toggle-button',
  'iron-icon',
  'crowd-form',
] as const;

export type CrowdElementName = (typeof CROWD_ELEMENTS)[number];
