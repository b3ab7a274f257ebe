import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";

import { findBatch } from "../../app/batches/batches.server.ts";
import { stopEngine } from "../../app/queue/engine.server.ts";
import { workRun } from "../../app/jobs/runs/batches.server.ts";
import { createQueues } from "../../app/jobs/work.server.ts";
import { MAX_BYTES } from "../../app/imports/file/csv-text.ts";
import { findImport, listImports } from "../../app/imports/imports.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { createDefaults as createSegments } from "../../app/segments/segments.server.ts";
import { addCustomers } from "../customers/views/list-seed.ts";
import { lockWaits, useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";

const asking = vi.hoisted(() => ({ shop: null as Shop | null }));
vi.mock("../../app/merchant.server.ts", () => ({
  authenticateMerchant: () => Promise.resolve({ shop: asking.shop, locale: "en", actor: "merchant:42" }),
}));

const database = useDatabase();
let shop: Shop;
let other: Shop;

type Handler = (args: { request: Request; params: Record<string, string>; context: never }) => unknown;
const ask = async (handler: unknown, request: Request, params: Record<string, string> = {}): Promise<unknown> => {
  try {
    return await (handler as Handler)({ request, params, context: undefined as never });
  } catch (thrown) {
    if (thrown instanceof Response) return thrown;
    throw thrown;
  }
};
const get = (handler: unknown, path: string, params?: Record<string, string>) =>
  ask(handler, new Request(`http://app.example${path}`), params);
const post = (handler: unknown, body: BodyInit, params?: Record<string, string>, headers: Record<string, string> = {}) =>
  ask(handler, new Request("http://app.example/app", { method: "POST", body, headers, duplex: "half" }), params);
const fields = (values: Record<string, string>) => new URLSearchParams(values);
const status = (answer: unknown) => (answer instanceof Response ? answer.status : null);
const location = (answer: unknown) => (answer instanceof Response ? (answer.headers.get("Location") ?? "") : "");

function form(text: string | null, more: [string, string][] = [["wanted", "points"]]): FormData {
  const data = new FormData();
  if (text !== null) data.set("file", new File([text], "kunden.csv", { type: "text/csv" }));
  for (const [name, value] of more) data.append(name, value);
  return data;
}

beforeAll(async () => {
  [shop, other] = await Promise.all([createEarningShop(database.db), createEarningShop(database.db)]);
  await createSegments(shop.shopId, "de", shop.installedAt);
  await addCustomers(database.db, shop.shopId, [{ id: 1n }, { id: 2n }]);
  await createQueues();
});
beforeEach(() => {
  asking.shop = shop;
});
afterAll(() => stopEngine());

describe("imports", async () => {
  const list = await import("../../app/routes/app.settings.data.imports.tsx");
  const page = await import("../../app/routes/app.settings.data.imports.$importId.tsx");
  const report = await import("../../app/routes/app.settings.data.imports.$importId.report.csv.ts");
  const upload = async (text: string) =>
    location(await post(list.action, form(text)))
      .split("/")
      .at(-1) ?? "";

  test("a file becomes a page of its own, under the name it had", async () => {
    const answer = await post(
      list.action,
      form("email,points\nc1@example.com,5\n", [
        ["wanted", "points"],
        ["mode", "set"],
      ]),
    );
    expect(location(answer)).toMatch(/^\/app\/settings\/data\/imports\/\d+$/);
    expect(await listImports(database.db, shop.shopId, { limit: 1, before: null })).toMatchObject([
      { filename: "kunden.csv", mode: "set", createdBy: "merchant:42", ready: 1 },
    ]);
  });

  test.each<[string, BodyInit, object]>([
    ["no file", form(null), { issues: { file: "required" } }],
    ["nothing wanted", form("email,points\na@b.de,1\n", []), { issues: { wanted: "required" } }],
    ["no columns", form("a,b\n1,2\n"), { problem: { code: "no-email", columns: "a, b" } }],
    ["too much", form(`email,points\n${"x".repeat(MAX_BYTES)}`), { problem: { code: "too-large" } }],
  ])("%s is said beside the field", async (_name, body, answer) => expect(await post(list.action, body)).toMatchObject(answer));

  test("a body without an end is read no further than a file may be long", async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        sent += 1;
        controller.enqueue(new Uint8Array(1024 * 1024));
      },
    });
    const answer = await post(list.action, endless, {}, { "Content-Type": "multipart/form-data; boundary=x" });
    expect(answer).toMatchObject({ problem: { code: "too-large" } });
    expect(sent).toBeLessThan(20);
  });

  test.each(["multipart/form-data; boundary=x", "multipart/form-data", "text/plain", ""])(
    "nonsense as %j is refused",
    async (type) => {
      expect(status(await post(list.action, "nonsense", {}, { "Content-Type": type }))).toBe(400);
    },
  );

  test("is applied and undone once, however often it is asked for", async () => {
    const importId = await upload("email,points\nc1@example.com,5\nnobody,1\n");
    const params = { importId };
    const answers = await Promise.all([1, 2, 3].map(() => post(page.action, fields({ intent: "apply" }), params)));
    expect(answers.map((answer) => (answer as { issue: string | null }).issue).sort()).toEqual(
      [null, "not-now", "not-now"].sort(),
    );
    const runId = (await findImport(database.db, shop.shopId, Number(importId)))?.runId ?? 0n;
    expect(await post(page.action, fields({ intent: "undo" }), params)).toEqual({ issue: "busy" });
    await workRun(shop, runId, { restMs: 0 });
    expect(await get(page.loader, "/", params)).toMatchObject({
      import: { state: "done" },
      counts: { applied: 1, problems: 1 },
      run: { state: "done" },
    });
    const run = await import("../../app/routes/app.activity.runs.$runId.tsx");
    expect(status(await post(run.action, fields({ intent: "go-on" }), { runId: String(runId) }))).toBe(422);
    expect(location(await get(run.loader, "/", { runId: String(runId) }))).toBe(`/app/settings/data/imports/${importId}`);
    expect(await post(page.action, fields({ intent: "undo" }), params)).toEqual({ issue: null });
    const undo = (await findImport(database.db, shop.shopId, Number(importId)))?.runId ?? 0n;
    await workRun(shop, undo, { restMs: 0 });
    expect(await post(page.action, fields({ intent: "undo" }), params)).toEqual({ issue: "not-now" });
    const { rows } =
      await sql`select sum(points)::int as points, count(*)::int as entries from ledger_entries where shop_id = ${shop.shopId}`.execute(
        database.db,
      );
    expect(rows).toEqual([{ points: 0, entries: 2 }]);
  });

  test("does not go on once another window has begun to undo it", async () => {
    const importId = await upload("email,points\nc1@example.com,5\n");
    const params = { importId };
    await post(page.action, fields({ intent: "apply" }), params);
    await post(page.action, fields({ intent: "stop" }), params);
    const stopped = (await findImport(database.db, shop.shopId, Number(importId)))?.runId ?? 0n;
    let goingOn: Promise<unknown> = Promise.resolve();
    await database.db.transaction().execute(async (tx) => {
      await sql`
        update imports set state = 'undoing', run_id = null where shop_id = ${shop.shopId} and import_id = ${Number(importId)}
      `.execute(tx);
      goingOn = post(page.action, fields({ intent: "go-on" }), params);
      await expect.poll(() => lockWaits(database.db)).toBe(1);
    });
    expect(await goingOn).toEqual({ issue: "not-now" });
    expect(await findBatch(database.db, shop.shopId, stopped)).toMatchObject({ state: "cancelled" });
  });

  test("is another shop's business, and so are ids that make no sense", async () => {
    const importId = await upload("email,points\nc2@example.com,5\n");
    for (const handler of [page.loader, report.loader]) {
      for (const nonsense of ["", "x", "-1", "1.5", "9".repeat(12)])
        expect(status(await get(handler, "/", { importId: nonsense }))).toBe(404);
    }
    asking.shop = other;
    for (const handler of [page.loader, report.loader]) expect(status(await get(handler, "/", { importId }))).toBe(404);
    for (const intent of ["apply", "undo", "stop", "go-on"])
      expect(status(await post(page.action, fields({ intent }), { importId }))).toBe(404);
    asking.shop = shop;
    expect(status(await post(page.action, fields({ intent: "explode" }), { importId }))).toBe(422);
    expect(await ((await get(report.loader, "/", { importId })) as Response).text()).toContain("c2@example.com");
    expect(await get(page.loader, "/?rows=nonsense&after=x", { importId })).toMatchObject({ filter: null });
  });
});

