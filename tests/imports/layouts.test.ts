import { describe, expect, test } from "vitest";

import { recognise } from "../../app/imports/file/layouts.ts";

describe("a file is recognised by its columns", () => {
  test.each([
    ["smile", ["Email", "First name", "Points balance", "Member status", "VIP tier", "Date of birth"], [0, 2, 4, 5]],
    ["smile", ["id", "email", "state", "points_balance", "referral_url", "date_of_birth"], [1, 3, undefined, 5]],
    ["loyaltylion", ["merchant_id", "email", "points_approved", "points_pending", "loyalty_tier_name", "birthday"], [1, 2, 4, 5]],
    ["rivo", ["Email", "Points Balance", "Birthdate", "VIP Tier", "Activation Date", "Credits Balance"], [0, 1, 3, 2]],
    ["yotpo", ["Full Name", "Email", "Points Balance", "Points Spent", "Birthday (MM/DD)"], [1, 2, undefined, 4]],
    ["joy", ["Email", "Name", "Membership Type", "Points", "Birthday", "Created Date"], [0, 3, 2, 4]],
    ["joy", ["Email", "Points", "Birthday(MM/DD)"], [0, 1, undefined, 2]],
    ["plain", ["email", "points"], [0, 1, undefined, undefined]],
    ["plain", ["E-Mail-Adresse", "Punktestand", "Stufe", "Geburtstag"], [0, 1, 2, 3]],
    ["plain", ["customer_id", "email", "points", "points_pending_x", "tier", "birthday"], [1, 2, 4, 5]],
  ] as const)("%s: %j", (source, heading, [email, points, tier, birthday]) => {
    const { source: found, columns } = recognise(heading);
    const places = [columns.email, columns.points, columns.tier, columns.birthday].map((column) => column?.index);
    expect([found, places]).toEqual([source, [email, points, tier, birthday]]);
  });

  test("our own export of balances is a plain table", () => {
    const heading = ["customer_id", "email", "first_name", "last_name", "points", "points_pending", "points_lifetime"];
    expect(recognise([...heading, "expiring_points", "expiring_at", "tier", "tier_since", "birthday"])).toMatchObject({
      source: "plain",
      columns: { email: { index: 1 }, points: { index: 4 }, tier: { index: 9 }, birthday: { index: 11 } },
    });
  });
});
