import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { urlIssue } from "../../app/deliveries/receiver.ts";
import { guardedLookup, isPublic } from "../../app/deliveries/webhook/addresses.server.ts";
import { post } from "../../app/deliveries/webhook/send.server.ts";
import { secretText } from "../../app/deliveries/webhook/sign.ts";

/** Where a receiver may be: in the world, and nowhere near us. */
const inside = [
  ...["127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255"],
  ...["192.168.0.1", "192.168.255.255", "169.254.169.254", "169.254.170.2", "100.64.0.1", "100.127.255.255", "100.100.100.200"],
  ...[
    "192.0.0.1",
    "192.0.0.192",
    "192.0.2.5",
    "192.88.99.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
  ],
  ...[
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::ffff:169.254.169.254",
    "::ffff:8.8.8.8",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
  ],
  ...[
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::",
    "3fff::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
  ],
  ...["", "localhost", "1.2.3", "example.com"],
];
const outside = [
  "1.1.1.1",
  "8.8.8.8",
  "93.184.215.14",
  "172.15.0.1",
  "172.32.0.1",
  "100.63.255.255",
  "192.167.0.1",
  "2606:4700:4700::1111",
  "2a00:1450:4001::1",
];

test.each(inside)("%s is no address of the world's (hostile: outgoing webhooks)", (address) =>
  expect(isPublic(address)).toBe(false),
);
test.each(outside)("%s is one", (address) => expect(isPublic(address)).toBe(true));

describe("a URL is a receiver's", () => {
  const urls: [string, string][] = [
    ["http://example.com/hook", "not-https"],
    ["ftp://example.com", "not-https"],
    ["file:///etc/passwd", "not-https"],
    ["javascript:alert(1)", "not-https"],
    ["gopher://example.com", "not-https"],
    ["example.com/hook", "not-a-url"],
    ["", "not-a-url"],
    ["https://", "not-a-url"],
    ["https://user:pass@example.com", "credentials"],
    ["https://example.com@10.0.0.1/", "credentials"],
    ["https://127.0.0.1/hook", "address"],
    ["https://2130706433/", "address"],
    ["https://0x7f.1/", "address"],
    ["https://0177.0.0.1/", "address"],
    ["https://127.1/", "address"],
    ["https://1.1.1.1/", "address"],
    ["https://[::1]/", "address"],
    ["https://[::ffff:169.254.169.254]/", "address"],
    ["https://①②⑦.⓪.⓪.①/", "address"],
    ["https://localhost/", "address"],
    ["https://localhost./", "address"],
    ["https://metadata/", "address"],
    ["https://metadata.google.internal/", "address"],
    ["https://printer.local/", "address"],
    ["https://app.localhost/", "address"],
    ["https://example.com:22/", "port"],
    ["https://example.com:6379/", "port"],
    [`https://example.com/${"x".repeat(500)}`, "too-long"],
  ];
  test.each(urls)("not where it is %s: %s (hostile: outgoing webhooks)", (url, issue) =>
    expect(urlIssue(url, false)).toBe(issue),
  );
  test.each(["https://example.com", "https://hooks.example.co.uk:8443/a?b=c", "https://xn--bcher-kva.example/"])(
    "where it is %s",
    (url) => expect(urlIssue(url, false)).toBeNull(),
  );
  test("on this machine only by the sandbox's switch, and nowhere else inside", () => {
    expect([urlIssue("http://127.0.0.1:4000/", true), urlIssue("http://localhost:4000/", true)]).toEqual([null, null]);
    expect([urlIssue("http://10.0.0.1/", true), urlIssue("http://example.com/", true)]).toEqual(["not-https", "not-https"]);
    expect(urlIssue("ftp://127.0.0.1/", true)).toBe("not-https");
  });
});

