import type { Db } from "../../db.server.ts";
import type { Texts } from "../../program/rules/texts.ts";
import { belongingOf, isOfAudience } from "../../segments/audience/of-audience.server.ts";
import { findByHandle, listOpen, type Told } from "../gatherings.server.ts";
import { placesLeft } from "../registrations/register.server.ts";
import { findRegistration, listOwn, type RegistrationState } from "../registrations/registrations.server.ts";

/** An event as whoever looks sees it. */
export type ShownGathering = Told & {
  /** Whether they may come; a visitor may see what is for everybody. */
  open: boolean;
  own: RegistrationState | null;
  /** Somebody may still register. */
  ahead: boolean;
  full: boolean;
  /** Places that are left; null: there is no limit. */
  left: number | null;
};

/** @param customerId null: nobody is known @returns null: there is none at that address */
export async function readShown(
  db: Db,
  shopId: number,
  handle: string,
  customerId: bigint | null,
  now: Date,
): Promise<ShownGathering | null> {
  const gathering = await findByHandle(db, shopId, handle);
  if (gathering === null) return null;
  const { terms, gatheringId, state } = gathering;
  const forAll = terms.tier === null && terms.segmentId === null;
  const registration = customerId === null ? null : await findRegistration(db, shopId, gatheringId, customerId);
  const left = await placesLeft(db, shopId, gathering);
  const own = registration === null || registration.state === "left" ? null : registration.state;
  return {
    ...gathering,
    // Who has a place keeps it, whatever they belong to by now.
    open: own !== null || (customerId === null ? forAll : await isOfAudience(db, shopId, customerId, terms)),
    ...{ own, ahead: state === "open" && Date.parse(terms.startsAt) > now.getTime() },
    ...{ full: left === 0, left: terms.places === null ? null : left },
  };
}

/** An event to be led to. `on`: when it begins. */
export type OpenGathering = { handle: string; title: Texts; startsAt: string; timeZone: string; own: RegistrationState | null };

/** Those that a customer may come to, or has registered for, the next first. */
export async function listFor(db: Db, shopId: number, customerId: bigint, now: Date): Promise<OpenGathering[]> {
  const ahead = await listOpen(db, shopId, now);
  if (ahead.length === 0) return [];
  const own = await listOwn(db, shopId, customerId);
  const belongs = await belongingOf(
    db,
    shopId,
    customerId,
    ahead.map(({ terms }) => terms),
  );
  return ahead.flatMap(({ gatheringId, handle, terms }) => {
    const registration = own.get(gatheringId) ?? null;
    if (registration === null && !belongs(terms)) return [];
    return [{ handle, title: terms.title, startsAt: terms.startsAt, timeZone: terms.timeZone, own: registration }];
  });
}
