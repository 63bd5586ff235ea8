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
  const typed = () => new Map([...rows.querySelectorAll("input[type=text]")].map((input) => [input.name, input.value]));
  const opened = () => new Set([...rows.querySelectorAll("details[open]")].map(path));
  const path = (details) => `${details.closest(".tag-row")?.dataset.name ?? ""} ${details.className}`;

  // Whoever stands in a row stands there still: by its name, and what it is within the row.
  const rowOf = (element) => element.closest(".tag-row")?.dataset.name;
  const stop = (element) => [element.localName, element.name, element.type === "radio" && element.value, element.closest("details") && path(element.closest("details")), element.dataset.sentence, element.dataset.nth].join("\n");
  const stops = (name) => [...rows.querySelectorAll("input, summary, button, a")].filter((each) => rowOf(each) === name);

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
    const [were, marks, texts, open] = [new Set(names()), chosen(), typed(), opened()];
    const focused = rows.contains(document.activeElement) ? [rowOf(document.activeElement), stop(document.activeElement)] : null;
    rows.innerHTML = html;
    for (const input of rows.querySelectorAll("input")) {
      const mark = marks.get(`${input.name}=${input.value}`);
      if (mark !== undefined && input.type !== "text") input.checked = mark;
      if (texts.has(input.name)) input.value = texts.get(input.name);
    }
    for (const details of rows.querySelectorAll("details")) details.open = open.has(path(details));
    offer();
    if (focused) stops(focused[0]).find((each) => stop(each) === focused[1])?.focus();
    const fresh = names().filter((name) => !were.has(name));
    if (fresh.length) said.textContent = `Newly found in the text: ${fresh.join(", ")}.`;
  }

  // Each place leads into the text, where its name is selected.

  const spaced = (words) => words.trim().split(/\s+/).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("\\s+");
  const finder = ({ sentence, surface, nth }) => (words) => {
    const within = new RegExp(spaced(sentence)).exec(words);
    if (!within) return null;
    const places = [...within[0].matchAll(new RegExp(spaced(surface), "g"))];
    const place = places[Number(nth)] ?? places.at(-1);
    return place && [within.index + place.index, within.index + place.index + place[0].length];
  };
  function offer() {
    for (const button of rows.querySelectorAll(".show-place")) button.hidden = false;
    rows.dispatchEvent(new Event("rows:new", { bubbles: true }));
  }
  rows.addEventListener("click", (event) => {
    const button = event.target.closest(".show-place");
    const field = button && form.elements[button.dataset.field];
    if (!field) return;
    const find = finder(button.dataset);
    const event_ = new CustomEvent("text:show", { cancelable: true, detail: { find } });
    if (!field.dispatchEvent(event_)) return; // the editor that stands before the field has shown it
    const place = find(field.value);
    field.focus();
    if (place) field.setSelectionRange(...place);
  });
  offer();

  // Behind a name it would save the story, and lead away from it, in the middle of a choice.
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input[type=text]")) event.preventDefault();
  });

  form.addEventListener("input", (event) => {
    if (panel.contains(event.target)) return;
    clearTimeout(timer);
    timer = setTimeout(read, PAUSE);
  });
}
