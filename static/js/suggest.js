// Suggestions under a search field, after the combobox pattern of the ARIA Authoring Practices.
// Without this, or when the server does not answer, the field is a plain search field.

const PAUSE = 150; // milliseconds without a key before the server is asked
const KINDS = { company: "Company", person: "Person", topic: "Topic", story: "Story" };

for (const input of document.querySelectorAll("input[data-suggest]")) attach(input);

function attach(input) {
  const list = document.createElement("div");
  const said = document.createElement("p");
  let rows = [];
  let chosen = -1;
  let timer;
  let asking;

  list.id = `${input.id}-suggestions`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  list.hidden = true;
  said.className = "unseen";
  said.setAttribute("aria-live", "polite");
  input.parentElement.append(list, said);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    // The keys belong to whoever types Chinese; of the Enter that ends a word Safari says so by its code alone.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape" && !list.hidden) {
      clearTimeout(timer); // what was asked for before must not open it again
      asking?.abort();
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && rows.length) {
      // One place more than there are rows: the field itself.
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(list.hidden ? (step > 0 ? 0 : rows.length - 1) : ((chosen + 1 + step + rows.length + 1) % (rows.length + 1)) - 1);
    } else if (event.key === "Enter" && chosen >= 0) {
      location.assign(rows[chosen].url);
    } else {
      return;
    }
    event.preventDefault();
  });
  input.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(rows[Number(option.dataset.row)].url);
  });

  async function ask() {
    asking?.abort();
    asking = new AbortController();
    const typed = input.value.trim();
    try {
      const answer = typed && (await fetch(`${input.dataset.suggest}?${new URLSearchParams({ q: typed })}`, { signal: asking.signal }));
      show(answer && answer.ok ? (await answer.json()).rows : []);
    } catch {
      // A newer question, or no server: what is shown stays.
    }
  }

  function show(found) {
    rows = found;
    chosen = -1;
    list.replaceChildren(...rows.map(option));
    input.removeAttribute("aria-activedescendant");
    if (document.activeElement !== input || !rows.length) close();
    else open();
    said.textContent = rows.length ? `${rows.length} ${rows.length === 1 ? "suggestion" : "suggestions"}` : "";
  }

  function option(row, number) {
    const element = document.createElement("div");
    element.id = `${list.id}-${number}`;
    element.dataset.row = number;
    element.setAttribute("role", "option");
    element.setAttribute("aria-selected", "false");
    const text = document.createElement("span");
    text.textContent = row.text;
    if (row.lang) text.lang = row.lang;
    element.append(text);
    for (const words of [row.also, KINDS[row.kind]]) {
      if (!words) continue;
      const small = document.createElement("small");
      small.textContent = words;
      element.append(" ", small);
    }
    return element;
  }

  function choose(number) {
    open();
    list.children[chosen]?.setAttribute("aria-selected", "false");
    chosen = number;
    const element = list.children[chosen];
    if (!element) return input.removeAttribute("aria-activedescendant");
    element.setAttribute("aria-selected", "true");
    element.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", element.id);
  }

  function open() {
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  }

  function close() {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    for (const element of list.children) element.setAttribute("aria-selected", "false");
  }
}
