import { expect, test } from "vitest";

import { membershipIn, writeMembership } from "../../../app/flows/editing/membership.ts";

test.each([
  ["segment_member = 'vip'", { key: "vip", member: true }],
  ["WHERE Segment_Member != 'at-risk'", { key: "at-risk", member: false }],
  ["NOT (segment_member = 'vip')", null],
  ["segment_member IN ('vip', 'new')", null],
  ["segment_member = 'vip' AND number_of_orders > 1", null],
  ["number_of_orders > 1", null],
  ["segment_member =", null],
  ["", null],
])("%s can be chosen from the list only if it asks for one segment (saved segments in flows)", (condition, asked) => {
  expect(membershipIn(condition)).toEqual(asked);
  if (asked !== null) expect(membershipIn(writeMembership(asked))).toEqual(asked);
});
