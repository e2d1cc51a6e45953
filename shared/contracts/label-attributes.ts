/** The attribute that all our bounding-box jobs write. */
export const LABEL_ATTRIBUTE_NAME = 'labels';

/** The attribute of the input manifest that carries the champion's boxes as workers' starting boxes; same shape as a label. */
export const PRE_LABEL_ATTRIBUTE_NAME = 'pre-labels';
