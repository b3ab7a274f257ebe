import type { Db } from "../../db.server.ts";
import type { Texts } from "../../program/rules/texts.ts";
import { belongingOf, isOfAudience } from "../../segments/audience/of-audience.server.ts";
import { listPosts, type KeptPost } from "../posts.server.ts";
import { findLive, listLive, type Live } from "../groups.server.ts";
import { countLinks } from "../members/links.server.ts";
import { findMember } from "../members/members.server.ts";

/** So many posts a page shows. */
const MOST_SHOWN = 30;

/** A group as somebody who belongs to it sees it. */
export type ShownGroup = Live & {
  /** The way in, once it was given; null: it was not, or there is none. */
  link: string | null;
  nameThere: string | null;
  /** Whether it can be given. */
  left: boolean;
  posts: KeptPost[];
};

/** @returns null: there is none at that address, or it is not for them */
export async function readShown(db: Db, shopId: number, handle: string, customerId: bigint): Promise<ShownGroup | null> {
  const group = await findLive(db, shopId, handle);
  if (group === null || !(await isOfAudience(db, shopId, customerId, group.terms))) return null;
  const { groupId, terms } = group;
  const member = await findMember(db, shopId, groupId, customerId);
  const given = member !== null && member.removedAt === null;
  return {
    ...group,
    link: given ? (terms.giving === "shared" ? terms.url : member.url) : null,
    nameThere: given ? member.nameThere : null,
    left: terms.giving === "shared" || (terms.giving === "single" && (await countLinks(db, shopId, groupId)).left > 0),
    posts: await listPosts(db, shopId, groupId, { published: true, limit: MOST_SHOWN }),
  };
}

export type OpenGroup = { handle: string; title: Texts };

/** Those that a customer belongs to. */
export async function listFor(db: Db, shopId: number, customerId: bigint): Promise<OpenGroup[]> {
  const live = await listLive(db, shopId);
  const belongs = await belongingOf(
    db,
    shopId,
    customerId,
    live.map(({ terms }) => terms),
  );
  return live.filter(({ terms }) => belongs(terms)).map(({ handle, terms }) => ({ handle, title: terms.title }));
}
