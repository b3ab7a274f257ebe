import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { closeGroup, markRemoved, openGroup, takeLinks, withdrawLinks } from "../../app/actions/merchant/publish-group.server.ts";
import { removeSegment } from "../../app/actions/segments/remove-segment.server.ts";
import { joinGroup, nameInGroup } from "../../app/actions/shopper/taking-part/join-group.server.ts";
import { readDraft } from "../../app/community/content/draft.ts";
import { wrongInPost } from "../../app/community/content/post.ts";
import { findGroup, saveGroup } from "../../app/community/groups.server.ts";
import { countLinks, readLinks } from "../../app/community/members/links.server.ts";
import { listMembers } from "../../app/community/members/members.server.ts";
import type { MemberTab } from "../../app/community/members/tabs.ts";
import { community } from "../../app/community/noun.server.ts";
import { createPost, findPost, listPosts, savePost, showPost } from "../../app/community/posts.server.ts";
import { readShown } from "../../app/community/shown/for-shoppers.server.ts";
import { createQueues } from "../../app/jobs/work.server.ts";
import { plusMs } from "../../app/lib/time.ts";
import { stopEngine } from "../../app/queue/engine.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { people } from "../draws/stage.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import * as pipeline from "../support/pipeline.ts";
import { draft, launch, links, NOW, segment } from "./stage.ts";

const database = useDatabase();

beforeAll(() => createQueues());
afterAll(() => stopEngine());

async function newShop(customerIds: readonly bigint[] = [1n, 2n, 3n]): Promise<Shop> {
  const shop = await createEarningShop(database.db);
  await people(database.db, shop, [...customerIds]);
  return shop;
}

const later = (hours: number) => plusMs(NOW, hours * 3_600_000);
const join = (shop: Shop, customerId: bigint, at = NOW) => joinGroup(shop, { handle: "regulars", customerId }, () => at);
const linkOf = async (shop: Shop, customerId: bigint) =>
  (await readShown(database.db, shop.shopId, "regulars", customerId))?.link ?? null;
const listed = async (shop: Shop, groupId: number, tab: MemberTab) =>
  (await listMembers(database.db, shop.shopId, groupId, tab, { limit: 50, offset: 0 })).members.map(
    ({ customerId }) => customerId,
  );

