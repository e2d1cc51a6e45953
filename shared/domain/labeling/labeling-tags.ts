/** Job tags that our labeling engine understands; Ground Truth takes them and does nothing with them. */

/** S3 URI of an output manifest whose labels are known to be right: hidden among the tasks. */
export const GOLD_TAG = 'labelloop:gold';
/** Whom a paused worker shall ask. */
export const CONTACT_TAG = 'labelloop:contact';
/** `off` = workers are not shown how they did on known objects. */
export const GOLD_FEEDBACK_TAG = 'labelloop:gold-feedback';
/** How a job with LabelingJobAlgorithmsConfig lets the machine label; see `settingsTag`. */
export const AUTOMATIC_TAG = 'labelloop:automatic';
/** `true` in a line of the input manifest: people label the image, and no model of the job learns from it. */
export const PEOPLE_ONLY_ATTRIBUTE = 'labelloop-people-only';
/** Workers asked at first; one more only while their answers do not suffice. */
export const FEWEST_WORKERS_TAG = 'labelloop:fewest-workers';
