// Keys for the two queues. Every key presses what the page has for the mouse, so without this all the same can be done.

const typing = (target) => target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog[open]");

for (const button of document.querySelectorAll("[data-opens]")) {
  button.hidden = false;
  button.addEventListener("click", () => document.getElementById(button.dataset.opens).showModal());
}

// Whoever dictates, or whose hand slips, would decide with every letter: keys can be switched off, in this browser for good.

const KEYS = "tagging-keys";
let isOn = true;
try { isOn = localStorage.getItem(KEYS) !== "off"; } catch { /* A browser that remembers nothing begins with keys each time. */ }
const keysSwitch = document.querySelector(".keys-switch input");
const switchKeys = (on) => {
  isOn = on;
  keysSwitch.checked = on;
  document.body.classList.toggle("keys-off", !on);
};
switchKeys(isOn);
keysSwitch.closest(".keys-switch").hidden = false;
keysSwitch.addEventListener("change", () => {
  switchKeys(keysSwitch.checked);
  try { localStorage.setItem(KEYS, isOn ? "on" : "off"); } catch { /* It holds for this page. */ }
});
window.addEventListener("storage", (event) => { if (event.key === KEYS) switchKeys(event.newValue !== "off"); });

document.addEventListener("keydown", (event) => {
  if (!isOn || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
  // A button or a link that has the focus is meant by Enter and Space; so is a box by Space.
  if (event.key === "Enter" && event.target.closest("a, button, summary")) return;
  if (event.key === " " && event.target.closest("a, button, summary")) return;
  // A key that is held down goes on into the next page, which nobody has read. Between lines it may.
  if (event.repeat && !(lines && /^[jk]$/.test(event.key))) {
    if (event.key === "Enter") event.preventDefault(); // the browser's own Enter in a box sends the form, too
    return;
  }
  const done = story?.(event.key, event) || lines?.(event.key, event) || press(event.key);
  if (done) event.preventDefault();
});

// Whatever a key is written on.
function press(key) {
  const thing = [...document.querySelectorAll("[data-key]")].find((each) => each.dataset.key === key);
  if (!thing) return false;
  if (thing.form && thing.type === "submit") thing.form.requestSubmit(thing);
  else thing.click();
  return true;
}

// By story

const story = (() => {
  const form = document.getElementById("tagging-form");
  if (!form) return null;
  const rows = [...form.querySelectorAll(".tag-row")];
  const said = form.querySelector(".consequences");
  let chosen = null;
  rows.forEach((row, index) => { if (index < 9) row.querySelector(".number").textContent = index + 1; });

  const radio = (row, value) => row.querySelector(`.verdict input[type=radio][value="${value}"]`);
  const verdict = (row) => row.querySelector(".verdict input[type=radio]:checked").value;
  const say = (row, value) => {
    radio(row, value).checked = true;
    choose(row);
    show();
  };
  const choose = (row) => {
    chosen?.classList.remove("chosen");
    chosen = row;
    row.classList.add("chosen");
    const details = row.closest("details");
    if (details) details.open = true;
    radio(row, verdict(row)).focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };
  const number = (count, one, many) => (count ? [`${count} ${count === 1 ? one : many}`] : []);
  const show = () => {
    const accepted = rows.filter((row) => verdict(row) === "accept");
    const rejected = rows.filter((row) => verdict(row) === "reject").length;
    const pages = accepted.filter((row) => "listed" in row.dataset);
    const companies = pages.filter((row) => row.dataset.kind === "company").length;
    const where = [
      ...number(companies, "company page", "company pages"),
      ...number(pages.length - companies, "person’s page", "people’s pages"),
      ...number(pages.length, "feed", "feeds"),
    ];
    const parts = [`${accepted.length} accepted, ${rejected} rejected.`];
    if (where.length) {
      const list = new Intl.ListFormat("en").format(where);
      parts.push(said.dataset.live ? `Readers find it on ${list} as soon as you save.` : `When it is published it stands on ${list}.`);
    }
    said.textContent = accepted.length || rejected ? parts.join(" ") : "";
    for (const row of rows) row.dataset.verdict = verdict(row);
  };
  form.addEventListener("change", show);
  show();

  return (key, event) => {
    if (key === " ") {
      if (event.target.closest(".exception, .about")) return false;
      for (const row of rows) if (row.dataset.tier === "sure" && verdict(row) === "") radio(row, "accept").checked = true;
      show();
      return true;
    }
    if (/^[1-9]$/.test(key) && rows[key - 1]) {
      const row = rows[key - 1];
      say(row, { "": "accept", accept: "reject", reject: "" }[verdict(row)]);
      return true;
    }
    if ((key === "x" || key === "a") && (chosen ?? rows[0])) {
      const row = chosen ?? rows[0];
      if (key === "x") say(row, "reject");
      else {
        const about = row.querySelector(".verdict .about input");
        about.checked = !about.checked;
        choose(row);
      }
      return true;
    }
    return false;
  };
})();

// By name

const lines = (() => {
  const form = document.getElementById("name-form");
  if (!form) return null;
  const boxes = [...form.querySelectorAll(".concordance input")];
  let at = 0;
  const go = (to) => {
    at = Math.max(0, Math.min(boxes.length - 1, to));
    boxes[at].focus({ preventScroll: true });
    boxes[at].closest("li").scrollIntoView({ block: "nearest" });
  };
  boxes.forEach((box, index) => box.addEventListener("focus", () => { at = index; }));
  if (isOn) boxes[0]?.focus({ preventScroll: true });
  return (key, event) => {
    if (key === "j") go(at + 1);
    else if (key === "k") go(at - 1);
    else if (key === "x" || (key === " " && !event.target.closest("input"))) boxes[at].click();
    else return false;
    return true;
  };
})();
