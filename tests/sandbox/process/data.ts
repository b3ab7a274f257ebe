import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { clusterPlace } from "../../support/postgres-place.ts";
import type { IdentityState } from "../identity.ts";
import type { WebhookEvent } from "../world/types.ts";
import { isAlive } from "./alone.ts";
import { UsageError, type Options } from "./cli.ts";

/** Where what is kept between runs lies, all in one folder. */
export type DataPaths = {
  /** PostgreSQL's cluster, which root may have elsewhere. */
  readonly postgres: string;
  readonly world: string;
  readonly rest: string;
  readonly mails: string;
  readonly clock: string;
  readonly appLog: string;
};

export type DataFolder = DataPaths & {
  /** Whether a shop of an earlier run is here and complete. */
  readonly kept: boolean;
  readonly readRest: () => Rest;
  readonly writeRest: (rest: Rest) => void;
  readonly release: () => void;
};

/** What the stand-in keeps besides the shops: tokens that the app holds, and webhooks that were on their way. */
export type Rest = {
  start: Options["start"]["kind"];
  /** Where the stand-in was. */
  origin: string;
  tokens: IdentityState;
  undelivered: (Omit<WebhookEvent, "triggeredAt"> & { triggeredAt: string })[];
};

export function dataPaths(dataDir: string): DataPaths {
  const at = (name: string) => join(dataDir, name);
  return {
    ...{
      postgres: clusterPlace(at("postgres")),
      world: at("world"),
      rest: at("rest.json"),
      mails: at("mails"),
      clock: at("clock"),
    },
    appLog: at("app.log"),
  };
}

/** Takes the folder for this process alone and wipes it unless an earlier shop goes on. @throws UsageError when another sandbox uses it */
export function openData({ dataDir, fresh, start }: Options, log: (line: string) => void): DataFolder {
  mkdirSync(dataDir, { recursive: true });
  const paths = dataPaths(dataDir);
  const pidFile = join(dataDir, "sandbox.pid");
  const holder = existsSync(pidFile) ? Number(readFileSync(pidFile, "utf8")) : 0;
  if (holder !== process.pid && isAlive(holder))
    throw new UsageError(
      `Another sandbox (process ${holder}) uses ${dataDir}. Stop it, or choose another folder with --data DIR`,
    );
  writeFileSync(pidFile, String(process.pid));

  const readRest = () => JSON.parse(readFileSync(paths.rest, "utf8")) as Rest;
  const complete = existsSync(paths.world) && existsSync(paths.rest) && existsSync(join(paths.postgres, "PG_VERSION"));
  const kept = complete && !fresh;
  if (kept && start.kind !== "history" && readRest().start !== start.kind) {
    rmSync(pidFile, { force: true });
    throw new UsageError(
      `${dataDir} holds a shop that was started in another way. Add --fresh to start over, or choose another folder with --data DIR`,
    );
  }
  if (!kept) {
    if (!fresh && existsSync(paths.postgres)) log("the last start was not finished, so everything starts over");
    for (const path of Object.values(paths).flatMap((kept) => [kept, `${kept}.new`]))
      rmSync(path, { recursive: true, force: true });
  }
  return {
    ...paths,
    kept,
    readRest,
    writeRest: (rest) => {
      writeFileSync(`${paths.rest}.new`, JSON.stringify(rest), { mode: 0o600 });
      renameSync(`${paths.rest}.new`, paths.rest);
    },
    release: () => rmSync(pidFile, { force: true }),
  };
}