describe("what is sent", () => {
  let server: Server;
  let origin: string;
  const heard: { headers: Record<string, unknown>; body: string; url: string }[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (part: Buffer) => (body += part.toString()));
      request.on("end", () => {
        heard.push({ headers: request.headers, body, url: request.url ?? "" });
        if (request.url === "/hangs") return;
        if (request.url === "/moves") response.writeHead(302, { location: "http://169.254.169.254/latest/meta-data" }).end();
        else if (request.url === "/gone") response.writeHead(410).end();
        else if (request.url === "/switches") response.writeHead(101, { connection: "Upgrade", upgrade: "other" }).end();
        else if (request.url === "/fails") response.writeHead(500).end("no");
        else if (request.url === "/floods") {
          response.writeHead(200);
          const chunk = Buffer.alloc(64 * 1024);
          const flood = () => {
            while (!response.destroyed && response.write(chunk));
          };
          response.on("drain", flood).on("error", () => undefined);
          flood();
        } else response.writeHead(204).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.closeAllConnections());
  afterAll(() => server.close());

  const secrets = [secretText(Buffer.alloc(32, 7))];
  const parcel = { id: "evt_1_1", body: '{"type":"points.changed"}', gone: false };
  const at = new Date("2026-06-10T10:00:00.900Z");
  const send = (url: string, local = true, more: object = {}) => post({ url, secrets }, parcel, at, { local, ...more });

  test("is signed, and known by its headers", async () => {
    expect(await send(`${origin}/hook?x=1`)).toEqual({ ok: true, status: 204 });
    const { headers, body, url } = heard.at(-1) ?? { headers: {}, body: "", url: "" };
    expect([body, url, headers["content-type"]]).toEqual([parcel.body, "/hook?x=1", "application/json"]);
    expect(headers).toMatchObject({
      "webhook-id": "evt_1_1",
      "webhook-timestamp": "1781085600",
      // By hand: echo -n 'evt_1_1.1781085600.{"type":"points.changed"}' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0707…07 -binary | base64
      "webhook-signature": "v1,tOzau7dEWeRwcLs1TL2aKWiL99+0EZX5x2SM28Z5lCg=",
    });
  });

  test("goes where it is sent, and nowhere from there", async () => {
    expect(await send(`${origin}/moves`)).toEqual({ ok: false, status: 302, problem: "redirect" });
    expect(await send(`${origin}/gone`)).toEqual({ ok: false, status: 410, problem: "gone" });
    expect(await send(`${origin}/fails`)).toEqual({ ok: false, status: 500, problem: "status" });
  });

  test("waits for no answer that does not come, and reads none that does not end", async () => {
    expect(await send(`${origin}/hangs`, true, { patienceMs: 50 })).toEqual({ ok: false, status: null, problem: "timeout" });
    expect(await send(`${origin}/floods`)).toEqual({ ok: true, status: 200 });
    // Node ends it without an error, and the patience with it.
    expect(await send(`${origin}/switches`)).toEqual({ ok: false, status: null, problem: "unreachable" });
  });

  test("goes to nobody on this machine without the switch, whatever was saved (hostile: outgoing webhooks)", async () => {
    const before = heard.length;
    const https = origin.replace("http:", "https:");
    for (const url of [origin, https, "https://[::1]/", "https://169.254.169.254/"])
      expect(await send(url, false)).toEqual({ ok: false, status: null, problem: "refused-address" });
    // Name servers know this name or not; either way nothing is sent.
    expect(await send(https.replace("127.0.0.1", "localhost"), false)).toMatchObject({ ok: false, status: null });
    expect(heard).toHaveLength(before);
  });

  test("goes to the address that was looked at, and to none of a name that leads inside as well (hostile: DNS rebinding)", async () => {
    const leads = (...addresses: string[]) =>
      guardedLookup(false, ((_name: string, _options: object, done: (error: null, found: object[]) => void) =>
        done(
          null,
          addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
        )) as never);
    const found = (lookup: ReturnType<typeof guardedLookup>, all: boolean) =>
      new Promise((resolve) => lookup("hooks.example.com", { all }, (error, address) => resolve(error?.name ?? address)));
    expect(await found(leads("93.184.215.14"), false)).toBe("93.184.215.14");
    expect(await found(leads("93.184.215.14", "2606:4700:4700::1111"), true)).toHaveLength(2);
    for (const bad of ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "::ffff:10.0.0.1", "fd00::1"]) {
      expect(await found(leads(bad), true)).toBe("RefusedAddressError");
      expect(await found(leads("93.184.215.14", bad), true)).toBe("RefusedAddressError");
      expect(await found(leads(bad), false)).toBe("RefusedAddressError");
    }
    expect(await found(leads(), true)).toBe("RefusedAddressError");
    // The name leads to a server that listens, and nothing arrives there.
    const before = heard.length;
    const outcome = await send(origin.replace("http:", "https:").replace("127.0.0.1", "hooks.example.com"), false, {
      lookup: leads("127.0.0.1"),
    });
    expect([outcome, heard.length]).toEqual([{ ok: false, status: null, problem: "refused-address" }, before]);
  });
});
