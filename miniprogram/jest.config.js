/** Two projects: plain functions and the client on Node; pages rendered from build/ in a DOM. */
const transform = { '^.+/(tests|src)/.*\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.tests.json' }] }

module.exports = {
  testTimeout: 30000,
  projects: [
    { displayName: 'plain', testEnvironment: 'node', testMatch: ['<rootDir>/tests/{lib,api}/**/*.test.ts'], transform },
    {
      displayName: 'pages',
      testEnvironment: 'jsdom',
      testMatch: ['<rootDir>/tests/pages/**/*.test.ts'],
      globalSetup: '<rootDir>/scripts/stage.mjs',
      moduleNameMapper: { '^tslib$': '<rootDir>/build/miniprogram_npm/tslib/index.js' },
      transform,
    },
  ],
}
