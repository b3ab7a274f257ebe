// Session tokens: asked of the shell, put on the app's own requests, renewed when the app says that one is no longer good.
((bridge) => {
  const RENEW_BEFORE_MS = 10_000;
  let held = null;
  let asked = null;

  const fresh = async () => {
    asked ??= bridge.ask("idToken").finally(() => (asked = null));
    const token = await asked;
    held = { token, until: expiryOf(token) - RENEW_BEFORE_MS };
    return token;
  };
  const idToken = async () => (held !== null && Date.now() < held.until ? held.token : fresh());

  function expiryOf(token) {
    try {
      return JSON.parse(atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/"))).exp * 1000;
    } catch {
      return 0;
    }
  }

  const plainFetch = window.fetch.bind(window);
  if (bridge.embedded && !bridge.config.disabledFeatures.includes("fetch")) {
    window.fetch = async (input, init) => {
      const isRequest = input instanceof Request;
      const url = new URL(isRequest ? input.url : input, location.href);
      const headers = new Headers(init?.headers ?? (isRequest ? input.headers : undefined));
      if (url.origin !== location.origin || headers.has("Authorization")) return plainFetch(input, init);
      headers.set("X-Requested-With", "XMLHttpRequest");
      if (!headers.has("Accept-Language")) headers.set("Accept-Language", bridge.config.locale);
      const send = (token) => {
        headers.set("Authorization", `Bearer ${token}`);
        return plainFetch(isRequest ? input.clone() : input, { ...init, headers });
      };
      let response = await send(await idToken());
      const onceMore = response.status === 401 && response.headers.get("X-Shopify-Retry-Invalid-Session-Request") === "1";
      if (onceMore && !(init?.body instanceof ReadableStream)) response = await send(await fresh());
      const elsewhere = response.headers.get("X-Shopify-API-Request-Failure-Reauthorize-Url");
      if (elsewhere !== null) window.open(elsewhere, "_top");
      return response;
    };
  }

  /** The bounce page: a document was asked for without a good token; come back to it with one. */
  const reload = new URLSearchParams(location.search).get("shopify-reload");
  if (bridge.embedded && reload !== null) {
    const target = new URL(reload, location.href);
    if (target.origin === location.origin) {
      void fresh().then((token) => {
        target.searchParams.set("id_token", token);
        location.replace(target.href);
      });
    }
  }
  bridge.bouncing = reload !== null;
  bridge.idToken = idToken;
})(window.standInAppBridge);
