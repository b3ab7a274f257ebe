import { Session } from "@shopify/shopify-api";
import { PrismaSessionStorage } from "@shopify/shopify-app-session-storage-prisma";
import { sql } from "kysely";

import type { PrismaClient } from "../../prisma/generated/client/client.ts";
import type { Db } from "../db.server.ts";
import { keyIdOf, open, seal, resealed, type Keyring } from "./sealed.ts";

const TOKENS = ["accessToken", "refreshToken"] as const;

/** The library's storage of sessions, with their tokens sealed: whoever reads the database or a backup of it has no token. */
export class SealedSessionStorage extends PrismaSessionStorage<never> {
  readonly #keyring: Keyring;
  readonly #db: Db;

  constructor(prisma: PrismaClient, db: Db, keyring: Keyring) {
    super(prisma as never, { connectionRetries: 0 });
    this.#keyring = keyring;
    this.#db = db;
    // The library asks once, when it is made, whether its table is there, and a database that was away just then would be none for the life of the
    // process. Ours has been migrated, or the server is not ready; each request finds out anew whether it answers.
    const asked = this as unknown as { ready: Promise<boolean> };
    asked.ready.catch(() => undefined);
    asked.ready = Promise.resolve(true);
  }

  override storeSession(session: Session): Promise<boolean> {
    const sealed = new Session(session.toObject());
    for (const name of TOKENS) {
      const token = session[name];
      if (token) sealed[name] = seal(token, placeOf(session.id, name), this.#keyring);
    }
    return super.storeSession(sealed);
  }

  /** Each call of the Admin API begins with it: a statement that is planned once takes a tenth of the time that Prisma needs to compose its own. */
  override async loadSession(id: string): Promise<Session | undefined> {
    const { rows } = await sql`
      select *, expires at time zone 'UTC' as expires, "refreshTokenExpires" at time zone 'UTC' as "refreshTokenExpires"
      from "Session" where id = ${id}`.execute(this.#db);
    const library = this as unknown as { rowToSession: (row: unknown) => Session };
    return rows[0] === undefined ? undefined : this.#opened(library.rowToSession(rows[0]));
  }

  override async findSessionsByShop(shop: string): Promise<Session[]> {
    return (await super.findSessionsByShop(shop)).map((session) => this.#opened(session));
  }

  /** A token that was stored before tokens were sealed is read as it is. */
  #opened(session: Session): Session {
    for (const name of TOKENS) {
      const token = session[name];
      if (token && keyIdOf(token) !== null) session[name] = open(token, placeOf(session.id, name), this.#keyring);
    }
    return session;
  }
}

/** Seals what is still plain, and seals anew what an older key has sealed. A token that is renewed meanwhile stays as it is. @returns how many sessions */
export async function sealSessions(prisma: PrismaClient, keyring: Keyring): Promise<number> {
  const current = { startsWith: `sealed:${keyring[0].id}:` };
  const others = { OR: [{ NOT: { accessToken: current } }, { refreshToken: { not: null }, NOT: { refreshToken: current } }] };
  let changed = 0;
  for (const { id, accessToken, refreshToken } of await prisma.session.findMany({ where: others })) {
    const data = {
      accessToken: resealed(accessToken, placeOf(id, "accessToken"), keyring),
      refreshToken: refreshToken && resealed(refreshToken, placeOf(id, "refreshToken"), keyring),
    };
    changed += (await prisma.session.updateMany({ where: { id, accessToken, refreshToken }, data })).count;
  }
  return changed;
}

function placeOf(sessionId: string, name: (typeof TOKENS)[number]): string {
  return `session:${sessionId}:${name}`;
}
