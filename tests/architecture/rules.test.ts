import { readdirSync, readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import {
  circularImports,
  clockReads,
  environmentReads,
  foreignClocks,
  formReads,
  impureImports,
  pastTheFrame,
  sideDoors,
  unsafeActions,
  writtenAddresses,
  upwardImports,
  type Source,
} from "./rules.ts";

const app: Source[] = readdirSync("app", { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
  .map((entry) => `${entry.parentPath}/${entry.name}`)
  .map((path) => ({ path, text: readFileSync(path, "utf8") }));

function file(path: string, text: string): Source[] {
  return [{ path, text }];
}

describe("the house", () => {
  test("imports run one way", () => expect(upwardImports(app)).toEqual([]));
  test("no files import each other in a circle (house A9)", () => expect(circularImports(app)).toEqual([]));
  test("files without .server are pure", () => expect(impureImports(app)).toEqual([]));
  test("only env.server.ts reads the environment", () => expect(environmentReads(app)).toEqual([]));
  test("customers are changed through one door", () => expect(sideDoors(app)).toEqual([]));
  test("files for spreadsheets tell instants by the shop's clock (merchant 39)", () => expect(foreignClocks(app)).toEqual([]));
  test("forms are read in one way", () => expect(formReads(app)).toEqual([]));
  test("only the frame knows what Shopify puts around a page (merchant 36, real-store E)", () =>
    expect(pastTheFrame(app)).toEqual([]));
  test("where a page is, one file says (merchant 11)", () => expect(writtenAddresses(app)).toEqual([]));
  test("no action's failure ends the page of the form that posted (merchant 2)", () => expect(unsafeActions(app)).toEqual([]));
  test("only clock.server.ts reads the clock", () => expect(clockReads(app)).toEqual([]));
});

describe("the rules bite", () => {
  test.each([
    ["lib knows nobody", "app/lib/time.ts", `import { a } from "../points/owed.ts";`],
    ["facts know nobody", "app/facts/order.ts", `import type { A } from "../customers/timeline.ts";`],
    ["customers do not know points", "app/customers/profile.server.ts", `import { a } from "../points/ledger.server.ts";`],
    ["points do not know flows", "app/points/settle.server.ts", `import type { A } from "../flows/planner/plan.ts";`],
    ["messages and segments are apart", "app/messages/policy.ts", `import { a } from "../segments/meaning/compile.ts";`],
    ["flows do not know the pipeline", "app/flows/runs/react.server.ts", `import * as a from "../../pipeline/change.server.ts";`],
    ["the pipeline does not know jobs", "app/pipeline/apply.server.ts", `export { a } from "../jobs/jobs.server.ts";`],
    ["nobody imports routes", "app/jobs/jobs.server.ts", `const a = await import("../routes/app.tsx");`],
    ["the foundation knows nobody above it (house A9)", "app/env.server.ts", `import { a } from "./shops/shop.ts";`],
    ["nor what it keeps in a folder", "app/secrets/keyring.server.ts", `import type { A } from "../program/draft.ts";`],
    ["new areas must be placed", "app/services/thing.ts", `import { a } from "../lib/money.ts";`],
  ])("%s", (_name, path, text) => expect(upwardImports(file(path, text))).toHaveLength(1));

  test("a new noun that knows another, or what stands above it", () => {
    const noun = (text: string) => [...file("app/reviews/noun.server.ts", text), ...file("app/rewards/noun.server.ts", "")];
    expect(upwardImports(noun(`import { a } from "../rewards/rewards.server.ts";`))).toHaveLength(1);
    expect(upwardImports(noun(`import { a } from "../pipeline/change.server.ts";`))).toHaveLength(1);
    expect(upwardImports(noun(`import { a } from "../points/accounts.server.ts";`))).toEqual([]);
    expect(upwardImports(file("app/reviews/reviews.ts", `import { a } from "../points/entry.ts";`))).toHaveLength(1);
  });

  test("a circle of three files, one of two, and a file that imports itself (house A9)", () => {
    const imports = (path: string, ...targets: string[]) =>
      file(`app/x/${path}.ts`, targets.map((target) => `import type { A } from "./${target}.ts";\n`).join(""));
    const sources = [
      ...[...imports("a", "b"), ...imports("b", "c"), ...imports("c", "a", "d"), ...imports("d", "e")],
      ...[...imports("e"), ...imports("f", "g", "a"), ...imports("g", "f"), ...imports("h", "h", "e")],
    ];
    expect(circularImports(sources)).toEqual([
      ["app/x/a.ts", "app/x/b.ts", "app/x/c.ts"],
      ["app/x/f.ts", "app/x/g.ts"],
      ["app/x/h.ts"],
    ]);
  });

  test.each([
    [`import { db } from "../db.server.ts";`],
    [`import { now } from "../clock.server.ts";`],
    [`import { readFileSync } from "node:fs";`],
    [`import pg from "pg";`],
  ])("a pure file may not %s", (text) => expect(impureImports(file("app/points/owed.ts", text))).toHaveLength(1));

  test.each([[`process.env.PORT`], [`process . env["A"]`], [`import.meta.env.DEV`], [`import { env } from "process";`]])(
    "environment: %s",
    (text) => expect(environmentReads(file("app/points/owed.ts", text))).toHaveLength(1),
  );

  test.each([["new Date()"], ["new Date( )"], ["Date.now()"], ["const f = Date . now;"], ["const d = new Date;"], ["Date()"]])(
    "clock: %s",
    (text) => expect(clockReads(file("app/points/owed.ts", text))).toHaveLength(1),
  );

  test("a form that is read past readFields", () =>
    expect(formReads(file("app/routes/app.tsx", "const form = await request.formData();"))).toHaveLength(1));

  test("a spreadsheet's file that tells an instant in UTC (merchant 39)", () => {
    const written = `import { csvLine } from "../lib/csv.ts";\nyield csvLine([at.toISOString()]);`;
    expect(foreignClocks(file("app/points/export.server.ts", written))).toHaveLength(1);
    expect(foreignClocks(file("app/api/shapes.ts", "at.toISOString()"))).toEqual([]);
  });

  test.each([
    [`import { useAppBridge } from "@shopify/app-bridge-react";`],
    [`import * as bridge from "@shopify/app-bridge-react";`],
    [`export { TitleBar } from "@shopify/app-bridge-react";`],
    [`import { Card, Page } from "@shopify/polaris";`],
    [`import {\n  Card,\n  Modal as Dialog,\n} from "@shopify/polaris";`],
    [`import * as Polaris from "@shopify/polaris";`],
    [`import { Combobox } from "@shopify/polaris";`],
    [`shopify.toast.show("saved");`],
    [`import { useFetcher, useLoaderData } from "@remix-run/react";`],
    [`import { Form } from "@remix-run/react";`],
    [`import { useBlocker } from "@remix-run/react";`],
    [`await window.shopify.saveBar.leaveConfirmation();`],
  ])("a page past its frame: %s", (text) => expect(pastTheFrame(file("app/routes/app.tsx", text))).not.toEqual([]));

  test("a way past the one door of changes", () => {
    const text = `import { follow } from "../pipeline/follow.server.ts";`;
    expect(sideDoors(file("app/routes/app.tsx", text))).toHaveLength(1);
    expect(sideDoors(file("app/pipeline/change.server.ts", `import { follow } from "./follow.server.ts";`))).toEqual([]);
    const past = [
      `import { evaluate } from "../../segments/membership.server.ts";`,
      `import { react } from "../../flows/runs/react.server.ts";`,
      `import * as flows from "../../flows/runs/react.server.ts";\nawait flows.react(tx, shop, customerIds, at);`,
    ];
    for (const text of past) expect(sideDoors(file("app/jobs/loops/loops.server.ts", text))).toHaveLength(1);
    expect(
      sideDoors(file("app/jobs/loops/loops.server.ts", `import * as flows from "../../flows/runs/react.server.ts";`)),
    ).toEqual([]);
  });

  test("an action that could end its form's page", () => {
    const action = "export async function action() {}\n";
    expect(unsafeActions(file("app/routes/app.program.rewards.$rewardId.tsx", action))).toHaveLength(1);
    const own = `${action}export async function clientAction() {}`;
    expect(unsafeActions(file("app/routes/app.settings.tsx", own))).toHaveLength(1);
  });

  test.each(["/app", "/app/customers", "/app/customers/${customerId}", "/app?index"])("an address written out: %s", (address) =>
    expect(writtenAddresses(file("app/components/x.tsx", `const link = \`${address}\`;`))).toHaveLength(1),
  );
  test("what is allowed stays allowed", () => {
    expect(upwardImports(file("app/points/settle.server.ts", `import { a } from "../customers/order-net.ts";`))).toEqual([]);
    expect(impureImports(file("app/points/owed.ts", `import type { Db } from "../db.server.ts";`))).toEqual([]);
    expect(clockReads(file("app/lib/time.ts", "new Date(iso); // never Date.now()"))).toEqual([]);
    expect(environmentReads(file("app/env.server.ts", "process.env"))).toEqual([]);
    expect(
      pastTheFrame(file("app/components/page/toast.ts", `import { useAppBridge } from "@shopify/app-bridge-react";`)),
    ).toEqual([]);
    expect(pastTheFrame(file("app/routes/app.tsx", `import { Link, useLoaderData } from "@remix-run/react";`))).toEqual([]);
    const safe = `export async function action() {}\nexport { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";`;
    expect(unsafeActions(file("app/routes/app.settings.tsx", safe))).toEqual([]);
    const asked = safe.replace("shouldRevalidate", "clientLoader");
    expect(unsafeActions(file("app/routes/app.x.json.ts", `${asked}\nexport const shouldRevalidate = () => false;`))).toEqual([]);
    expect(unsafeActions(file("app/routes/app.x.json.ts", asked))).toHaveLength(1);
    expect(pastTheFrame(file("app/routes/app.tsx", `import { Card, PageActions, Text } from "@shopify/polaris";`))).toEqual([]);
  });
});
