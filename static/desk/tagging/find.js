// Suggests companies and people under a field, by any of their names; after the combobox pattern of the ARIA Authoring
// Practices. Without this the field takes a name or an address, and the server finds out who is meant.

const PAUSE = 120; // milliseconds without a key before the server is asked

function attach(input) {
  if (input.dataset.attached) return;
  input.dataset.attached = "1";
  const list = document.createElement("ul");
  const said = document.createElement("span");
  let rows = [];
  let at = -1;
  let timer;
  let asking;
  input.id ||= `find-${input.name}`;
  list.id = `${input.id}-found`;
  list.className = "found";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Companies and people");
  list.hidden = true;
  said.className = "visually-hidden";
  said.setAttribute("aria-live", "polite");
  const box = document.createElement("span");
  box.className = "finding";
  input.replaceWith(box);
  box.append(input, list, said);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" })) {
    input.setAttribute(name, value);
  }

  const close = () => {
    clearTimeout(timer); // what was asked for before must not open it again
    asking?.abort();
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (to) => {
    at = to;
    [...list.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
    if (at < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  };
  const take = (row) => {
    input.value = row.address;
    input.title = `${row.name} ${row.chinese}`.trim();
    said.textContent = `${row.name} chosen`;
    close();
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const show = () => {
    list.replaceChildren(...rows.map((row, index) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${index}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.row = index;
      const name = document.createElement("strong");
      name.textContent = row.name;
      const rest = document.createElement("span");
      rest.className = "quiet";
      const stories = `${row.stories} ${row.stories === 1 ? "story" : "stories"}`;
      rest.textContent = [row.met, row.hint, stories].filter(Boolean).join(" · ");
      option.append(name, row.chinese && row.chinese !== row.name ? ` ${row.chinese} ` : " ", rest);
      return option;
    }));
    list.hidden = !rows.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    said.textContent = rows.length ? `${rows.length} found` : "Nobody found";
  };
  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    const typed = input.value.trim();
    if (!typed) return close();
    const url = document.querySelector("[data-find-url]").dataset.findUrl;
    const answer = await fetch(`${url}?q=${encodeURIComponent(typed)}`, { signal: asking.signal, redirect: "manual" })
      .then((got) => (got.ok ? got.json() : null))
      .catch(() => null);
    if (!answer || input.value.trim() !== typed) return;
    rows = answer.results;
    at = -1;
    show();
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    // The keys belong to whoever types Chinese; of the Enter that ends a word Safari says so by its code alone.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape" && !list.hidden) close();
    else if (event.key === "ArrowDown" && rows.length && !list.hidden) mark((at + 1) % rows.length);
    else if (event.key === "ArrowUp" && rows.length && !list.hidden) mark((at - 1 + rows.length) % rows.length);
    else if (event.key === "Enter" && at >= 0 && !list.hidden) take(rows[at]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  input.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) take(rows[Number(option.dataset.row)]);
  });
}

const attachAll = (root) => { for (const input of root.querySelectorAll("input[data-find]")) attach(input); };
attachAll(document);
document.addEventListener("rows:new", (event) => attachAll(event.target));
