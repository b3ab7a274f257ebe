import { expect, test } from "vitest";

import { secretText, signedHeaders } from "../../app/deliveries/webhook/sign.ts";
import { judge, type Received } from "../sandbox/receiver/verify.ts";

/** The sandbox's receiving end, which judges signatures by arithmetic of its own, against what the app signs. */
const now = new Date("2026-06-10T10:00:00Z");
const [ours, former, theirs] = [1, 2, 3].map((byte) => secretText(Buffer.alloc(32, byte))) as [string, string, string];
const body = Buffer.from('{"type":"tier.changed","data":{"tier":"größer"}}');

function received(secrets: readonly string[], change: Partial<Received> = {}): Received {
  const headers = signedHeaders(secrets, "evt_1_2", body.toString(), now);
  const [id, timestamp, signature] = ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) => headers[name]);
  return { id, timestamp, signature, body, ...change };
}

test.each<[string, Received, readonly string[]]>([
  ["what we signed", received([ours]), [ours]],
  ["what two secrets signed, for whoever knows the older one", received([ours, former]), [former]],
  ["one of several secrets", received([ours]), [theirs, ours]],
])("is genuine: %s", async (_what, message, secrets) => expect(await judge(message, secrets, now)).toBe("genuine"));

test.each<[string, Received, readonly string[], string]>([
  ["a secret of somebody else", received([theirs]), [ours], "signature"],
  [
    "a body that was changed",
    received([ours], { body: Buffer.from(body.toString().replace("tier", "Tier")) }),
    [ours],
    "signature",
  ],
  ["an id of another message", received([ours], { id: "evt_1_3" }), [ours], "signature"],
  ["a later time", received([ours], { timestamp: String(now.getTime() / 1000 + 1) }), [ours], "signature"],
  [
    "a signature of no version",
    received([ours], { signature: received([ours]).signature?.replace("v1,", "v2,") }),
    [ours],
    "signature",
  ],
  ["an old message that is sent again", received([ours], { timestamp: String(now.getTime() / 1000 - 301) }), [ours], "time"],
  ["no signature", received([ours], { signature: undefined }), [ours], "headers"],
  ["nobody who knows a secret", received([ours]), [], "no-secret"],
])("is refused: %s (hostile: outgoing webhooks)", async (_what, message, secrets, verdict) =>
  expect(await judge(message, secrets, now)).toBe(verdict),
);
