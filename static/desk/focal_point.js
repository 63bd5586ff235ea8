// Lets an editor show with a click, or with the arrow keys, what must stay in sight when the picture is cut.
// The two numbers in the form are what is saved; without this they are typed.
"use strict";
{
  const STEP = 0.01;
  const LONG_STEP = 0.1; // with the shift key

  const attach = (box) => {
    const fields = { x: document.getElementById(box.dataset.x), y: document.getElementById(box.dataset.y) };
    if (!fields.x || !fields.y) return; // somebody who may only look
    const mark = document.createElement("button");
    mark.type = "button";
    mark.className = "focal-mark";
    mark.setAttribute("aria-label", "Focal point; the arrow keys move it");
    const said = document.createElement("span");
    said.className = "visually-hidden";
    said.setAttribute("aria-live", "polite");
    box.append(mark, said);

    const within = (value) => Math.min(1, Math.max(0, Math.round(value * 100) / 100));
    const now = (axis) => within(Number.parseFloat(fields[axis].value.replace(",", ".")) || 0);
    const show = () => {
      mark.style.setProperty("inset-inline-start", `${now("x") * 100}%`);
      mark.style.setProperty("inset-block-start", `${now("y") * 100}%`);
    };
    const set = (x, y) => {
      fields.x.value = within(x);
      fields.y.value = within(y);
      for (const field of [fields.x, fields.y]) field.dispatchEvent(new Event("change", { bubbles: true }));
      said.textContent = `${Math.round(now("x") * 100)} % from the left, ${Math.round(now("y") * 100)} % from the top`;
      show();
    };

    box.addEventListener("click", (event) => {
      if (event.target === mark) return;
      const frame = box.querySelector("img").getBoundingClientRect();
      set((event.clientX - frame.left) / frame.width, (event.clientY - frame.top) / frame.height);
      mark.focus({ preventScroll: true });
    });
    mark.addEventListener("keydown", (event) => {
      const step = event.shiftKey ? LONG_STEP : STEP;
      const move = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
      if (!move) return;
      event.preventDefault();
      set(now("x") + move[0], now("y") + move[1]);
    });
    for (const field of [fields.x, fields.y]) field.addEventListener("input", show);
    show();
  };

  addEventListener("DOMContentLoaded", () => document.querySelectorAll(".focal-point").forEach(attach));
}
