// A question in a window of its own: the keyboard stays in it, Escape leaves it, and the focus goes back after.

let count = 0;

const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  Object.assign(made, attributes);
  made.append(...children);
  return made;
};

export const open = (title, ...children) => {
  count += 1;
  const heading = element("h2", { id: `desk-dialog-${count}`, textContent: title });
  const dialog = element("dialog", { className: "desk-dialog" }, heading, ...children);
  dialog.setAttribute("aria-labelledby", heading.id);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
};

// Asks for the fields [{name, label, value, help, required, suggest}] and gives {name: value}, or null.
export const ask = (title, fields, submit = "Done") => new Promise((resolve) => {
  const form = element("form", { method: "dialog" });
  for (const field of fields) {
    const id = `desk-dialog-field-${(count += 1)}`;
    const input = element("input", { id, name: field.name, type: field.type || "text", value: field.value || "", required: Boolean(field.required) });
    input.autocomplete = "off";
    const row = element("div", { className: "dialog-row" }, element("label", { htmlFor: id, textContent: field.label }));
    if (field.help) {
      const help = element("p", { id: `${id}-help`, className: "help", textContent: field.help });
      input.setAttribute("aria-describedby", help.id);
      row.append(help);
    }
    row.append(input);
    if (field.suggest) suggest(input, row, field.suggest);
    form.append(row);
  }
  const cancel = element("button", { type: "button", textContent: "Cancel" });
  form.append(element("div", { className: "dialog-buttons" }, element("button", { type: "submit", className: "default", textContent: submit }), cancel));
  const dialog = open(title, form);
  let answer = null;
  cancel.addEventListener("click", () => dialog.close());
  form.addEventListener("submit", () => { answer = Object.fromEntries(new FormData(form)); });
  dialog.addEventListener("close", () => resolve(answer));
  form.querySelector("input")?.select();
});

// Offers what `find` gives for the typed words under the input, by the browser's own list.
const suggest = (input, row, find) => {
  const list = element("datalist", { id: `${input.id}-list` });
  row.append(list);
  input.setAttribute("list", list.id);
  let waiting;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const found = await find(input.value.trim());
      list.replaceChildren(...found.map((value) => element("option", { value })));
    }, 250);
  });
};