describe("points tools", async () => {
  const adjust = await import("../../app/routes/app.activity.runs.adjust.tsx");
  const award = await import("../../app/routes/app.settings.data.past-orders.tsx");
  const run = await import("../../app/routes/app.activity.runs.$runId.tsx");
  const index = await import("../../app/routes/app.activity.runs.tsx");
  const wish = { who: "list", list: "c1@example.com\nc9@example.com", points: "5", reason: "thanks" };

  test("show who is meant before anything happens, and start only when told", async () => {
    expect(await post(adjust.action, fields({ ...wish, intent: "preview" }))).toMatchObject({
      preview: { people: 1, short: 0, unknown: ["c9@example.com"], points: 5n },
    });
    const start = (key: string) => post(adjust.action, fields({ ...wish, key, intent: "start" }));
    const started = location(await start("one"));
    const runId = started.split("/").at(-1) ?? "";
    expect(await start("two")).toMatchObject({ data: { open: true }, init: { status: 422 } });
    await workRun(shop, BigInt(runId), { restMs: 0 });
    // Whoever did not hear of it sends it again.
    expect(location(await start("one"))).toBe(started);
    expect(await get(run.loader, "/", { runId })).toMatchObject({
      run: { state: "done", done: 1 },
      adjust: { result: { adjusted: 1 } },
    });
    expect(await get(index.loader, "/")).toMatchObject({ runs: [{ kind: "adjust-many", points: 5n }, {}, {}, {}] });
    asking.shop = other;
    expect(status(await get(run.loader, "/", { runId }))).toBe(404);
    expect(status(await post(run.action, fields({ intent: "stop" }), { runId }))).toBe(404);
    expect(await get(index.loader, "/")).toMatchObject({ runs: [] });
  });

  test("fill in whom the customers' list has chosen", async () => {
    expect(await get(adjust.loader, "/?customers=1,2,999")).toMatchObject({ list: ["c1@example.com", "c2@example.com"] });
    expect(await get(adjust.loader, "/?customers=1;drop")).toMatchObject({ list: [] });
  });

  test("try an award out, and do it for real only from its result", async () => {
    const answer = await post(award.action, fields({ since: "", waiting: "none" }));
    const runId = location(answer).split("/").at(-1) ?? "";
    expect(status(await post(run.action, fields({ intent: "award" }), { runId }))).toBe(422);
    await workRun(shop, BigInt(runId), { restMs: 0 });
    expect(await get(run.loader, "/", { runId })).toMatchObject({ award: { dryRun: true, result: { orders: 0 } } });
    const real =
      location(await post(run.action, fields({ intent: "award" }), { runId }))
        .split("/")
        .at(-1) ?? "";
    expect(await get(run.loader, "/", { runId: real })).toMatchObject({ award: { dryRun: false } });
    expect(await post(award.action, fields({ since: "2099-01-01" }))).toEqual({ issue: "since" });
    await post(run.action, fields({ intent: "stop" }), { runId: real });
    expect(await get(run.loader, "/", { runId: real })).toMatchObject({ run: { state: "cancelled" } });
  });

  test("export what the program knows, of this shop alone", async () => {
    const balances = await import("../../app/routes/app.balances.csv.ts");
    const ledger = await import("../../app/routes/app.points.csv.ts");
    const file = async (loader: unknown) => ((await get(loader, "/")) as Response).text();
    expect(await file(balances.loader)).toContain("1,c1@example.com,,,5,0,0,");
    expect((await file(ledger.loader)).split("\r\n")).toHaveLength(5);
    asking.shop = other;
    expect((await file(balances.loader)).split("\r\n")).toHaveLength(2);
    expect((await file(ledger.loader)).split("\r\n")).toHaveLength(2);
  });
});
