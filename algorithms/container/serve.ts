import { containerPaths } from './container.ts';
import { algorithmOf } from './model-folder.ts';
import { findProgram } from './programs.ts';

await findProgram(await algorithmOf(containerPaths(process.env).model)).serve();
