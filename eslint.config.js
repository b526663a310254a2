import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { houseRules } from './scripts/houseRules.js';

/** Where the process environment may be read: one file for settings, one for what Lambda sets, and the tools around them. */
const mayReadEnvironment = [
  'shared/runtime/config.ts',
  'shared/aws/lambdaEnvironment.ts',
  'client/outsideTokens.ts',
  'cli/**',
  'infra/**',
  'bin/**',
  'scripts/**',
  'bench/**',
  'test/**',
  '*.config.ts',
];
/** Where the machine's clock may be read. Everywhere else time is an argument. */
const mayReadClock = [
  'shared/domain/time.ts',
  'console/main.tsx',
  'client/**',
  'cli/**',
  'infra/local/**',
  'bench/**',
  'test/**',
];

const environment = {
  object: 'process',
  property: 'env',
  message:
    'The environment is read in shared/runtime/config.ts only, and what Lambda sets itself in shared/aws/lambdaEnvironment.ts.',
};
const clock = {
  object: 'Date',
  property: 'now',
  message: 'Take a Clock as an argument (shared/domain/time.ts).',
};
const dice = {
  object: 'Math',
  property: 'random',
  message: 'Not for anything that counts: use node:crypto.',
};

const newDate = {
  selector: "NewExpression[callee.name='Date'][arguments.length=0]",
  message: 'Take a Clock as an argument (shared/domain/time.ts).',
};
const moduleMock = {
  selector: "CallExpression[callee.object.name='vi'][callee.property.name=/^(mock|doMock|useFakeTimers)$/]",
  message: 'No module mocks and no fake timers: pass what varies as an argument.',
};
const skippedTest = {
  selector:
    'MemberExpression[object.name=/^(it|test|describe)$/][property.name=/^(skip|only|todo|skipIf|runIf)$/]',
  message: 'Every test runs, always.',
};

export default defineConfig(
  { ignores: ['node_modules', 'dist', 'cdk.out', '.local', '.cache', 'console/dist', 'coverage'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  ...tseslint.configs.stylistic,
  {
    plugins: { house: houseRules },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      complexity: ['error', { max: 8, variant: 'modified' }],
      eqeqeq: 'error',
      'max-lines': ['error', 250],
      'max-params': ['error', 3],
      'no-console': 'error',
      // What went wrong is logged by its reason: a cause can hold a credential.
      'preserve-caught-error': 'off',
      'no-restricted-properties': ['error', environment, clock, dice],
      'no-restricted-syntax': ['error', newDate],
      'house/function-lines': ['error', { max: 40, maxConstructor: 60 }],
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'as' }],
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/max-params': 'off',
    },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // The rules with types that pay for their time: a lost promise is a lost write or a lost error.
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafeCalls: ['it', 'describe', 'test'] },
      ],
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
    },
  },
  {
    files: [
      'shared/**/*.ts',
      'functions/**/*.ts',
      'infra/**/*.ts',
      'bin/**/*.ts',
      'client/**/*.ts',
      'cli/**/*.ts',
      'console/**/*.ts',
      'console/**/*.tsx',
    ],
    rules: { 'house/docstring': 'error' },
  },
  {
    // Markup is long without being complicated; what decides stands in functions of its own.
    files: ['console/**/*.tsx'],
    rules: {
      'house/function-lines': ['error', { max: 90, maxConstructor: 60 }],
      complexity: ['error', { max: 14, variant: 'modified' }],
    },
  },
  {
    files: ['shared/contract/**', 'shared/problems/catalogue.ts', 'shared/policy/rules.ts'],
    rules: { 'max-lines': ['error', 400] },
  },
  {
    files: mayReadEnvironment,
    rules: { 'no-restricted-properties': ['error', clock, dice] },
  },
  {
    files: ['cli/**', 'infra/local/**', 'test/**', 'console/main.tsx'],
    rules: { 'no-restricted-properties': ['error', dice] },
  },
  {
    files: ['shared/domain/time.ts'],
    rules: { 'no-restricted-properties': ['error', environment, dice] },
  },
  {
    // A library for other programs, without a clock of the house.
    files: ['client/**'],
    ignores: ['client/outsideTokens.ts'],
    rules: { 'no-restricted-properties': ['error', environment, dice] },
  },
  {
    // Jitter between attempts needs no secret.
    files: ['client/retryingFetch.ts'],
    rules: { 'no-restricted-properties': ['error', environment] },
  },
  {
    // Jitter between attempts needs no secret.
    files: ['shared/store/table.ts'],
    rules: { 'no-restricted-properties': ['error', environment, clock] },
  },
  {
    files: mayReadClock,
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['test/**'],
    rules: { 'no-restricted-syntax': ['error', moduleMock, skippedTest] },
  },
  {
    // Programs that talk to a terminal.
    files: ['bin/**', 'scripts/**', 'bench/bench.ts', 'infra/build.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        module: 'writable',
        setTimeout: 'readonly',
        fetch: 'readonly',
        Headers: 'readonly',
        Buffer: 'readonly',
        URLSearchParams: 'readonly',
      },
    },
  },
);
