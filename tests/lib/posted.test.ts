import { expect, test } from "vitest";

import { readFields, readUpTo } from "../../app/lib/posted.ts";

const post = (body: BodyInit, type?: string) =>
  new Request("http://app.example", {
    method: "POST",
    body,
    duplex: "half",
    headers: type === undefined ? {} : { "Content-Type": type },
  });

test.each<[string, Request]>([
  ["JSON", post("{}", "application/json")],
  ["text", post("a=1", "text/plain")],
  ["a form without a boundary", post("a=1", "multipart/form-data")],
  ["a broken form", post("--x\r\nnonsense", "multipart/form-data; boundary=x")],
  ["bytes of no type", post(new Uint8Array([1, 2]))],
  [
    "a body that breaks off",
    post(new ReadableStream({ pull: (controller) => controller.error(new Error("gone")) }), "application/x-www-form-urlencoded"),
  ],
])("%s is no form: 400, and no error for the log (security-faults 13)", async (_name, request) => {
  const thrown: unknown = await readFields(request).catch((answer: unknown) => answer);
  expect(thrown).toBeInstanceOf(Response);
  expect((thrown as Response).status).toBe(400);
});

test("a body that breaks off is nobody's error here, however it is read", async () => {
  const body = new ReadableStream({ pull: (controller) => controller.error(new Error("gone")) });
  const thrown: unknown = await readUpTo(post(body), 100).catch((answer: unknown) => answer);
  expect((thrown as Response).status).toBe(400);
});

test("forms are read, in both encodings", async () => {
  const form = new FormData();
  form.set("a", "1");
  for (const body of [form, new URLSearchParams({ a: "1" })]) expect((await readFields(post(body))).get("a")).toBe("1");
});
