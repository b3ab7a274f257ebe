import { UNSAFE_ErrorResponseImpl as ErrorResponse } from "@remix-run/router";
import { describe, expect, test, vi } from "vitest";

import { failureIn, failureOf, type Failed } from "../../app/components/page/posting/failure.ts";
import { clientAction, clientLoader, shouldRevalidate } from "../../app/components/page/posting/route.ts";

const refused = (status: number, data: unknown = "") => new ErrorResponse(status, "", data);
const failWith = (thrown: unknown) => vi.fn<() => Promise<unknown>>().mockRejectedValue(thrown);
type ActionArgs = Parameters<typeof clientAction>[0];
type LoaderArgs = Parameters<typeof clientLoader>[0];
const act = (serverAction: () => Promise<unknown>) => clientAction({ serverAction } as unknown as ActionArgs);

describe("why there is no answer (merchant 8)", () => {
  test.each([
    ["Chromium", new TypeError("Failed to fetch")],
    ["Firefox", new TypeError("NetworkError when attempting to fetch resource.")],
    ["Safari", new TypeError("Load failed")],
  ])("%s without a connection", (_browser, error) => expect(failureOf(error)).toEqual({ cause: "offline" }));

  test("a mistake of ours is none of the connection", () => {
    expect(failureOf(new TypeError("Cannot read properties of undefined"))).toEqual({ cause: "failed", reference: null });
  });

  test("an answer's status and reference", () => {
    expect(failureOf(refused(500, { reference: "7F3A91C2" }))).toEqual({ cause: "failed", reference: "7F3A91C2" });
    expect(failureOf(refused(503))).toEqual({ cause: "failed", reference: null });
    expect(failureOf(refused(404, "reward"))).toEqual({ cause: "gone" });
    expect(failureOf(refused(422))).toEqual({ cause: "refused" });
  });
});

describe("the action of every route in the browser (merchant 2)", () => {
  test("hands on what the server answers, and its redirects", async () => {
    const elsewhere = new Response(null, { status: 302, headers: { Location: "/app" } });
    expect(await act(() => Promise.resolve({ ok: true }))).toEqual({ ok: true });
    await expect(act(failWith(elsewhere))).rejects.toBe(elsewhere);
  });

  test.each([
    [503, false, true],
    [409, true, true],
    [422, true, true],
    [200, true, true],
    [undefined, true, true],
    [503, false, false],
    [409, true, false],
    [422, false, false],
  ])(
    "after an answer of %s the page's data is read anew: %s, where Remix by itself says %s (left 22)",
    (actionStatus, anew, defaultShouldRevalidate) => {
      expect(shouldRevalidate({ actionStatus, defaultShouldRevalidate } as Parameters<typeof shouldRevalidate>[0])).toBe(anew);
    },
  );

  test("answers a failure in the place of the page's error, with a status by which the page's data is not read anew", async () => {
    for (const answer of [
      act(failWith(new TypeError("Failed to fetch"))),
      clientLoader({ serverLoader: failWith(new TypeError("Failed to fetch")) } as unknown as LoaderArgs),
    ]) {
      const response = (await answer) as Response;
      expect(response.status).toBe(503);
      const failed = (await response.json()) as Failed;
      expect(failureIn(failed)).toEqual({ cause: "offline" });
    }
    expect([{ ok: true }, null, undefined, "failure"].map(failureIn)).toEqual([null, null, null, null]);
  });
});
