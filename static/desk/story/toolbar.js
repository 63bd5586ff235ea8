// The row of buttons over the text. One of them is in the way of the Tab key, the arrow keys lead to the others.

const button = ({ label, text, keys = "", className = "" }) => {
  const made = document.createElement("button");
  made.type = "button";
  made.tabIndex = -1;
  made.className = `tool ${className}`.trim();
  made.textContent = text || label;
  if (text) made.setAttribute("aria-label", label);
  made.title = keys ? `${label} (${keys})` : label;
  return made;
};

export class Toolbar {
  // `groups` are lists of {label, text, run, isOn, isOffered, isThere}; a tool that is not there now is hidden.
  constructor(editor, groups, controls) {
    this.editor = editor;
    this.tools = [];
    this.dom = document.createElement("div");
    this.dom.className = "toolbar";
    this.dom.setAttribute("role", "toolbar");
    this.dom.setAttribute("aria-label", "Formatting");
    this.dom.setAttribute("aria-controls", controls);
    for (const group of groups) {
      const box = document.createElement("div");
      box.className = "tool-group";
      for (const tool of group) {
        const dom = button(tool);
        dom.addEventListener("click", () => {
          if (dom.getAttribute("aria-disabled") === "true") return;
          editor.view.focus(); // at once, so that no letter is lost that is typed right after
          tool.run(editor);
        });
        this.tools.push({ ...tool, dom });
        box.append(dom);
      }
      this.dom.append(box);
    }
    this.dom.addEventListener("keydown", (event) => this.move(event));
    this.dom.addEventListener("focusin", (event) => this.stand(event.target));
    editor.on("transaction", () => this.show());
    this.show();
    this.stand(this.shown()[0]);
  }

  shown() {
    return this.tools.map(({ dom }) => dom).filter((dom) => !dom.hidden);
  }

  stand(dom) {
    if (!dom?.matches(".tool")) return;
    for (const tool of this.tools) tool.dom.tabIndex = tool.dom === dom ? 0 : -1;
  }

  focus() {
    this.dom.querySelector("[tabindex='0']:not([hidden])")?.focus();
  }

  move(event) {
    const shown = this.shown();
    const at = shown.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: shown.length - 1 }[event.key];
    if (event.key === "Escape") this.editor.commands.focus();
    if (to === undefined || at < 0) return;
    event.preventDefault();
    shown[(to + shown.length) % shown.length].focus();
  }

  show() {
    for (const { dom, isOn, isOffered, isThere } of this.tools) {
      const hidden = isThere ? !isThere(this.editor) : false;
      if (dom.hidden !== hidden) dom.hidden = hidden;
      if (isOn) dom.setAttribute("aria-pressed", String(isOn(this.editor)));
      if (isOffered) dom.setAttribute("aria-disabled", String(!isOffered(this.editor)));
    }
    if (!this.dom.querySelector("[tabindex='0']:not([hidden])")) this.stand(this.shown()[0]);
  }
}
