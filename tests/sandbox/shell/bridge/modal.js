// ui-modal: a real dialog inside the app's frame, whose content stays where the app put it; the shell darkens around it.
((bridge) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { display: contents; }
    ::slotted(ui-title-bar), ::slotted(ui-save-bar) { display: none; }
    dialog { border: 0; border-radius: 16px; padding: 0; width: min(var(--width, 620px), calc(100vw - 16px)); max-height: calc(100dvh - 32px);
      background: #fff; color: #303030; box-shadow: 0 20px 40px rgb(0 0 0 / 30%); font: 14px/1.45 Inter, system-ui, sans-serif; overflow: hidden; }
    dialog[open] { display: flex; flex-direction: column; }
    dialog::backdrop { background: rgb(0 0 0 / 60%); }
    dialog.small { --width: 380px; } dialog.large { --width: 980px; }
    dialog.max { --width: 100vw; height: calc(100dvh - 16px); max-height: none; }
    header { display: flex; align-items: center; gap: 12px; padding: 12px 12px 12px 16px; background: #f3f3f3; border-bottom: 1px solid #e3e3e3; }
    h2 { font-size: 14px; font-weight: 650; margin: 0; flex: 1; overflow-wrap: anywhere; }
    .content { overflow: auto; min-height: 0; flex: 1; }
    iframe { border: 0; width: 100%; min-height: 50dvh; height: 100%; display: block; }
    footer { display: flex; justify-content: flex-end; flex-wrap: wrap; gap: 8px; padding: 12px 16px; border-top: 1px solid #e3e3e3; }
    footer:empty { display: none; }
    button { font: inherit; font-weight: 600; min-height: 32px; border-radius: 8px; padding: 4px 12px; border: 1px solid #c4c4c4; background: #fff; color: #303030; cursor: pointer; }
    button:hover { background: #f4f4f4; }
    button.primary { background: #303030; border-color: #303030; color: #fff; }
    button.critical { background: #b7091b; border-color: #b7091b; color: #fff; }
    button:disabled { background: #f2f2f2; border-color: #ebebeb; color: #757575; cursor: default; }
    button.close { border: 0; background: none; font-size: 20px; line-height: 1; width: 32px; padding: 0; }
    :focus-visible { outline: 2px solid #005bd3; outline-offset: 1px; }
  `);
  const german = bridge.config.locale.startsWith("de");

  customElements.define(
    "ui-modal",
    class Modal extends HTMLElement {
      constructor() {
        super();
        const root = this.attachShadow({ mode: "open" });
        root.adoptedStyleSheets = [sheet];
        root.innerHTML = `<dialog aria-labelledby="title"><header><h2 id="title"></h2><button class="close" type="button">×</button></header>
          <div class="content"><slot></slot></div><footer></footer></dialog>`;
        this.dialog = root.querySelector("dialog");
        const close = root.querySelector(".close");
        close.setAttribute("aria-label", german ? "Schließen" : "Close");
        close.addEventListener("click", () => void this.hide());
        this.dialog.addEventListener("cancel", (event) => {
          event.preventDefault();
          void this.hide();
        });
        this.dialog.addEventListener("click", (event) => {
          if (event.target === this.dialog) void this.hide();
        });
      }
      get variant() {
        return this.getAttribute("variant") ?? "base";
      }
      set variant(value) {
        this.setAttribute("variant", value);
      }
      get src() {
        return this.getAttribute("src") ?? undefined;
      }
      set src(value) {
        this.setAttribute("src", value);
      }
      get content() {
        return [...this.children].find((child) => !["ui-title-bar", "ui-save-bar"].includes(child.localName));
      }
      set content(element) {
        this.content?.remove();
        this.append(element);
      }
      get contentWindow() {
        return this.shadowRoot.querySelector("iframe")?.contentWindow ?? null;
      }
      disconnectedCallback() {
        void this.hide();
      }
      describe() {
        const bar = this.querySelector("ui-title-bar");
        this.dialog.className = this.variant;
        this.shadowRoot.querySelector("h2").textContent = bar?.getAttribute("title") ?? document.title;
        const buttons = (bar === null ? [] : bridge.buttonsOf(bar)).map(
          ({ index, label, variant, critical, disabled, loading }) => {
            const button = Object.assign(document.createElement("button"), {
              type: "button",
              textContent: label,
              disabled: disabled || loading,
            });
            if (loading) button.setAttribute("aria-busy", "true");
            if (variant === "primary") button.classList.add(critical ? "critical" : "primary");
            button.addEventListener("click", () => bridge.press(bar, index));
            return { button, primary: variant === "primary" };
          },
        );
        const ordered = [...buttons.filter(({ primary }) => !primary), ...buttons.filter(({ primary }) => primary)];
        this.shadowRoot.querySelector("footer").replaceChildren(...ordered.map(({ button }) => button));
      }
      async show() {
        if (this.dialog.open || !this.isConnected) return;
        this.describe();
        if (this.src !== undefined) {
          const frame = Object.assign(document.createElement("iframe"), { src: bridge.embeddedAddress(this.src) });
          frame.title = this.shadowRoot.querySelector("h2").textContent;
          this.shadowRoot.querySelector(".content").replaceChildren(frame);
        }
        this.dialog.showModal();
        this.observer = bridge.watch(this, () => this.dialog.open && this.describe());
        bridge.tell("modal", { open: true });
        this.dispatchEvent(new CustomEvent("show"));
      }
      async hide() {
        if (!this.dialog.open) return;
        this.observer?.disconnect();
        this.dialog.close();
        bridge.tell("modal", { open: false });
        this.dispatchEvent(new CustomEvent("hide"));
      }
      async toggle() {
        await (this.dialog.open ? this.hide() : this.show());
      }
    },
  );

  const modalOf = (id) => {
    const modal = document.getElementById(id);
    if (modal?.localName !== "ui-modal") throw new Error(`There is no ui-modal with the id ${id}`);
    return modal;
  };
  bridge.modal = {
    show: async (id) => modalOf(id).show(),
    hide: async (id) => modalOf(id).hide(),
    toggle: async (id) => modalOf(id).toggle(),
  };
})(window.standInAppBridge);
