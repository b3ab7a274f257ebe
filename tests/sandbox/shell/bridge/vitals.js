// shopify.webVitals: the Core Web Vitals of the app's document, reported when the document is left, as App Bridge does.
((bridge) => {
  let listener = null;
  const values = new Map();
  const observe = (type, read, options = {}) => {
    if (!PerformanceObserver.supportedEntryTypes.includes(type)) return;
    new PerformanceObserver((list) => list.getEntries().forEach(read)).observe({ type, buffered: true, ...options });
  };
  const navigation = performance.getEntriesByType("navigation")[0];
  if (navigation !== undefined) values.set("TTFB", navigation.responseStart);
  observe("paint", ({ name, startTime }) => name === "first-contentful-paint" && values.set("FCP", startTime));
  observe("largest-contentful-paint", ({ startTime }) => values.set("LCP", startTime));
  let shift = { first: 0, last: 0, sum: 0 };
  values.set("CLS", 0);
  observe("layout-shift", ({ startTime, value, hadRecentInput }) => {
    if (hadRecentInput) return;
    const continues = shift.sum > 0 && startTime - shift.last < 1000 && startTime - shift.first < 5000;
    shift = continues ? { ...shift, last: startTime, sum: shift.sum + value } : { first: startTime, last: startTime, sum: value };
    values.set("CLS", Math.max(values.get("CLS"), shift.sum));
  });
  observe(
    "event",
    ({ interactionId, duration }) => interactionId > 0 && values.set("INP", Math.max(values.get("INP") ?? 0, duration)),
    { durationThreshold: 40 },
  );
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden" || listener === null) return;
    void listener({ metrics: [...values].map(([name, value]) => ({ id: `v1-${name}`, name, value, country: "DE" })) });
  });
  bridge.webVitals = {
    onReport: async (callback) => {
      listener = callback;
    },
  };
})(window.standInAppBridge);
