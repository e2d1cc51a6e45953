import { FIRST_ALGORITHM } from './model-folder.ts';
import { ALGORITHM_VARIABLE, findProgram } from './programs.ts';

await findProgram(process.env[ALGORITHM_VARIABLE] || FIRST_ALGORITHM).train();
