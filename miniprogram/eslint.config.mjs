import tseslint from 'typescript-eslint'

export default tseslint.config(
  { ignores: ['build/', 'node_modules/', 'src/miniprogram_npm/'] },
  ...tseslint.configs.strictTypeChecked.map((one) => ({ ...one, files: ['**/*.ts'] })),
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { project: './tsconfig.tests.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Event handlers of WXML are called by name and their promises awaited by nobody, which is how the platform works.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/only-throw-error': 'off', // a caught Failure is thrown on as the unknown that it is
      '@typescript-eslint/dot-notation': 'off',
      '@typescript-eslint/no-unnecessary-type-conversion': 'off', // what comes through WXML is what we say only by promise
      '@typescript-eslint/no-unnecessary-type-parameters': 'off', // the shape of an answer is named by the caller
      '@typescript-eslint/no-unnecessary-type-assertion': 'off', // {} as Record keeps `data` open for keys that come later
    },
  },
  {
    // api/ and lib/ know nothing of the platform and can run anywhere.
    files: ['src/api/**/*.ts', 'src/lib/**/*.ts', 'src/i18n/**/*.ts'],
    rules: { 'no-restricted-globals': ['error', 'wx', 'Page', 'Component', 'App', 'getApp', 'Behavior'] },
  },
)
