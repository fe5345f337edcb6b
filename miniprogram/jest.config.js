/** Plain functions and the client on Node; pages rendered from build/ in a DOM; and, where one is given, a town's real server. */
const transform = { '^.+/(tests|src)/.*\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.tests.json' }] }

const server = { displayName: 'server', testEnvironment: 'node', testMatch: ['<rootDir>/tests/server/*.test.ts'], transform }

module.exports = {
  testTimeout: 30000,
  projects: process.env.XIANGYUE_SERVER ? [server] : [
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
