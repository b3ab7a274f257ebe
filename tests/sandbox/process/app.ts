import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { SERVER_ENTRY } from "./build.ts";

export type AppProcess = {
  readonly pid: number;
  /** Settles when the process ends, whoever ended it. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  readonly stop: () => Promise<void>;
};

export type AppSettings = {
  root: string;
  logFile: string;
  url: string;
  env: Record<string, string>;
  /** Hot reload by Vite instead of the build. */
  dev: boolean;
};

const READY_TIMEOUT_MS = 180_000;
const STOP_TIMEOUT_MS = 10_000;

const DEV_ENTRY = "app/dev.server.ts";

/** Starts the built app as production does and waits until it says that it is ready. Its log goes to `logFile`. */
export async function startApp({ root, logFile, url, env, dev }: AppSettings): Promise<AppProcess> {
  // Only what a server needs: a variable of the developer's shell must not change how the sandbox behaves.
  const { PATH, HOME, TZ, LANG, TMPDIR } = process.env;
  const log = openSync(logFile, "a");
  const child = spawn(process.execPath, ["--enable-source-maps", join(root, dev ? DEV_ENTRY : SERVER_ENTRY)], {
    cwd: root,
    env: { PATH, HOME, TZ, LANG, TMPDIR, ...env, ...(dev ? { NODE_ENV: "development" } : {}) } as unknown as NodeJS.ProcessEnv,
    // The file itself, not a pipe through this process: what the app says last is kept even when this process is gone.
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once("error", () => resolve({ code: null, signal: null }));
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });

  const deadline = performance.now() + READY_TIMEOUT_MS;
  while (!(await answersReady(url))) {
    if (hasEnded(child)) {
      const { code, signal } = await ended;
      throw new Error(`The app ended while starting (${signal ?? `exit ${code}`}). The end of ${logFile}:\n${tail(logFile)}`);
    }
    if (performance.now() > deadline) {
      await stopChild(child, ended);
      throw new Error(`The app was not ready within ${READY_TIMEOUT_MS / 1000} s. The end of ${logFile}:\n${tail(logFile)}`);
    }
    await sleep(40);
  }
  return { pid: child.pid ?? 0, ended, stop: () => stopChild(child, ended) };
}

/** Also of one that could not be started at all. */
function hasEnded({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid === undefined || exitCode !== null || signalCode !== null;
}

async function answersReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

async function stopChild(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (hasEnded(child)) return;
  child.kill("SIGTERM");
  const force = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(force);
}

export function tail(file: string, lines = 25): string {
  try {
    return readFileSync(file, "utf8").trimEnd().split("\n").slice(-lines).join("\n");
  } catch {
    return "(no log)";
  }
}
