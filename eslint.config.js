import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

const noBarrel = {
  selector: "ExportAllDeclaration",
  message: "Name what you export; only the public entries re-export at all.",
};

const noDefaultExport = {
  selector: "ExportDefaultDeclaration, ExportSpecifier[exported.name='default']",
  message: "Export by name: a thing then has one name everywhere.",
};

/** Formatting is Prettier's, file names and arrows between folders are tested in test/architecture. */
export default defineConfig(
  globalIgnores([
    "dist/",
    "coverage/",
    "generated/",
    "examples/*/generated/",
    "test/**/generated/",
    "test/package/project/",
    "test/scenarios/*/{input,want}/",
    "test/types/cases/",
    "test/determinism/corpus/",
    "test/bench/{.work,node_modules}/",
  ]),
  {
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      eqeqeq: "error",
      "no-console": "error",
      "no-param-reassign": "error",
      "no-restricted-syntax": ["error", noBarrel, noDefaultExport],
      "object-shorthand": "error",
    },
  },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/class-literal-property-style": "off",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/explicit-module-boundary-types": "error",
      "@typescript-eslint/no-confusing-void-expression": [
        "error",
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      "@typescript-eslint/no-unnecessary-condition": [
        "error",
        { allowConstantLoopConditions: "only-allowed-literals" },
      ],
      "@typescript-eslint/no-unnecessary-type-parameters": "off",
      "@typescript-eslint/no-unused-vars": [
        "error",
        {
          argsIgnorePattern: "^_",
          varsIgnorePattern: "^_",
          destructuredArrayIgnorePattern: "^_",
          ignoreRestSiblings: true,
        },
      ],
      "@typescript-eslint/prefer-promise-reject-errors": ["error", { allowThrowingUnknown: true }],
      "@typescript-eslint/prefer-readonly": "error",
      // A step is async by its contract, whether or not it waits.
      "@typescript-eslint/require-await": "off",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/unbound-method": ["error", { ignoreStatic: true }],
    },
  },
  {
    // A plan's numbers index its arrays by construction; to ask again at every step would cost what the arrays save.
    files: ["runtime/engine/**", "runtime/plan/**", "runtime/flows/**"],
    rules: { "@typescript-eslint/no-non-null-assertion": "off" },
  },
  {
    // Tests do on purpose what code must not: throw what is no Error, take a method off its object, trust an index.
    files: ["**/*.test.ts", "**/*.test-support.ts"],
    rules: {
      "@typescript-eslint/no-empty-function": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/only-throw-error": "off",
      "@typescript-eslint/prefer-promise-reject-errors": "off",
      "@typescript-eslint/unbound-method": "off",
    },
  },
  {
    // Programs for a person to run talk to that person.
    files: ["examples/**", "test/bench/**", "test/crash/**", "test/fuzz/main.ts", "test/golden/record.ts"],
    rules: { "no-console": "off" },
  },
  {
    // Their tools load them by their default export.
    files: ["*.config.{js,ts}"],
    rules: { "no-restricted-syntax": ["error", noBarrel] },
  },
);