describe("an invite (issue 12: given once per customer)", () => {
  test("is one link for one customer, and the same one whenever they ask", async () => {
    const shop = await newShop();
    const groupId = await launch(database.db, shop);
    expect(await takeLinks(shop, groupId, links(2))).toEqual({ ok: true, added: 2, known: 0 });
    expect(await linkOf(shop, 1n)).toBeNull();
    expect(await join(shop, 1n)).toEqual({ ok: true, fresh: true });
    const first = await linkOf(shop, 1n);
    for (let turn = 1; turn < 4; turn += 1) expect(await join(shop, 1n, later(turn))).toEqual({ ok: true, fresh: false });
    expect([first, await linkOf(shop, 1n)]).toEqual(["https://discord.gg/invite1", "https://discord.gg/invite1"]);
    await join(shop, 2n);
    expect(await linkOf(shop, 2n)).toBe("https://discord.gg/invite2");
    expect(await join(shop, 3n)).toEqual({ ok: false, reason: "none-left" });
    expect(await countLinks(database.db, shop.shopId, groupId)).toEqual({ left: 0, given: 2 });
    const { rows } = await sql`
      select 1 from timeline_events where shop_id = ${shop.shopId} and kind = 'community.joined'
    `.execute(database.db);
    expect(rows).toHaveLength(2);
  });

  test("twenty who ask for ten links at once, each twice, get ten different ones", async () => {
    const all = Array.from({ length: 20 }, (_, at) => BigInt(at + 1));
    const shop = await newShop(all);
    const groupId = await launch(database.db, shop);
    await takeLinks(shop, groupId, links(10));
    await Promise.all([...all, ...all].map((id) => join(shop, id)));
    const given = (await Promise.all(all.map((id) => linkOf(shop, id)))).filter((link) => link !== null);
    expect([given.length, new Set(given).size]).toEqual([10, 10]);
  });

  test("is the same link for everybody where they share one, and none where the group meets here", async () => {
    const shop = await newShop();
    await launch(database.db, shop, draft({ kind: "facebook", giving: "shared", url: "https://facebook.com/groups/1" }));
    for (const id of [1n, 2n]) await join(shop, id);
    expect([await linkOf(shop, 1n), await linkOf(shop, 2n)]).toEqual(Array(2).fill("https://facebook.com/groups/1"));
    await launch(database.db, shop, draft({ kind: "council", giving: "none" }), "council");
    expect(await joinGroup(shop, { handle: "council", customerId: 1n })).toEqual({ ok: false, reason: "unknown" });
  });

  test("is for who belongs to it, in its own shop; whoever leaves sees it no more, and is listed to be removed", async () => {
    const shop = await newShop();
    const other = await newShop();
    const segmentId = await segment(database.db, shop, [1n]);
    const groupId = await launch(database.db, shop, draft({ audience: "segment", segmentId: String(segmentId) }));
    await takeLinks(shop, groupId, links(3));
    expect(await join(shop, 2n)).toEqual({ ok: false, reason: "group" });
    expect(await join(other, 1n)).toEqual({ ok: false, reason: "unknown" });
    await join(shop, 1n);
    expect([await linkOf(shop, 1n), await listed(shop, groupId, "inside")]).toEqual(["https://discord.gg/invite1", [1n]]);
    await sql`delete from segment_members where shop_id = ${shop.shopId}`.execute(database.db);
    expect(await readShown(database.db, shop.shopId, "regulars", 1n)).toBeNull();
    expect([await listed(shop, groupId, "inside"), await listed(shop, groupId, "to-remove")]).toEqual([[], [1n]]);
    // Who comes back before anybody did something has the same link.
    const back = sql`
      insert into segment_members (shop_id, segment_id, customer_id, entered_at) values (${shop.shopId}, ${segmentId}, 1, ${NOW})
    `;
    await back.execute(database.db);
    expect([await linkOf(shop, 1n), await listed(shop, groupId, "to-remove")]).toEqual(["https://discord.gg/invite1", []]);
    // Who was removed there needs another.
    const about = { groupId, customerId: 1n, removed: true, actor: "merchant:7" };
    expect(await markRemoved(shop, about)).toBe(true);
    expect([await linkOf(shop, 1n), await listed(shop, groupId, "removed")]).toEqual([null, [1n]]);
    expect(await join(shop, 1n, later(2))).toEqual({ ok: true, fresh: true });
    expect(await linkOf(shop, 1n)).toBe("https://discord.gg/invite2");
    expect(await markRemoved(other, about)).toBe(false);
    expect((await removeSegment(shop, segmentId)).ok).toBe(false);
    await closeGroup(shop, groupId);
    expect(await listed(shop, groupId, "to-remove")).toEqual([1n]);
  });

  test("of two customers who become one, the link that was first stays; an erasure frees none", async () => {
    const shop = await newShop();
    const groupId = await launch(database.db, shop);
    await takeLinks(shop, groupId, links(3));
    await join(shop, 1n);
    await join(shop, 2n, later(1));
    await pipeline.inShop(
      shop.shopId,
      (tx) => community.merge?.(tx, shop, { goneId: 1n, keptId: 2n }, later(2)) ?? Promise.resolve(),
    );
    expect([await linkOf(shop, 2n), await listed(shop, groupId, "inside")]).toEqual(["https://discord.gg/invite1", [2n]]);
    await community.forget(database.db, shop.shopId, { customerIds: [2n], emails: [] }, later(3));
    await join(shop, 3n, later(4));
    expect(await linkOf(shop, 3n)).toBe("https://discord.gg/invite3");
  });

  test("what they are called there is theirs to say, once they are invited", async () => {
    const shop = await newShop();
    const groupId = await launch(database.db, shop);
    await takeLinks(shop, groupId, links(1));
    const name = (customerId: bigint) => nameInGroup(shop, { handle: "regulars", customerId, name: "xX_kim_Xx" });
    await name(1n);
    await join(shop, 1n);
    expect((await readShown(database.db, shop.shopId, "regulars", 1n))?.nameThere).toBeNull();
    await name(1n);
    await name(2n);
    const { members } = await listMembers(database.db, shop.shopId, groupId, "inside", { limit: 5, offset: 0 });
    expect(members.map(({ nameThere }) => nameThere)).toEqual(["xX_kim_Xx"]);
  });
});

describe("links", () => {
  test("are read a line each, whatever ends the lines; one that is none refuses all", () => {
    expect(readLinks(" https://a.example/1\r\nhttps://a.example/2\n\nhttps://a.example/1")).toEqual({
      ok: true,
      urls: ["https://a.example/1", "https://a.example/2"],
    });
    expect(readLinks("https://a.example/1\njavascript:alert(1)\nhttp://a.example\nhttps://u:p@a.example")).toEqual({
      ok: false,
      wrong: ["javascript:alert(1)", "http://a.example", "https://u:p@a.example"],
      more: 0,
    });
    expect(readLinks(links(5_001))).toMatchObject({ ok: false, wrong: [], more: 1 });
  });

  test("that are there or given already are no new ones, two pastes at once neither; those left can be taken away", async () => {
    const shop = await newShop();
    const other = await newShop();
    const groupId = await launch(database.db, shop);
    const pasted = await Promise.all([takeLinks(shop, groupId, links(3)), takeLinks(shop, groupId, links(3))]);
    expect(pasted.map((one) => (one.ok ? one.added : -1)).sort()).toEqual([0, 3]);
    await join(shop, 1n);
    expect(await takeLinks(shop, groupId, links(4))).toEqual({ ok: true, added: 1, known: 3 });
    expect(await takeLinks(other, groupId, links(4))).toEqual({ ok: true, added: 0, known: 4 });
    expect([await withdrawLinks(other, groupId), await withdrawLinks(shop, groupId)]).toEqual([0, 3]);
    expect(await countLinks(database.db, shop.shopId, groupId)).toEqual({ left: 0, given: 1 });
  });
});

