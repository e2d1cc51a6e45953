import { seededRandom } from '../../shared/domain/seeded-random.ts';

/**
 * A round has so many models. Each object belongs to one of them, which never learns from it: it finds the object's
 * boxes whether people labeled the object or not. So each image that people label is evidence of what the models do
 * with the images that wait, and none is kept from learning by more than one model (cross-fitting; Vovk,
 * "Cross-conformal predictors", 2015).
 */
export const FOLDS = 3;

/** The model, 0 to FOLDS - 1, that never learns from the object: the same in every round. */
export const foldOf = (objectId: string) => Math.floor(FOLDS * seededRandom(Number(objectId))());
