// Who may import whom; docs/architecture.md says why.
const FEATURES = 'health|models|capabilities|home|chat-completions|responses|conversations';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'features-are-strangers',
      comment: 'What two features need moves down.',
      severity: 'error',
      from: { path: `^src/(${FEATURES})/` },
      to: { path: `^src/(${FEATURES})/`, pathNot: '^src/$1/' },
    },
    {
      name: 'features-know-ports-and-the-wire',
      severity: 'error',
      from: { path: `^src/(${FEATURES})/` },
      to: {
        path: '^src/',
        pathNot: `^src/(${FEATURES}|agent|storage|coordination|auth|openai|idempotency|front-ends)/|^src/(package-version|module-imports)\\.ts$`,
      },
    },
    {
      name: 'the-core-knows-no-http',
      severity: 'error',
      from: { path: '^src/(agent|storage|coordination)/' },
      to: { path: '^src/', pathNot: '^src/(agent|storage|coordination)/|^src/package-version\\.ts$' },
    },
    {
      name: 'the-core-knows-no-platform',
      severity: 'error',
      from: { path: '^src/(agent|storage|coordination)/' },
      to: { path: 'node_modules/(@nestjs/platform-[^/]+|@nestjs/swagger|express)/' },
    },
    {
      name: 'idempotency-knows-no-feature',
      severity: 'error',
      from: { path: '^src/idempotency/' },
      to: { path: '^src/', pathNot: '^src/(idempotency|agent|storage|coordination|openai)/' },
    },
    {
      name: 'front-ends-know-no-feature',
      severity: 'error',
      from: { path: '^src/front-ends/' },
      to: { path: '^src/', pathNot: '^src/(front-ends|agent|auth|openai)/' },
    },
    {
      name: 'the-wire-is-a-leaf',
      severity: 'error',
      from: { path: '^src/openai/' },
      to: { path: '^src/', pathNot: '^src/openai/' },
    },
    {
      name: 'config-is-a-leaf',
      severity: 'error',
      from: { path: '^src/config/' },
      to: { path: '^src/', pathNot: '^src/config/' },
    },
    {
      name: 'auth-knows-the-wire-and-who-there-is',
      severity: 'error',
      from: { path: '^src/auth/' },
      to: { path: '^src/', pathNot: '^src/(auth|openai)/|^src/agent/end-user\\.ts$' },
    },
    {
      name: 'only-the-deployable-knows-the-deployable',
      comment: "The library is a guest in its host: configuration and deployment are the app's.",
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(deployment|config|setup)/|^src/(main|cli|app\\.module)\\.ts$' },
      to: { path: '^src/(deployment|config|setup)/|^src/(main|cli|app\\.module)\\.ts$' },
    },
    {
      name: 'setup-knows-the-configuration',
      comment: 'It writes what the server reads. The command starts the server, too.',
      severity: 'error',
      from: { path: '^src/setup/' },
      to: { path: '^src/', pathNot: '^src/(setup|config)/|^src/(main|package-version)\\.ts$' },
    },
    {
      name: 'express-only-in-the-deployable',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/deployment/' },
      to: { path: 'node_modules/(@nestjs/platform-[^/]+|express)/' },
    },
    {
      name: 'no-test-code-in-src',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$|^src/testing/' },
      to: { path: '^(test|bench|examples|src/testing)/|\\.spec\\.ts$' },
    },
    {
      name: 'no-development-dependencies-in-src',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'everything-resolves', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'default', 'types'] },
  },
};
