import { once } from "node:events";
import { createServer } from "node:http";
import { connect, type AddressInfo } from "node:net";

import { afterAll, beforeAll, expect, test } from "vitest";

import { endSlowSenders } from "../../app/gate/slow-senders.ts";
import { webhookHandler } from "../../app/webhooks/receive.server.ts";

/** Only what is never cut off ends by this. */
const NEVER_MS = 30_000;
const server = createServer({ connectionsCheckingInterval: 5 }, webhookHandler());

beforeAll(async () => {
  endSlowSenders(server, { headersMs: 50, requestMs: 100 });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** @returns what the server says in the end to somebody who sends this and then nothing more */
function sendAndWait(text: string): Promise<string> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve) => {
    let said = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    socket.setEncoding("utf8").on("data", (part: string) => (said += part));
    socket.on("error", () => undefined).on("close", () => resolve(said));
  });
}

const HEAD = "POST /webhooks HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";

test.each([
  ["uploads", `${HEAD}Content-Length: 2000000\r\n\r\n${"a".repeat(100_000)}`],
  ["uploads without a length", `${HEAD}Transfer-Encoding: chunked\r\n\r\n2\r\naa\r\n`],
  ["heads", HEAD],
])(
  "half-sent %s of strangers are cut off, however many there are (security-faults 14)",
  async (_name, text) => {
    const answers = await Promise.all(Array.from({ length: 60 }, () => sendAndWait(text)));
    expect(new Set(answers.map((answer) => answer.split("\r\n")[0]))).toEqual(new Set(["HTTP/1.1 408 Request Timeout"]));
  },
  NEVER_MS,
);
