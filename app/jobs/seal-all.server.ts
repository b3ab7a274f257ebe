import { sql } from "kysely";

import { sealPayees } from "../affiliates/people/payee.server.ts";
import { db, prisma } from "../db.server.ts";
import { sealReceiverSecrets } from "../deliveries/receivers.server.ts";
import { EnvironmentError } from "../env.server.ts";
import { log } from "../log.server.ts";
import { keyring } from "../secrets/keyring.server.ts";
import { sealMailboxKeys } from "../shops/settings/mailbox-key.server.ts";
import type { Keyring } from "../secrets/sealed.ts";
import { sealSessions } from "../secrets/session-storage.server.ts";

/**
 * Leaves nothing in the database that is plain or sealed with an older key. Runs at each start, so that a missing key is found then and not when a
 * token is needed; and every night, for what a process with the older environment has written since.
 * @throws EnvironmentError when something was sealed with a key that the environment does not have
 */
export async function sealAll(keys: Keyring = keyring()): Promise<void> {
  if (!(await isMigrated())) {
    log().warn("nothing was encrypted: migrations are missing");
    return;
  }
  const missing = await missingKeys(keys);
  if (missing.length > 0) {
    throw new EnvironmentError(
      `ENCRYPTION_KEY is not the key that tokens in the database were encrypted with (${missing.join(", ")}), nor is any of ENCRYPTION_KEY_PREVIOUS.\n` +
        "Set the key that was used before; if it is lost, see “Rotate keys and secrets” in docs/operations.md.",
    );
  }
  const [sessions, mailboxKeys] = [await sealSessions(prisma(), keys), await sealMailboxKeys(db(), keys)];
  const receivers = await sealReceiverSecrets(db(), keys);
  const payees = await sealPayees(db(), keys);
  if (sessions + mailboxKeys + receivers + payees > 0)
    log().info({ sessions, mailboxKeys, receivers, payees }, "secrets encrypted under the current key");
}

/** A process may be started before its migrations; `/readyz` says so. */
async function isMigrated(): Promise<boolean> {
  const { rows } = await sql`
    select 1 from information_schema.columns where table_schema = current_schema() and table_name = 'payouts' and column_name = 'payee'
  `.execute(db());
  return rows.length > 0;
}

/** Names of the keys that something was sealed with and that we do not have. */
async function missingKeys(keys: Keyring): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct split_part(sealed, ':', 2) as id
    from (select "accessToken" from "Session" union all select "refreshToken" from "Session" union all select mailbox_key from shops
      union all select secret from receivers union all select former_secret from receivers
      union all select payee from affiliates union all select payee from payouts) as t(sealed)
    where sealed like 'sealed:%' order by id
  `.execute(db());
  return rows.map(({ id }) => id).filter((id) => !keys.some((key) => key.id === id));
}
