/** The attribute that our labeling jobs write, but for those whose labels are files. */
export const LABEL_ATTRIBUTE_NAME = 'labels';
/** The attribute of labels that are files: Ground Truth wants the ending `-ref`, and no other label has it. */
export const LABEL_REFERENCE_ATTRIBUTE_NAME = 'labels-ref';

/**
 * Before the attribute that adjustment jobs write: another one than they start from, or the labeling job takes each
 * line for labeled.
 */
export const ADJUSTED_PREFIX = 'adjusted-';

/**
 * The attribute of the input manifest that carries the champion's boxes as workers' starting boxes; same shape as a
 * label.
 */
export const PRE_LABEL_ATTRIBUTE_NAME = 'pre-labels';
/** The same of labels that are files. */
export const PRE_LABEL_REFERENCE_ATTRIBUTE_NAME = 'pre-labels-ref';

/**
 * Names the object that a line's `source` is kept as: a text stands in its line, as Ground Truth wants it, and still
 * has a ledger record of its own.
 */
export const TEXT_REFERENCE_ATTRIBUTE_NAME = 'text-ref';