describe("a post", () => {
  const words = { kind: "agenda" as const, titles: { en: "March", de: "März" }, bodies: { en: "- Roasts", de: "- Röstungen" } };

  test("is read once it is published, as long as it is, and in its group alone", async () => {
    const shop = await newShop();
    const groupId = await launch(database.db, shop, draft({ kind: "council", giving: "none" }));
    const second = await launch(database.db, shop, draft(), "second");
    const postId = (await createPost(shop.shopId, groupId, "agenda", "merchant:7", NOW)) ?? 0;
    const of = { groupId, postId };
    expect(await savePost(shop.shopId, of, 1, words, "merchant:7", NOW)).toEqual({ ok: true, version: 2 });
    const posts = async () =>
      (await readShown(database.db, shop.shopId, "regulars", 1n))?.posts.map(({ post }) => post.titles.en);
    expect(await posts()).toEqual([]);
    expect(await showPost(shop.shopId, of, 1, true, NOW)).toBe(false);
    expect(await showPost(shop.shopId, of, 2, true, NOW)).toBe(true);
    expect(await posts()).toEqual(["March"]);
    expect(await findPost(database.db, shop.shopId, second, postId)).toBeNull();
    expect(await savePost(shop.shopId, { ...of, groupId: second }, 2, words, "merchant:7", NOW)).toEqual({
      ok: false,
      reason: "gone",
    });
    expect(await showPost(shop.shopId, of, 2, false, NOW)).toBe(true);
    expect(await posts()).toEqual([]);
    expect(await listPosts(database.db, shop.shopId, groupId, { published: false, limit: 9 })).toHaveLength(1);
  });

  test("that two save at once keeps what one has typed, and tells the other", async () => {
    const shop = await newShop();
    const groupId = await launch(database.db, shop);
    const postId = (await createPost(shop.shopId, groupId, "post", "merchant:7", NOW)) ?? 0;
    const saved = await Promise.all(
      ["a", "b"].map((title) =>
        savePost(shop.shopId, { groupId, postId }, 1, { ...words, titles: { en: title, de: "" } }, "m", NOW),
      ),
    );
    expect(saved.filter(({ ok }) => ok)).toHaveLength(1);
    expect(saved).toContainEqual({ ok: false, reason: "changed-meanwhile", version: 2 });
  });

  test.each([
    [{}, {}],
    [{ titles: { en: "", de: " " } }, { titles: "required" }],
    [{ bodies: { en: "", de: "" } }, { bodies: "required" }],
    [{ bodies: { en: "x".repeat(10_001), de: "" } }, { bodies: "too-long" }],
    [{ bodies: { en: "![x](http://a.example/p.png)", de: "" } }, { bodies: "address" }],
  ])("with %j is refused for %j", (more, errors) => expect(wrongInPost({ ...words, ...more })).toEqual(errors));
});

describe("a draft", () => {
  const known = { tiers: ["gold"], segmentIds: [3] };

  test.each([
    [{ titles: { en: "", de: "" } }, { titles: "required" }],
    [{ titles: { en: "x".repeat(121), de: "" } }, { titles: "too-long" }],
    [{ giving: "shared" as const }, { url: "required" }],
    [{ giving: "shared" as const, url: "http://a.example" }, { url: "address" }],
    [{ giving: "shared" as const, url: "javascript:alert(1)//https://" }, { url: "address" }],
    [{ audience: "tier" as const, tier: "" }, { tier: "required" }],
    [{ audience: "tier" as const, tier: "brass" }, { tier: "unknown" }],
    [{ audience: "segment" as const, segmentId: "9" }, { segmentId: "unknown" }],
    [{ abouts: { en: "![x](http://a.example/p.png)", de: "" } }, { abouts: "address" }],
  ])("that says %j says %j", (more, errors) => {
    const read = readDraft(draft(more), known);
    expect(read.ok ? {} : read.errors).toEqual(errors);
  });

  test("that was seen before is not published, and its address stays", async () => {
    const shop = await newShop();
    const groupId = await launch(database.db, shop);
    const version = (await findGroup(database.db, shop.shopId, groupId))?.version ?? 0;
    const save = () => saveGroup(shop.shopId, groupId, version, { handle: "other", draft: draft() }, NOW);
    expect((await Promise.all([save(), save()])).filter(({ ok }) => ok)).toHaveLength(1);
    expect(await openGroup(shop, groupId, version)).toEqual({ ok: false, reason: "changed" });
    expect((await findGroup(database.db, shop.shopId, groupId))?.handle).toBe("regulars");
  });
});
