// Keeps the panel beside a story in step with the text. Without this it shows the text as it was saved, and works alike.

const PAUSE = 700; // milliseconds without a key before the text is read again
const FIELDS = ["headline", "standfirst", "body"];

const panel = document.querySelector(".tagging-panel");

if (panel) {
  const form = panel.closest("form");
  const rows = panel.querySelector("[data-rows]");
  const said = panel.querySelector("[data-said]");
  let timer;
  let asking;
  let before = text();

  function text() {
    return JSON.stringify(FIELDS.map((name) => form.elements[name]?.value ?? ""));
  }
  const names = () => [...rows.querySelectorAll(".tag-row")].map((row) => row.dataset.name);

  // What is chosen and what is open stays so for the rows that stay.
  const chosen = () => new Map([...rows.querySelectorAll("input")].map((input) => [`${input.name}=${input.value}`, input.checked]));
  const opened = () => new Set([...rows.querySelectorAll("details[open]")].map(path));
  const path = (details) => `${details.closest(".tag-row")?.dataset.name ?? ""} ${details.className}`;

  async function read() {
    const now = text();
    if (now === before) return;
    asking?.abort();
    asking = new AbortController();
    const data = new FormData();
    for (const name of FIELDS) data.set(name, form.elements[name]?.value ?? "");
    data.set("article", panel.dataset.article);
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    const answer = await fetch(panel.dataset.url, { method: "POST", body: data, signal: asking.signal, redirect: "manual" }).catch(() => null);
    if (!answer?.ok) return; // the next key tries again; what is shown stays
    const html = await answer.text();
    before = now;
    const [were, marks, open] = [new Set(names()), chosen(), opened()];
    const focused = rows.contains(document.activeElement) ? document.activeElement : null;
    const focus = focused && `[name="${focused.name}"][value="${focused.value}"]`;
    rows.innerHTML = html;
    for (const input of rows.querySelectorAll("input")) {
      const mark = marks.get(`${input.name}=${input.value}`);
      if (mark !== undefined) input.checked = mark;
    }
    for (const details of rows.querySelectorAll("details")) details.open = open.has(path(details));
    if (focus) rows.querySelector(focus)?.focus();
    const fresh = names().filter((name) => !were.has(name));
    if (fresh.length) said.textContent = `Newly found in the text: ${fresh.join(", ")}.`;
  }

  form.addEventListener("input", (event) => {
    if (panel.contains(event.target)) return;
    clearTimeout(timer);
    timer = setTimeout(read, PAUSE);
  });
}
