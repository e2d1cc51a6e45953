import { ALGORITHM_VARIABLE } from '../../shared/domain/training/algorithm.ts';
import { FIRST_ALGORITHM } from './model-folder.ts';
import { findProgram } from './programs.ts';

await findProgram(process.env[ALGORITHM_VARIABLE] || FIRST_ALGORITHM).train();
