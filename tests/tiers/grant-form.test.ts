import { describe, expect, test } from "vitest";

import { parseGrant } from "../../app/tiers/grant-form.ts";

/** Half past midnight on 1 July in Berlin, still June in UTC. */
const NOW = new Date("2026-06-30T22:30:00Z");

function parse(fields: Record<string, string>) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return parseGrant(form, ["silver", "gold"], NOW, "Europe/Berlin");
}

describe("the form that grants a tier", () => {
  test("keeps it until the day that is named has ended in the shop", () => {
    expect(parse({ tier: "gold", until: "2026-10-24" })).toEqual({
      ok: true,
      tier: "gold",
      until: new Date("2026-10-24T22:00:00Z"),
    });
    // The clocks go back that night.
    expect(parse({ tier: "gold", until: "2026-10-25" })).toMatchObject({ until: new Date("2026-10-25T23:00:00Z") });
    expect(parse({ tier: "gold", until: "2026-07-01" })).toMatchObject({ ok: true });
  });

  test("takes a granted tier away with an empty one, whatever the day", () => {
    expect(parse({ tier: "", until: "nonsense" })).toEqual({ ok: true, tier: null, until: null });
  });

  test.each([
    ["2026-06-30"],
    ["2036-07-02"],
    ["2027-02-29"],
    ["2026-13-01"],
    ["2026-00-10"],
    ["26-10-01"],
    [""],
    ["2026-10-24; drop"],
    ["99999-01-01"],
  ])("refuses %j as a day", (until) => {
    expect(parse({ tier: "gold", until })).toEqual({ ok: false, errors: { until: "date" } });
  });

  test("refuses tiers that are not there, and no tier at all", () => {
    expect(parse({ tier: "platinum", until: "" })).toEqual({ ok: false, errors: { tier: "unknown", until: "date" } });
    expect(parse({ until: "2026-10-24" })).toEqual({ ok: false, errors: { tier: "unknown" } });
  });
});
