import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { translator } from "../../app/i18n/translate.ts";
import {
  fileOf,
  isPageKey,
  leadOf,
  movedTo,
  pageAt,
  pages,
  pagesOf,
  parentOf,
  addressAbove,
  resources,
  sectionOf,
  sections,
  to,
  type PageKey,
} from "../../app/pages.ts";

const APP = join(import.meta.dirname, "../../app");
const keys = Object.keys(pages).filter(isPageKey);

describe("the pages of the admin", () => {
  it("are at most seven sections, named as the title bar and the tabs name them (merchant 11)", () => {
    expect(sections.length).toBeLessThanOrEqual(7);
    const t = translator("en");
    expect(sections.map(({ word }) => t(word))).toEqual([
      ...["Home", "Customers", "Program", "Activity", "Messages", "Analytics", "Settings"],
    ]);
    const rows = sections.flatMap(({ tabs }) => [
      tabs.map((tab) => (typeof tab === "string" ? pages[tab].word : tab.word)),
      ...tabs.flatMap((tab) => (typeof tab === "string" ? [] : [tab.pages.map((page) => pages[page].word)])),
    ]);
    // More than seven do not stand in one line.
    expect(rows.filter((row) => row.length > 7)).toEqual([]);
    for (const locale of ["en", "de"] as const) {
      const words = translator(locale);
      for (const names of rows.map((row) => row.map((word) => words(word)))) expect(new Set(names).size).toBe(names.length);
    }
  });

  it("each belong to a section: on its tabs, or one step below a page that does (merchant 11)", () => {
    const listed = sections.flatMap((section) => section.tabs.flatMap(pagesOf));
    const tabs = new Set<PageKey>(listed);
    expect(tabs.size).toBe(listed.length);
    for (const key of keys) {
      const above = parentOf(key);
      expect([key, tabs.has(key) ? above === null : above !== null && isPageKey(above)]).toEqual([key, true]);
      // An address lies below its section's own.
      expect(pages[key].path.startsWith(pages[leadOf(sectionOf(key).tabs[0])].path)).toBe(true);
    }
  });

  it("each have a route that is named for the address, and no route is without one", () => {
    const declared = [
      ...Object.values(pages).map(fileOf),
      ...Object.values(resources).map((resource) => fileOf(resource).replace(/tsx$/, "ts")),
    ];
    expect(declared.filter((file) => !existsSync(join(APP, file)))).toEqual([]);
    const found = readdirSync(join(APP, "routes")).filter(
      (name) => name.startsWith("app.") && !["app.tsx", "app.$.tsx"].includes(name),
    );
    expect(found.filter((name) => !declared.includes(`routes/${name}`))).toEqual([]);
  });

  it("say where they are", () => {
    expect(to("home")).toBe("/app");
    expect(to("customer", { customerId: 7n }, { tab: "points" })).toBe("/app/customers/7?tab=points");
    expect(to("customers", { segment: "a&b", tier: null })).toBe("/app/customers?segment=a%26b");
    expect(to("customers", new URLSearchParams())).toBe("/app/customers");
    expect(to("reward", { rewardId: "a/b" })).toBe("/app/program/rewards/a%2Fb");
    expect([parentOf("run"), parentOf("import"), parentOf("imports"), parentOf("customer"), parentOf("segments")]).toEqual([
      ...["runs", "imports", "data", "customers", null],
    ]);
    expect(parentOf("flowPeople")).toBe("flow");
    expect(addressAbove("flowPeople", "/app/messages/flows/7/people/")).toBe("/app/messages/flows/7");
    expect(addressAbove("run", "/app/activity/runs/4")).toBeNull();
  });

  it("are known by their address", () => {
    expect([pageAt("/app"), pageAt("/app/"), pageAt("/app/customers/7"), pageAt("/app/customers/segments")]).toEqual([
      ...["home", "home", "customer", "segments"],
    ]);
    expect([pageAt("/app/activity/runs/adjust"), pageAt("/app/nothing")]).toEqual(["adjust", null]);
  });

  it("are found at their old addresses, with what was asked for there (merchant 11)", () => {
    expect(movedTo("/app/rewards/12", "?locale=de")).toBe("/app/program/rewards/12?locale=de");
    expect(movedTo("/app/program/edit/tiers", "")).toBe("/app/program/tiers");
    expect(movedTo("/app/webhook-problems/", "")).toBe("/app/settings/sync");
    expect(movedTo("/app/points-tools/runs/4", "")).toBe("/app/activity/runs/4");
    expect(movedTo("/app/nothing", "")).toBeNull();
    expect(movedTo("/app/program/edit/other", "")).toBeNull();
  });
});
