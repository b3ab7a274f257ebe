import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync, readFileSync, chmodSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { copyTree } from "../../sandbox/process/copy-tree.ts";
import { loadMails, saveMails } from "../../sandbox/mailbox/kept-mails.ts";
import { parseMessage } from "../../sandbox/mailbox/message.ts";
import { keyOf } from "../../sandbox/process/prepared.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "reprise-copies-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a copied folder has the files, modes and owners of the one that it comes from", () => {
  const [from, to] = [join(folder, "from"), join(folder, "to")];
  mkdirSync(join(from, "base/1"), { recursive: true });
  chmodSync(from, 0o700);
  writeFileSync(join(from, "base/1/relation"), "rows", { mode: 0o600 });
  copyTree(from, to);
  expect(readFileSync(join(to, "base/1/relation"), "utf8")).toBe("rows");
  for (const path of ["", "base/1/relation"]) {
    const [original, copy] = [statSync(join(from, path)), statSync(join(to, path))];
    expect([copy.mode, copy.uid, copy.gid]).toEqual([original.mode, original.uid, original.gid]);
  }
});

test("mails of an earlier run come back, and lead to where everything is now, even if that is where something else was", async () => {
  const file = join(folder, "mails");
  const before = ["http://127.0.0.1:12000", "http://127.0.0.1:12001"] as const;
  const now = ["http://127.0.0.1:11999", "http://127.0.0.1:12000"] as const;
  const links = ([picture, app]: readonly [string, string]) =>
    `<a href="${app}/preferences?t=a"><img src="${picture}/cdn/a.svg" alt=""></a> http://127.0.0.1:120001`;
  const source = [
    ...["From: shop@example.com", "To: lena@example.com", "Subject: Points", `List-Unsubscribe: <${before[1]}/unsubscribe?t=a>`],
    ...["Content-Type: text/html", "", links(before)],
  ].join("\r\n");
  const envelope = { from: "shop@example.com", recipients: ["lena@example.com"] };
  const mail = await parseMessage(Buffer.from(source), envelope, new Date("2026-05-05T05:05:05Z"));
  saveMails([mail], before, file);
  expect(loadMails(file, before)).toEqual([mail]);
  const [moved] = loadMails(file, now);
  expect(moved).toMatchObject({ id: mail.id, receivedAt: mail.receivedAt, listUnsubscribe: `${now[1]}/unsubscribe?t=a` });
  expect(moved?.html?.trim()).toBe(links(now));
  expect(moved?.raw).toContain(links(now));
});

test("a run that was killed has kept no mails", () => {
  expect(loadMails(join(folder, "mails"), ["http://127.0.0.1:4600"])).toEqual([]);
});

test("a beginning is copied only while app, sandbox and day are those that it was lived by", () => {
  const noon = new Date("2026-11-30T12:00:00+01:00");
  const write = (path: string, text: string) => {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), text);
    return keyOf(folder, noon);
  };
  const first = write("app/points/owed.ts", "a");
  expect(write("app/points/README.md", "about it")).toBe(first);
  expect(write("tests/points/owed.test.ts", "a")).toBe(first);
  expect(keyOf(folder, new Date("2026-11-30T23:59:00+01:00"))).toBe(first);
  const others = [
    keyOf(folder, new Date("2026-12-01T00:00:00+01:00")),
    write("app/points/owed.ts", "b"),
    write("prisma/migrations/20261130000000_one/migration.sql", "select 1"),
    write("tests/sandbox/history/plan.ts", "a"),
    write("tests/support/postgres.ts", "a"),
    write("package-lock.json", "{}"),
  ];
  expect(new Set([first, ...others]).size).toBe(7);
});
