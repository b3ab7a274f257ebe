import { expect, it } from "vitest";

import { isSignature, signatureOf } from "../../app/messages/links/signature.ts";

it("a signature of one kind of link is worth nothing for another, whatever it binds", () => {
  const secrets = ["a-secret-of-some-length"] as const;
  const signed = signatureOf("unsubscribe", "7-1", secrets[0]);
  expect(isSignature(signed, "unsubscribe", "7-1", secrets)).toBe(true);
  expect(isSignature(signed, "sender", "7-1", secrets)).toBe(false);
});
