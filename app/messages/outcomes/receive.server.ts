import type { Db } from "../../db.server.ts";
import { linkSecrets } from "../../env.server.ts";
import { DAY_MS } from "../../lib/time.ts";
import { log } from "../../log.server.ts";
import type { Delivery, Means, Verdict } from "../providers/contract.ts";
import { providers, type ProviderName } from "../providers/registry.ts";
import { createSnsMeans } from "../providers/ses/sns-means.server.ts";
import { readMark } from "./mark.ts";
import { accept, type Arrival } from "./store.server.ts";

/** So old an event is not taken: that it was told before is remembered for little longer. */
const OLDEST_MS = 30 * DAY_MS;
/** So many a provider sends at once; more is somebody else's doing. */
const MOST_EVENTS = 10_000;

let processMeans: Means | undefined;

/**
 * What a provider is told about one request. 200 means that all it tells is stored, was stored before, or is of no interest. Nothing is acted upon here.
 * @param secrets what the provider's requests are known by
 */
export async function receiveEvents(
  db: Db,
  name: ProviderName,
  secrets: readonly string[],
  delivery: Delivery,
  means: Means = (processMeans ??= createSnsMeans()),
): Promise<{ status: number; reason: string }> {
  const verdict: Verdict = await providers[name].receive(delivery, secrets, means);
  if (!verdict.ok) return told(name, verdict);
  if (verdict.unread > 0)
    log().warn({ provider: name, unread: verdict.unread }, "events of the email provider could not be read");
  if (verdict.events.length > MOST_EVENTS) return told(name, { status: 400, reason: "too many events" });
  const arrivals = verdict.events.flatMap((event): Arrival[] => {
    if (event.at.getTime() < delivery.now.getTime() - OLDEST_MS) return [];
    const marked = readMark(event.mark, linkSecrets());
    // Clocks differ; nothing has happened that is still to come.
    const at = event.at > delivery.now ? delivery.now : event.at;
    return [{ ...event, at, shopId: marked?.shopId ?? null, messageId: marked?.messageId ?? null }];
  });
  const stored = await accept(db, name, arrivals, verdict.once ?? null, delivery.now);
  return stored ? { status: 200, reason: "stored" } : told(name, { status: 403, reason: "token" });
}

function told(
  provider: ProviderName,
  { status, reason }: { status: number; reason: string },
): { status: number; reason: string } {
  log().warn({ provider, status, reason }, "a request to the address of the email provider's events was refused");
  return { status, reason };
}
