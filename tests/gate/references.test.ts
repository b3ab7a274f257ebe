import type { ActionFunctionArgs, ServerBuild } from "@remix-run/node";
import { afterEach, describe, expect, test, vi } from "vitest";

import { withReferences } from "../../app/gate/references.server.ts";
import { pages, resources } from "../../app/pages.ts";
import { log } from "../../app/log.server.ts";

type Handler = (args: ActionFunctionArgs) => unknown;

/** The action of a route of a build that has been through `withReferences`. */
function actionOf(path: string, action: Handler, id = path): Handler {
  const route = { id, path, module: { default: undefined, action } };
  const build = withReferences({ routes: { [id]: route } } as unknown as ServerBuild);
  return build.routes[id]?.module.action as Handler;
}

async function thrownBy(action: Handler, signal?: AbortSignal): Promise<unknown> {
  const request = new Request("http://app.example/app/settings?secret=1", {
    method: "POST",
    ...(signal === undefined ? {} : { signal }),
  });
  try {
    return await action({ request, params: {}, context: {} });
  } catch (thrown) {
    return thrown;
  }
}

const defect = new TypeError("undefined is not iterable");
const fail = () => Promise.reject(defect);

describe("what an action of the admin did not expect", () => {
  const lines = vi.spyOn(log(), "error").mockImplementation(() => undefined);
  afterEach(() => lines.mockClear());

  test("is answered with a reference that the log has too, and with nothing of the error (merchant 8)", async () => {
    const answer = await thrownBy(actionOf("app/settings", fail));
    if (!(answer instanceof Response)) throw new Error("No answer was thrown");
    expect(answer.status).toBe(500);
    const { reference, ...rest } = (await answer.json()) as { reference: string };
    expect(rest).toEqual({});
    expect(reference).toMatch(/^[0-9A-F]{8}$/);
    expect(lines.mock.calls).toEqual([[{ error: defect, reference, path: "/app/settings" }, "request failed"]]);
  });

  test("whatever page or file of the admin it is, and its layout too (merchant 8)", async () => {
    const addresses = [...Object.values(pages), ...Object.values(resources)].map(({ path }) => path.slice(1));
    for (const path of addresses) expect(await thrownBy(actionOf(path, fail, "a page's key"))).toBeInstanceOf(Response);
    expect(await thrownBy(actionOf("", fail, "routes/app"))).toBeInstanceOf(Response);
  });

  test("an answer that is thrown, a database that is away, and a request that was given up are left alone", async () => {
    const notFound = new Response("customer", { status: 404 });
    const away = Object.assign(new Error("Connection terminated unexpectedly"), { code: "57P01" });
    expect(await thrownBy(actionOf("app/settings", () => Promise.reject(notFound as unknown as Error)))).toBe(notFound);
    expect(await thrownBy(actionOf("app", () => Promise.reject(away)))).toBe(away);
    expect(await thrownBy(actionOf("app/settings", fail), AbortSignal.abort())).toBe(defect);
    expect(lines).not.toHaveBeenCalled();
  });

  test("routes of shoppers keep their own answers", async () => {
    expect(await thrownBy(actionOf("proxy/redeem", fail))).toBe(defect);
    expect(await thrownBy(actionOf("apple", fail))).toBe(defect);
  });
});
