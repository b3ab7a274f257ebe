import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { clusterPlace } from "../../support/postgres-place.ts";
import type { IdentityState } from "../identity.ts";
import type { WebhookEvent } from "../world/types.ts";
import { isAlive } from "./build.ts";
import { UsageError, type Options } from "./cli.ts";

/** What is kept between runs, all in one folder. */
export type DataFolder = {
  readonly postgres: string;
  readonly world: string;
  readonly clock: string;
  readonly appLog: string;
  /** Whether a shop of an earlier run is here and complete. */
  readonly kept: boolean;
  readonly readRest: () => Rest;
  readonly writeRest: (rest: Rest) => void;
  readonly release: () => void;
};

/** What the stand-in keeps besides the shops: tokens that the app holds, and webhooks that were on their way. */
export type Rest = {
  start: Options["start"]["kind"];
  tokens: IdentityState;
  undelivered: (Omit<WebhookEvent, "triggeredAt"> & { triggeredAt: string })[];
};

const ENTRIES = ["world", "world.new", "rest.json", "rest.json.new", "clock", "clock.new", "app.log"];

/** Takes the folder for this process alone and wipes it unless an earlier shop goes on. @throws UsageError when another sandbox uses it */
export function openData({ dataDir, fresh, start }: Options, log: (line: string) => void): DataFolder {
  mkdirSync(dataDir, { recursive: true });
  const at = (name: string) => join(dataDir, name);
  const postgres = clusterPlace(at("postgres"));
  const pidFile = at("sandbox.pid");
  const holder = existsSync(pidFile) ? Number(readFileSync(pidFile, "utf8")) : 0;
  if (holder !== process.pid && isAlive(holder))
    throw new UsageError(
      `Another sandbox (process ${holder}) uses ${dataDir}. Stop it, or choose another folder with --data DIR`,
    );
  writeFileSync(pidFile, String(process.pid));

  const readRest = () => JSON.parse(readFileSync(at("rest.json"), "utf8")) as Rest;
  const complete = existsSync(at("world")) && existsSync(at("rest.json")) && existsSync(join(postgres, "PG_VERSION"));
  const kept = complete && !fresh;
  if (kept && start.kind !== "history" && readRest().start !== start.kind) {
    rmSync(pidFile, { force: true });
    throw new UsageError(
      `${dataDir} holds a shop that was started in another way. Add --fresh to start over, or choose another folder with --data DIR`,
    );
  }
  if (!kept) {
    if (!fresh && existsSync(postgres)) log("the last start was not finished, so everything starts over");
    for (const path of [postgres, ...ENTRIES.map(at)]) rmSync(path, { recursive: true, force: true });
  }
  return {
    postgres,
    world: at("world"),
    clock: at("clock"),
    appLog: at("app.log"),
    kept,
    readRest,
    writeRest: (rest) => {
      writeFileSync(at("rest.json.new"), JSON.stringify(rest), { mode: 0o600 });
      renameSync(at("rest.json.new"), at("rest.json"));
    },
    release: () => rmSync(pidFile, { force: true }),
  };
}
