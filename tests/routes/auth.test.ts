import { ShopifyError } from "@shopify/shopify-api";
import { afterEach, expect, test, vi } from "vitest";

import { loader } from "../../app/routes/auth.$.tsx";

const library = vi.hoisted((): { throws: Error | null } => ({ throws: null }));
vi.mock("../../app/shopify.server.ts", () => ({
  authenticateAdmin: () => {
    if (library.throws !== null) throw library.throws;
    throw new Response("the library's");
  },
}));
afterEach(() => (library.throws = null));

const visit = async (path: string) => {
  const request = new Request(`http://app.example${path}`);
  const thrown = await loader({ request, params: {}, context: {} }).catch((answer: unknown) => answer);
  return thrown instanceof Response ? (thrown.headers.get("location") ?? (await thrown.text())) : thrown;
};

test.each([
  ["/auth/session-token?shop=morgenrot.myshopify.com", "the library's"],
  ["/auth/exit-iframe?shop=morgenrot.myshopify.com&exitIframe=/app", "the library's"],
  ["/auth/login", "/"],
  ["/auth/login?shop=morgenrot.myshopify.com", "/"],
  ["/auth/session-token?shop=evil.example", "/"],
  ["/auth/session-token?shop=evil.example%0d%0aSet-Cookie:%20a=b", "/"],
  ["/auth/session-token?shop=morgenrot.myshopify.com&shop=%3Cscript%3E", "/"],
])("%s is answered by %s", async (path, answer) => {
  expect(await visit(path)).toBe(answer);
});

test("a way out of the frame that leads nowhere is the asker's fault: 400, and nothing for the log (security-faults 13)", async () => {
  library.throws = new ShopifyError("Invalid URL");
  const request = new Request("http://app.example/auth/exit-iframe?exitIframe=https://evil.example");
  const thrown = await loader({ request, params: {}, context: {} }).catch((answer: unknown) => answer);
  expect(thrown).toBeInstanceOf(Response);
  expect((thrown as Response).status).toBe(400);
});
