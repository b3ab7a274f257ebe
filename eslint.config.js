import js from "@eslint/js";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

const wallClock = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: "The clock is app/clock.server.ts; take `now` as a parameter.",
  },
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: "The clock is app/clock.server.ts; take `now` as a parameter.",
  },
];
const environment = [
  { selector: "MemberExpression[object.name='process'][property.name='env']", message: "The environment is app/env.server.ts." },
];

export default tseslint.config(
  {
    ignores: [
      "build/",
      "node_modules/",
      "prisma/generated/",
      ".sandbox/",
      "extensions/**/assets/",
      "tests/sandbox/shell/bridge/",
      "tests/**/*.js",
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: { allowDefaultProject: ["*.js"] }, tsconfigRootDir: import.meta.dirname },
    },
  },
  {
    rules: {
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true, allow: [{ name: "bigint", from: "lib" }] },
      ],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      // Loaders throw Responses; that is Remix's way to answer early.
      "@typescript-eslint/only-throw-error": [
        "error",
        { allow: ["Response", { from: "package", name: "TypedResponse", package: "@remix-run/server-runtime" }] },
      ],
      "@typescript-eslint/require-await": "off",
      "@typescript-eslint/no-unnecessary-type-parameters": "off",
      eqeqeq: ["error", "always", { null: "ignore" }],
    },
  },
  { files: ["app/**/*.ts", "app/**/*.tsx"], rules: { "no-restricted-syntax": ["error", ...wallClock, ...environment] } },
  { files: ["app/clock.server.ts"], rules: { "no-restricted-syntax": ["error", ...environment] } },
  { files: ["app/env.server.ts"], rules: { "no-restricted-syntax": ["error", ...wallClock] } },
  {
    files: ["**/*.tsx"],
    plugins: { "react-hooks": reactHooks },
    rules: { "react-hooks/rules-of-hooks": "error", "react-hooks/exhaustive-deps": "error" },
  },
  { files: ["**/*.js"], ...tseslint.configs.disableTypeChecked },
);
