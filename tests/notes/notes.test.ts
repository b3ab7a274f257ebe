import { randomUUID } from "node:crypto";

import { sql } from "kysely";
import { beforeEach, describe, expect, it, test, vi } from "vitest";

import type { Fact } from "../../app/facts/fact.ts";
import { listHistory } from "../../app/customers/views/history.server.ts";
import { NOTE_LIMIT } from "../../app/notes/note.ts";
import { withNotes } from "../../app/notes/notes.server.ts";
import { countValues } from "../../app/notes/fields/fields.server.ts";
import { readValues } from "../../app/notes/fields/values.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { apply, customer, later, NOW } from "../bonuses/stage.ts";
import { useDatabase } from "../support/database.ts";
import { addSegment, members } from "../segments/support.ts";
import { createEarningShop } from "../support/earning-shop.ts";

const asking = vi.hoisted(() => ({ shop: null as Shop | null, actor: "merchant:42" }));
const clock = vi.hoisted(() => ({ at: new Date("2026-03-02T12:00:00Z") }));
vi.mock("../../app/merchant.server.ts", () => ({
  authenticateMerchant: () => Promise.resolve({ shop: asking.shop, locale: "en", actor: asking.actor }),
}));
vi.mock("../../app/clock.server.ts", () => ({ now: () => clock.at, onClockMoved: () => undefined }));

const database = useDatabase();
const notesRoute = await import("../../app/routes/app.customers.$customerId.notes.ts");
const valuesRoute = await import("../../app/routes/app.customers.$customerId.fields.ts");
const fieldsRoute = await import("../../app/routes/app.settings.fields.tsx");
const ANNA = 1n;
const BEN = 2n;
let shop: Shop;
let other: Shop;

beforeEach(async () => {
  clock.at = NOW;
  shop = await createEarningShop(database.db);
  other = await createEarningShop(database.db);
  for (const one of [shop, other]) await apply(one, [customer(ANNA), customer(BEN)]);
  [asking.shop, asking.actor] = [shop, "merchant:42"];
});

type Fields = Record<string, string>;
type Route = { action: (args: never) => Promise<unknown> };
/** The status, and what was answered. */
async function post(route: Route, customerId: bigint | string, fields: Fields): Promise<{ status: number; body: unknown }> {
  const request = new Request("http://app.example/app", { method: "POST", body: new URLSearchParams(fields) });
  const answer = await route
    .action({ request, params: { customerId: String(customerId) }, context: {} } as never)
    .catch((thrown: unknown) => thrown);
  if (answer instanceof Response) return { status: answer.status, body: null };
  if (answer instanceof Error) throw answer;
  const wrapped = answer as { data?: unknown; init?: { status?: number } };
  return wrapped.init === undefined ? { status: 200, body: answer } : { status: wrapped.init.status ?? 200, body: wrapped.data };
}
const write = (text: string, noteId: string = randomUUID(), of: bigint | string = ANNA) =>
  post(notesRoute, of, { intent: "write", noteId, text });
const edit = (noteId: string, text: string, seen: number) =>
  post(notesRoute, ANNA, { intent: "change", noteId, text, seen: String(seen) });
const remove = (noteId: string, seen: number, of = ANNA) =>
  post(notesRoute, of, { intent: "delete", noteId, seen: String(seen) });
/** What the timeline shows of notes, newest first. */
async function shown(of = ANNA, at = shop) {
  const { events } = await listHistory(database.db, at.shopId, of, { limit: 50, before: null, views: ["notes"] });
  return (await withNotes(database.db, at.shopId, events)).map(({ occurredAt, note }) => ({ occurredAt, text: note?.text }));
}
const count = async (table: string) => {
  const { rows } = await sql<{
    n: number;
  }>`select count(*)::int as n from ${sql.table(table)} where shop_id = ${shop.shopId}`.execute(database.db);
  return rows[0]?.n;
};

