if (Number(process.versions.node.split('.')[0]) < 24) {
  throw new Error(
    `the tests need Node 24; this is ${process.versions.node}. What to do: run \`npm test\`, or \`npm test -- <pattern>\`, which brings its own.`,
  );
}

export default {
  testEnvironment: 'node',
  // Under load a process takes ten times as long to start: what hangs is found late, what is slow is no failure.
  testTimeout: 30_000,
  roots: ['<rootDir>/test'],
  globalSetup: '<rootDir>/test/temporary-folder.ts',
  testMatch: process.env.LABELLOOP_TEST === 'full' ? ['**/*.test.ts', '**/*.full.ts'] : ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: {
    '^.+\\.tsx?$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', tsx: true },
          target: 'es2024',
          transform: { react: { runtime: 'automatic', importSource: 'preact' } },
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
};
