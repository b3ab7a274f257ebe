// window.shopify, put together from the other parts. Last of them.
((bridge) => {
  const { config, embedded, ask, tell, on } = bridge;

  const toasts = new Map();
  on("toast:action", ({ id }) => toasts.get(id)?.onAction?.());
  on("toast:gone", ({ id, dismissed }) => {
    if (dismissed) toasts.get(id)?.onDismiss?.();
    toasts.delete(id);
  });
  let lastToast = 0;
  const toast = {
    show: (message, { duration = 5000, isError = false, action, onAction, onDismiss } = {}) => {
      lastToast += 1;
      const id = `toast-${lastToast}`;
      toasts.set(id, { onAction, onDismiss });
      tell("toast", { id, message: String(message), duration, isError, action });
      return id;
    },
    hide: (id) => tell("toast:hide", { id }),
  };

  const onlyOnPos = (name) => async () => {
    throw new Error(`shopify.${name} works only in Shopify POS or the mobile app`);
  };
  const tools = new Map();

  window.shopify = {
    config,
    origin: bridge.shellOrigin,
    ready: Promise.resolve(),
    environment: { embedded, mobile: false, pos: false, intent: false },
    setSignals: () => undefined,
    idToken: bridge.idToken,
    user: () => ask("user"),
    loading: (isLoading = true) => tell("loading", { isLoading }),
    toast,
    saveBar: bridge.saveBar,
    modal: bridge.modal,
    resourcePicker: async (options) => {
      const selection = await ask("resourcePicker", {
        ...options,
        selectionIds: (options.selectionIds ?? []).map(({ id }) => id),
      });
      if (selection === null) return undefined;
      return Object.assign(selection, { selection });
    },
    picker: async (options) => ({ selected: ask("picker", options).then((ids) => ids ?? undefined) }),
    scopes: {
      query: () => ask("scopes"),
      request: (scopes) => ask("scopes:request", { scopes }),
      revoke: (scopes) => ask("scopes:revoke", { scopes }),
    },
    app: { extensions: () => ask("extensions") },
    webVitals: bridge.webVitals,
    support: { registerHandler: async (handler) => void (bridge.support = handler) },
    reviews: {
      request: async () => ({
        success: false,
        code: "merchant-ineligible",
        message: "Reviews are not asked for in a local stand-in",
      }),
    },
    intents: { request: { value: null, subscribe: () => () => undefined }, register: () => () => undefined },
    scanner: { capture: onlyOnPos("scanner.capture") },
    pos: { close: onlyOnPos("pos.close"), device: onlyOnPos("pos.device"), location: onlyOnPos("pos.location") },
    shopifyQL: { available: async () => false },
    tools: {
      register: (name, handler) => {
        tools.set(name, handler);
        return () => tools.delete(name);
      },
      unregister: (name) => void tools.delete(name),
      clear: () => tools.clear(),
    },
  };
})(window.standInAppBridge);