describe("a note", () => {
  it("is written once, however often its form is sent, and stands on the timeline with its time (one profile)", async () => {
    const noteId = randomUUID();
    const answers = await Promise.all([
      write("Prefers calls\r\nbefore noon ", noteId),
      write("Prefers calls\nbefore noon", noteId),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await shown()).toEqual([{ occurredAt: NOW, text: "Prefers calls\nbefore noon" }]);
    expect(await count("customer_notes")).toBe(1);
  });

  it("is not lost where the answer was, and more was typed before it was sent again", async () => {
    const noteId = randomUUID();
    await write("Prefers calls", noteId);
    expect((await write("Prefers calls before noon", noteId)).status).toBe(200);
    expect((await shown()).map(({ text }) => text)).toEqual(["Prefers calls before noon"]);
    asking.actor = "merchant:43";
    await edit(noteId, "Theirs", 2);
    asking.actor = "merchant:42";
    await write("Prefers calls before ten", noteId);
    await write("Of somebody else", noteId, BEN);
    expect((await shown()).map(({ text }) => text).toSorted()).toEqual(["Prefers calls before ten", "Theirs"]);
    expect((await shown(BEN)).map(({ text }) => text)).toEqual(["Of somebody else"]);
  });

  it("is changed over what was seen: of two at once one does, and the other is shown what it says now (one profile)", async () => {
    const noteId = randomUUID();
    await write("First", noteId);
    const both = await Promise.all([edit(noteId, "Mine", 1), edit(noteId, "Theirs", 1)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    const [{ text } = { text: "" }] = await shown();
    const lost = both.find(({ status }) => status === 409);
    expect(lost?.body).toEqual({ ok: false, issue: "changed", now: { text, revision: 2 } });
    expect((await edit(noteId, "Both", 2)).status).toBe(200);
    expect(await shown()).toEqual([{ occurredAt: NOW, text: "Both" }]);
  });

  it("is deleted with its place on the timeline, but not once somebody has changed it unseen (one profile)", async () => {
    const noteId = randomUUID();
    await write("First", noteId);
    await edit(noteId, "Second", 1);
    expect(await remove(noteId, 1)).toMatchObject({ status: 409, body: { now: { text: "Second", revision: 2 } } });
    expect((await remove(noteId, 2)).status).toBe(200);
    expect(await shown()).toEqual([]);
    expect((await remove(noteId, 2)).status).toBe(200);
    expect(await edit(noteId, "Third", 2)).toEqual({ status: 422, body: { ok: false, issue: "gone" } });
  });

  test.each([
    ["nothing", "  ", "required"],
    ["only what no text can hold", "\0", "required"],
    ["too much", "x".repeat(NOTE_LIMIT + 1), "too-long"],
  ])("says something: %s is refused (one profile)", async (_what, text, issue) => {
    expect(await write(text)).toEqual({ status: 422, body: { ok: false, issue } });
    expect(await count("customer_notes")).toBe(0);
  });

  it("is of somebody: not of nobody, nor of another shop's customer (hostile: notes)", async () => {
    await sql`delete from customers where shop_id = ${other.shopId} and customer_id = ${BEN}`.execute(database.db);
    asking.shop = other;
    expect((await write("Whose?", randomUUID(), BEN)).status).toBe(404);
    expect((await write("Whose?", randomUUID(), "9".repeat(30))).status).toBe(404);
    expect((await write("Whose?", "../../etc", ANNA)).status).toBe(400);
    expect(await count("customer_notes")).toBe(0);
  });

  it("is seen, changed and deleted by its own shop, and of its own customer only (hostile: notes)", async () => {
    const noteId = randomUUID();
    await write("Ours", noteId);
    expect(await remove(noteId, 1, BEN)).toMatchObject({ status: 200 });
    asking.shop = other;
    expect((await edit(noteId, "Theirs", 1)).status).toBe(422);
    expect((await remove(noteId, 1)).status).toBe(200);
    expect(await shown(ANNA, other)).toEqual([]);
    expect(await shown()).toEqual([{ occurredAt: NOW, text: "Ours" }]);
    const named = [{ kind: "note.written" as const, data: { noteId, author: null } }];
    expect(await withNotes(database.db, other.shopId, named)).toEqual([{ ...named[0], note: null }]);
  });
});

describe("notes and fields of people", () => {
  const define = (name: string, kind: string) => post(fieldsRoute, "", { intent: "define", name, kind });
  const set = (of: bigint, fields: Fields) => post(valuesRoute, of, fields);
  const values = async (of: bigint, at = shop) =>
    Object.fromEntries((await readValues(database.db, at.shopId, of)).map(({ key, value }) => [key, value]));

  it("follow a merge: all notes, and of two values of one field the kept customer's (one profile)", async () => {
    await define("Size", "text");
    await define("Since", "date");
    await write("Of Anna");
    await write("Of Ben", randomUUID(), BEN);
    await set(ANNA, { "field:size": "S", "field:since": "2020-01-01" });
    await set(BEN, { "field:size": "M" });
    await apply(shop, [{ kind: "customers-merged", keptId: BEN, goneId: ANNA, at: later(1) }], later(1));
    expect((await shown(BEN)).map(({ text }) => text).sort()).toEqual(["Of Anna", "Of Ben"]);
    expect(await values(BEN)).toEqual({ size: "M", since: "2020-01-01" });
    // Whoever had the page of the one who is gone open writes of whom they have become.
    expect((await write("Late", randomUUID(), ANNA)).status).toBe(200);
    expect((await set(ANNA, { "field:size": "L", "seen:size": "M" })).status).toBe(200);
    expect(await shown(BEN)).toHaveLength(3);
    expect(await values(BEN)).toMatchObject({ size: "L" });
  });

  it("go with a person who is erased, and nobody writes of them any more (one profile)", async () => {
    await define("Size", "text");
    await write("Secret");
    await set(ANNA, { "field:size": "S" });
    const erase: Fact = { kind: "customer-redacted", key: "r", customerId: ANNA, email: null, at: later(1) };
    await apply(shop, [erase], later(1));
    expect([await count("customer_notes"), await count("customer_field_values")]).toEqual([0, 0]);
    expect(await shown()).toEqual([]);
    expect((await write("Again")).status).toBe(404);
    expect((await set(ANNA, { "field:size": "S" })).status).toBe(404);
  });

  it("stand in a privacy export, under the field's key (one profile)", async () => {
    await define("Size", "text");
    await write("Likes blue");
    await set(ANNA, { "field:size": "S" });
    await apply(shop, [{ kind: "export-requested", key: "e", customerId: ANNA, email: null, at: later(1) }], later(1));
    const { rows } = await sql<{ export: Record<string, object[]> }>`
      select export from privacy_requests where shop_id = ${shop.shopId}`.execute(database.db);
    expect(rows[0]?.export).toMatchObject({
      customer_notes: [{ text: "Likes blue", written_by: "merchant:42" }],
      customer_field_values: [{ field_key: "size", value: "S" }],
    });
  });

  it("fields are set over what was seen: who sets the same one meanwhile is not overwritten, other fields are no matter (one profile)", async () => {
    await define("Size", "text");
    await define("Height", "number");
    await set(ANNA, { "field:size": "S", "seen:size": "", "field:height": "1,80", "seen:height": "" });
    expect(await values(ANNA)).toEqual({ size: "S", height: "1.8" });
    // Somebody else sets the height while this form still shows the old one.
    await set(ANNA, { "field:height": "1,81", "seen:height": "1.8" });
    expect((await set(ANNA, { "field:size": "M", "seen:size": "S", "field:height": "1,8", "seen:height": "1.8" })).status).toBe(
      200,
    );
    expect(await values(ANNA)).toEqual({ size: "M", height: "1.81" });
    expect(await set(ANNA, { "field:size": "L", "seen:size": "S", "field:height": "2", "seen:height": "1.81" })).toEqual({
      ...{ status: 409, body: { ok: false, changed: true } },
    });
    expect(await values(ANNA)).toEqual({ size: "M", height: "1.81" });
    expect((await set(ANNA, { "field:size": "", "seen:size": "M" })).status).toBe(200);
    expect(await values(ANNA)).toEqual({ size: null, height: "1.81" });
  });

  it("what a field says moves segments that ask for it in the same change (own fields in segments)", async () => {
    await define("Size", "number");
    const asks = "customer_field MATCHES (field = 'size', number >= 40)";
    await addSegment(database.db, shop.shopId, "large", asks);
    await set(ANNA, { "field:size": "42,5" });
    await set(BEN, { "field:size": "38" });
    expect(await members(database.db, shop.shopId)).toEqual([`${ANNA}:large`]);
    await set(ANNA, { "field:size": "", "seen:size": "42.5" });
    expect(await members(database.db, shop.shopId)).toEqual([]);
  });

  it("a field that a segment asks for stays until none does, and who asks is named (own fields in segments)", async () => {
    await define("Size", "number");
    const segmentId = await addSegment(
      database.db,
      shop.shopId,
      "Size large",
      "customer_field MATCHES (field = 'size', number >= 40)",
    );
    await addSegment(database.db, shop.shopId, "other", "customer_field MATCHES (field = 'height', number >= 2)");
    await set(ANNA, { "field:size": "42" });
    const remove = () => post(fieldsRoute, "", { intent: "remove", key: "size" });
    expect(await remove()).toMatchObject({
      status: 422,
      body: { issue: "in-use", key: "size", uses: [{ kind: "segment", segmentId }] },
    });
    expect(await values(ANNA)).toEqual({ size: "42" });
    await sql`delete from segments where shop_id = ${shop.shopId} and segment_id = ${segmentId}`.execute(database.db);
    expect((await remove()).status).toBe(200);
    expect(await values(ANNA)).toEqual({});
  });

  it("a field is defined, renamed and taken away with its values by its own shop only (hostile: fields)", async () => {
    expect((await define("Size", "text")).status).toBe(200);
    expect(await define(" size ", "number")).toMatchObject({ status: 422, body: { issue: "same-name" } });
    expect((await define("Size", "colour")).status).toBe(422);
    await set(ANNA, { "field:size": "S" });
    expect(await countValues(database.db, shop.shopId)).toEqual(new Map([["size", 1]]));
    expect(await countValues(database.db, other.shopId)).toEqual(new Map());
    asking.shop = other;
    expect((await post(fieldsRoute, "", { intent: "rename", key: "size", name: "Theirs" })).body).toMatchObject({
      issue: "gone",
    });
    await post(fieldsRoute, "", { intent: "remove", key: "size" });
    await set(ANNA, { "field:size": "XL", "seen:size": "S" });
    expect(await values(ANNA, other)).toEqual({});
    expect(await values(ANNA)).toEqual({ size: "S" });
    asking.shop = shop;
    await post(fieldsRoute, "", { intent: "rename", key: "size", name: "Shoe size" });
    expect(await readValues(database.db, shop.shopId, ANNA)).toEqual([
      { key: "size", name: "Shoe size", kind: "text", value: "S" },
    ]);
    await post(fieldsRoute, "", { intent: "remove", key: "size" });
    expect([await count("customer_fields"), await count("customer_field_values")]).toEqual([0, 0]);
  });

  it("a shop has only so many fields, also when two are defined at once (hostile: fields)", async () => {
    for (let n = 1; n < 30; n += 1) await define(`Field ${n}`, "text");
    const last = await Promise.all([define("One", "text"), define("Two", "text")]);
    expect(last.map(({ status }) => status).sort()).toEqual([200, 422]);
    expect(await count("customer_fields")).toBe(30);
  });
});
