/**
 * Types, rules and format, on two cores: the rules take as long as the other two together. Fails when one of them does. Blocks of the admin and of the till are typed by
 * themselves: Shopify's elements have the same names there and in shoppers' extensions, and other properties.
 */
import { spawn } from "node:child_process";

const COMMANDS = [
  "eslint . --cache --cache-location node_modules/.cache/eslint/",
  "tsc && tsc -p extensions/reprise-admin && tsc -p extensions/reprise-pos && prettier --check . --log-level warn",
];

function run(command: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, { shell: true, stdio: "inherit" });
    child.on("error", reject);
    child.on("close", (code) => {
      resolve(code === 0);
    });
  });
}

const passed = await Promise.all(COMMANDS.map(run));
process.exitCode = passed.every(Boolean) ? 0 : 1;
