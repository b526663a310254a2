/** Who may import whom (docs/decisions, README): layers that never look up, and borders kept in named files. */

const layers = ['aws', 'problems', 'domain', 'policy', 'contract', 'store', 'tokens', 'runtime'];

/** What each layer may import of its own house, beside itself. */
const below = {
  aws: [],
  problems: [],
  domain: ['problems'],
  policy: ['problems', 'domain'],
  contract: ['problems', 'domain', 'policy'],
  store: ['aws', 'problems', 'domain'],
  tokens: ['aws', 'problems', 'domain', 'store'],
  runtime: ['problems', 'domain', 'policy', 'contract', 'store', 'tokens'],
};

const layerRules = layers.map((layer) => ({
  name: `${layer}-looks-down-only`,
  severity: 'error',
  from: { path: `^shared/${layer}/` },
  to: {
    path: '^(?!node_modules/)[^/]+/',
    pathNot: [`^shared/(${[layer, ...below[layer]].join('|')})/`, '^node:', '^docs/openapi\\.json$'],
    dependencyTypesNot: ['npm', 'npm-dev', 'npm-optional', 'core'],
  },
}));

const awsSdkFiles = ['^shared/store/attributes\\.ts$', '^infra/local/', '^test/'];

/** Who calls AWS: the one door to DynamoDB, what signs, and what runs beside requests. */
const awsCallers = [
  '^shared/aws/',
  '^infra/local/(streamsClient|backends)\\.ts$',
  '^shared/store/(table|writes)\\.ts$',
  '^shared/tokens/(signer|assertionSigner)\\.ts$',
  '^functions/(publishSigningKeys|publishEvents)\\.ts$',
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...layerRules,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'resolvable',
      comment: 'The server of a peer is copied to where the peer is installed.',
      severity: 'error',
      from: { pathNot: '^bench/peers/betterAuth(ApiKeys|OAuth|Server)\\.mjs$' },
      to: { couldNotResolve: true },
    },
    {
      name: 'domain-is-pure',
      comment: 'The rules know no cloud, no disk and no network.',
      severity: 'error',
      from: { path: '^shared/(problems|domain|policy)/' },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'core'],
        pathNot: ['node_modules/(zod|typeid-js)/', '^(node:)?crypto$'],
      },
    },
    {
      name: 'contract-runs-in-browsers',
      comment: 'The console imports the contract.',
      severity: 'error',
      from: { path: '^shared/contract/' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'core'], pathNot: ['node_modules/zod(-openapi)?/'] },
    },
    {
      name: 'client-is-light',
      comment: 'The client takes types from the contract, and nothing that would end in a bundle.',
      severity: 'error',
      from: { path: '^shared/contract/(client|routes)\\.ts$' },
      to: { dependencyTypesNot: ['type-only'], pathNot: '^shared/contract/routes\\.ts$' },
    },
    {
      name: 'client-package-stands-alone',
      comment: 'What is published holds the routes and no schema; jose is for verification only.',
      severity: 'error',
      from: { path: '^client/', pathNot: '^client/(build|declarations)\\.ts$' },
      to: {
        pathNot: [
          '^client/',
          '^shared/contract/(client|routes)\\.ts$',
          '^node:fs/promises$',
          '^fs/promises$',
          'node_modules/jose/',
        ],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'command-uses-the-client',
      comment: 'The command does what any program can do with the client.',
      severity: 'error',
      from: { path: '^cli/' },
      to: {
        path: '^(shared|functions|infra|bin|console|test|scripts)/',
        pathNot: '^shared/(domain/(userName|names)|contract/trustPresets)\\.ts$',
      },
    },
    {
      name: 'open-api-is-derived-offline',
      comment: 'Functions serve the committed document; the generator stays out of their bundles.',
      severity: 'error',
      from: { pathNot: '^(scripts|test|shared/contract/openApi)' },
      to: { path: '^shared/contract/openApi', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'aws-is-called-at-the-border-only',
      severity: 'error',
      from: { path: '^(shared|functions|infra|bin|console)/', pathNot: awsCallers },
      to: { path: ['^shared/aws/', 'node_modules/@smithy/'] },
    },
    {
      name: 'aws-sdk-at-the-border-only',
      severity: 'error',
      from: { path: '^(shared|functions|infra|bin|console)/', pathNot: awsSdkFiles },
      to: { path: 'node_modules/@aws-sdk/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'infra-derives-from-the-contract',
      comment: 'Infrastructure names entries by operationId; it never runs them.',
      severity: 'error',
      from: { path: '^infra/' },
      to: {
        path: '^(shared|functions|bin|console|test)/',
        pathNot: '^shared/(aws|contract|problems|policy)/',
      },
    },
    {
      name: 'local-runtime-knows-no-users',
      comment: 'The local runtime runs the template; what the API means is none of its business.',
      severity: 'error',
      from: { path: '^infra/local/' },
      to: { path: '^(shared|functions|bin|console|test)/', pathNot: '^shared/aws/' },
    },
    {
      name: 'functions-stand-alone',
      comment: 'A function is one operation: what two share lies in shared/.',
      severity: 'error',
      from: { path: '^functions/([^/]+)\\.ts$' },
      to: { path: '^(functions|infra|bin|console|test|scripts)/', pathNot: '^functions/$1\\.ts$' },
    },
    {
      name: 'console-uses-the-contract-only',
      comment: 'Beside it, rules of the domain that weigh nothing: how names are made, what is built in.',
      severity: 'error',
      from: { path: '^console/' },
      to: {
        path: '^(shared|functions|infra|bin|test|scripts)/',
        pathNot: '^shared/((contract|problems)/|domain/(userName|role|user)\\.ts$)',
      },
    },
    {
      name: 'product-needs-no-dev-dependency',
      severity: 'error',
      from: { path: '^(shared|functions)/', pathNot: '^shared/contract/openApi' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'nothing-imports-benchmarks',
      severity: 'error',
      from: { pathNot: '^bench/' },
      to: { path: '^bench/' },
    },
    {
      name: 'product-imports-no-tests',
      severity: 'error',
      from: { pathNot: '^(test/|vitest|bench/|scripts/simulate\\.ts$)' },
      to: { path: '^test/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
