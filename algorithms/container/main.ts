/** The container's entry: SageMaker passes `train` or `serve`. */
const command = process.argv[2];
if (command === 'train') await import('./train.ts');
else if (command === 'serve') await import('./serve.ts');
else {
  console.error(`usage: main.ts train|serve, not "${command ?? ''}"`);
  process.exitCode = 2;
}
