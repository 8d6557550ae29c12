// `npm run mutate`: changes the code of five subjects in every small way that Stryker knows, and counts the changes that no
// test notices. `npm run mutate -- --mutate 'src/vault/**/*.ts'` tries one subject. See CONTRIBUTING.md.

/** Where a wrong line costs somebody else's money or secrets. */
const subjects = ['auth', 'stripe-signature', 'proxy', 'vault', 'panels']

export default {
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutation/vitest.config.ts' },
  mutate: subjects.flatMap((subject) => [
    `src/${subject}/**/*.ts`,
    `!src/${subject}/**/*.test.ts`,
    `!src/${subject}/**/fixtures/**`,
  ]),
  // What is computed once, as a module loads, would need every test for each change.
  ignoreStatic: true,
  coverageAnalysis: 'perTest',
  // Stryker rewrites each tsconfig.json it finds in its copy, and does not know TypeScript 7.
  disableTypeChecks: false,
  tsconfigFile: 'none',
  ignorePatterns: ['dist', 'data', '.build', 'docs', 'bench', 'stripe-app/node_modules'],
  tempDirName: '.build/stryker',
  reporters: ['clear-text', 'html', 'json'],
  clearTextReporter: { reportTests: false, allowColor: false },
  htmlReporter: { fileName: '.build/mutation/report.html' },
  jsonReporter: { fileName: '.build/mutation/report.json' },
}
