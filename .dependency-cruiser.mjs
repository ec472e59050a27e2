/** Which part may know which. Read from the source as it is written, so that types count too. */

const PURE = '^lib/(scenario|diff|plan|conditions|reconcile|deployment|session|gap-fill|config|retention)/';

/** A layer knows those before it in this order, and `lib`'s own few files; never those after it. */
const LAYERS = ['scenario', 'diff', 'plan', 'reconcile', 'deployment'];

const layer = (name, index) => ({
  name: `layer-${name}`,
  comment: `lib/${name} knows nothing of what is built on it.`,
  severity: 'error',
  from: { path: `^lib/${name}/` },
  to: { path: `^lib/(${[...LAYERS.slice(index + 1), 'api', 'store', 'runtime'].join('|')})/` },
});

export default {
  forbidden: [
    ...LAYERS.slice(0, -1).map(layer),
    {
      name: 'pure-parts',
      comment: 'The parts that decide know neither where things are kept nor how they are called.',
      severity: 'error',
      from: { path: PURE },
      to: { path: '^lib/(store|runtime)/' },
    },
    {
      name: 'lib-stands-alone',
      comment: 'lib is what Midstream knows; Lambdas, stack and tests are built on it.',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^(examples|functions|infra|scripts|test)/' },
    },
    {
      name: 'client-knows-types-only',
      comment: 'An engine carries the client: of Midstream it takes what is sent and answered, and no code.',
      severity: 'error',
      from: { path: '^lib/client/' },
      to: { path: '^lib/(?!client/)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'client-apart-from-runtime',
      comment: 'How Midstream keeps things and runs is nothing that an engine sees, not even as a type.',
      severity: 'error',
      from: { path: '^lib/client/' },
      to: { path: '^lib/(store|runtime)/' },
    },
    {
      name: 'client-is-for-engines',
      comment: 'Midstream does not call itself over the network.',
      severity: 'error',
      from: { path: '^(lib|functions)/', pathNot: '^lib/client/' },
      to: { path: '^lib/client/' },
    },
    {
      name: 'no-lambda-types',
      comment: 'Only the runtime knows what a Lambda event looks like.',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/runtime/' },
      to: { path: 'node_modules/(@types/aws-lambda|@middy|@aws-lambda-powertools)/' },
    },
    {
      name: 'no-cdk',
      comment: 'CDK is for the stack.',
      severity: 'error',
      from: { pathNot: '^(infra|test)/' },
      to: { path: 'node_modules/(aws-cdk-lib|constructs|cdk-nag)/' },
    },
    {
      name: 'sdk-at-the-edges',
      comment:
        'AWS is called by the store, by providers, by clients of the runtime and by that of engines, each behind an interface.',
      severity: 'error',
      from: {
        path: '^(lib|functions)/',
        pathNot: '^lib/(store|runtime|gap-fill/extraction/bedrock|client)/',
      },
      to: { path: 'node_modules/(@aws-sdk|@smithy)/' },
    },
    {
      name: 'functions-apart',
      comment: 'No Lambda imports another; what they share is in lib.',
      severity: 'error',
      from: { path: '^functions/([^/]+/[^/]+)/' },
      to: { path: '^functions/[^/]+/[^/]+/', pathNot: '^functions/$1/' },
    },
    {
      name: 'functions-stand-on-lib',
      comment: 'A Lambda must not carry the stack, a script or a test.',
      severity: 'error',
      from: { path: '^functions/' },
      to: { path: '^(infra|scripts|test)/' },
    },
    {
      name: 'stack-apart-from-local',
      comment: 'What is deployed does not know how it runs on one machine.',
      severity: 'error',
      from: { path: '^infra/', pathNot: '^infra/local/' },
      to: { path: '^infra/local/' },
    },
    {
      name: 'tests-are-leaves',
      comment: 'Nothing is built on a test.',
      severity: 'error',
      from: { pathNot: '^test/' },
      to: { path: '^test/' },
    },
    {
      name: 'no-barrels',
      comment: 'A file that only re-exports pulls everything behind it into every bundle.',
      severity: 'error',
      from: { pathNot: '^test/' },
      to: { path: '/index\\.ts$', pathNot: 'node_modules' },
    },
    {
      name: 'no-development-dependencies',
      comment:
        'What runs in a Lambda is a dependency; types vanish. The client runs in engines, with their AWS SDK.',
      severity: 'error',
      from: { path: '^(lib|functions)/', pathNot: '^lib/client/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    // TypeScript 7 has no API that dependency-cruiser could parse with.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
};
