import { spawn } from "node:child_process";
import { join } from "node:path";

const KEPT_OUTPUT = 6_000;

/**
 * Runs a command with the project's own programs first on the PATH.
 * @param onLine is told each full line of what it says on standard error
 * @throws Error with the end of its output when it fails
 */
export function run(
  root: string,
  command: string,
  env: Record<string, string | undefined> = {},
  onLine: (line: string) => void = () => undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const path = `${join(root, "node_modules/.bin")}:${process.env["PATH"] ?? ""}`;
    const child = spawn("/bin/sh", ["-c", command], {
      cwd: root,
      env: { ...process.env, ...env, PATH: path },
      stdio: ["ignore", "pipe", "pipe"],
    });
    running.add(child);
    let output = "";
    const keep = (chunk: Buffer) => (output = (output + chunk.toString("utf8")).slice(-KEPT_OUTPUT));
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    let begun = "";
    child.stderr.on("data", (chunk: Buffer) => {
      const lines = (begun + chunk.toString("utf8")).split("\n");
      begun = lines.pop() ?? "";
      for (const line of lines) onLine(line);
    });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      running.delete(child);
      if (code === 0) resolve();
      else reject(new Error(`"${command}" failed (${signal ?? `exit ${code}`}):\n${output.trim()}`));
    });
  });
}

const running = new Set<ReturnType<typeof spawn>>();

/** Ends commands that are still running, for a stop in the middle of a start. */
export function stopRunning(): void {
  for (const child of running) child.kill("SIGTERM");
}
