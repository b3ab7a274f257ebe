import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/**
 * A sandbox that is killed outright (SIGKILL, a crash of Node) cannot stop what it started. This small process can: its standard input closes
 * when the sandbox is gone, and it then ends the processes that were named to it. Names: lines `+<pid>` and `-<pid>`.
 */
export type Watchdog = {
  readonly guard: (pid: number) => void;
  readonly release: (pid: number) => void;
  readonly stop: () => void;
};

const PATIENCE_MS = 5_000;

export function startWatchdog(): Watchdog {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), "guard"], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  child.unref();
  const say = (line: string) => child.stdin.writable && child.stdin.write(`${line}\n`);
  child.stdin.on("error", () => undefined);
  return { guard: (pid) => say(`+${pid}`), release: (pid) => say(`-${pid}`), stop: () => child.kill("SIGKILL") };
}

function guardUntilOrphaned(): void {
  const pids = new Set<number>();
  let text = "";
  process.stdin.setEncoding("utf8");
  process.stdin.on("data", (chunk: string) => {
    text += chunk;
    const lines = text.split("\n");
    text = lines.pop() ?? "";
    for (const line of lines) {
      const pid = Number(line.slice(1));
      if (line.startsWith("+")) pids.add(pid);
      else pids.delete(pid);
    }
  });
  process.stdin.on("end", () => {
    // SIGINT is PostgreSQL's fast shutdown and ends a Node server as well; one that hangs on what is gone gets no longer than this.
    signalAll([...pids].reverse(), "SIGINT");
    setTimeout(() => {
      signalAll([...pids], "SIGKILL");
      process.exit(0);
    }, PATIENCE_MS);
  });
}

function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended by itself.
    }
  }
}

if (process.argv[2] === "guard") guardUntilOrphaned();
