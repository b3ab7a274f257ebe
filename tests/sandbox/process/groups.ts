import type pg from "pg";

import type { Customer, Shop } from "../world/types.ts";
import type { Embedded } from "./embedded.ts";

type Around = { shop: Shop; storefront: string; embedded: Embedded; pool: pg.Pool };

/** So many of those who come ask for their invite. */
const MOST = 4;
const TIMEOUT_MS = 60_000;

const everybody = { audience: "all", tier: "", segmentId: "", url: "" };
const DISCORD = {
  ...{ kind: "discord", giving: "single", ...everybody, titles: { en: "Roasters' table", de: "Rösttisch" } },
  abouts: { en: "Talk coffee with us and each other.", de: "Kaffeegespräche, mit uns und untereinander." },
};
const COUNCIL = {
  ...{ kind: "council", giving: "none", ...everybody, titles: { en: "Customer council", de: "Kundenbeirat" } },
  abouts: { en: "You tell us what the next roast should be.", de: "Ihr sagt uns, was als Nächstes geröstet wird." },
};
const AGENDA = {
  ...{ kind: "agenda", titles: { en: "First meeting", de: "Erstes Treffen" } },
  bodies: { en: "- A lighter espresso?\n- Refill bags", de: "- Ein hellerer Espresso?\n- Nachfüllbeutel" },
};

/** A group elsewhere and a council, of the last months. */
export function createGroups({ shop, storefront, embedded, pool }: Around) {
  let made = false;
  let invited = 0;

  async function come(members: readonly Customer[], cookieOf: (customer: Customer) => string): Promise<void> {
    if (!made) await make();
    made = true;
    for (const customer of members.slice(0, MOST - invited)) {
      await ask(cookieOf(customer));
      invited += 1;
    }
  }

  async function make(): Promise<void> {
    const group = await publish("table", DISCORD);
    const links = Array.from({ length: 25 }, (_, at) => `https://discord.gg/morgenrot-${at + 1}`).join("\n");
    await embedded.submit(shop.domain, group, { intent: "links", links });
    const council = await publish("council", COUNCIL);
    await embedded.submit(shop.domain, council, { intent: "post", kind: AGENDA.kind });
    const postId = await latest(
      "select max(post_id) as id from community_posts p join shops s using (shop_id) where s.domain = $1",
    );
    const path = `${council}/posts/${postId}`;
    await embedded.submit(shop.domain, path, { intent: "save", post: JSON.stringify(AGENDA), seen: "1" });
    await embedded.submit(shop.domain, path, { intent: "show", seen: "2" });
    const { rowCount } = await pool.query(
      `select 1 from community_groups g join shops s using (shop_id) where s.domain = $1 and g.state = 'live'`,
      [shop.domain],
    );
    if (rowCount !== 2) throw new Error(`The app did not publish the groups of ${shop.domain}`);
  }

  async function publish(handle: string, draft: object): Promise<string> {
    await embedded.submit(shop.domain, "/app/program/community", {});
    const id = await latest(
      "select max(group_id) as id from community_groups g join shops s using (shop_id) where s.domain = $1",
    );
    const path = `/app/program/community/${id}`;
    await embedded.submit(shop.domain, path, { intent: "save", draft: JSON.stringify(draft), handle, seen: "1" });
    await embedded.submit(shop.domain, path, { intent: "publish", seen: "2" });
    return path;
  }

  async function latest(text: string): Promise<number> {
    const { rows } = await pool.query<{ id: number | null }>(text, [shop.domain]);
    return rows[0]?.id ?? 0;
  }

  async function ask(cookie: string): Promise<void> {
    const address = `${storefront}/apps/reprise/community/table`;
    const headers = { Cookie: cookie };
    const page = await fetch(address, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
    const hidden = [...(await page.text()).matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)];
    const form = Object.fromEntries(hidden.map(([, name = "", value = ""]) => [name, value]));
    if (form["intent"] !== "join") return;
    const body = new URLSearchParams(form);
    const answer = await fetch(address, { method: "POST", headers, body, signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!answer.ok) throw new Error(`The app answered ${answer.status} to an invite: ${(await answer.text()).slice(0, 400)}`);
  }

  return { come };
}
