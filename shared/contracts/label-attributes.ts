/** The attribute that all our bounding-box jobs write. */
export const LABEL_ATTRIBUTE_NAME = 'labels';

/** The attribute that adjustment jobs write: another one than they start from, or the labeling job takes each line for labeled. */
export const ADJUSTED_ATTRIBUTE_NAME = 'adjusted-labels';

/** The attribute of the input manifest that carries the champion's boxes as workers' starting boxes; same shape as a label. */
export const PRE_LABEL_ATTRIBUTE_NAME = 'pre-labels';
