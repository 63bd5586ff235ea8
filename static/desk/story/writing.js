// While somebody writes: keeps the text aside, says whether it is saved, who else is there, and when one is signed out.
import { open } from "newsroom/dialogs";
import { measure } from "newsroom/length";

const KEEP_AFTER = 2500; // milliseconds without a key
const KEEP_LONG_AFTER = 600; // where the text may be too long for a page that goes away
const LONG = 40000; // characters of the form; a browser sends 64 KB then, of which names and addresses take their part
const PULSE_EVERY = 12000;
const KEEP_AT_LEAST_EVERY = 15000; // while somebody writes without a pause
const RETRY_AFTER = 10000;
const WAIT_FOR_ANSWER = 10000;
const WAIT_FOR_UPLOAD = 60000;
const OUT_OF_REACH = "The server can’t be reached now. What you wrote is all here, on this page: leave it open, and save again in a moment.";

const place = document.querySelector("#writing");
const form = place.closest("form");
const indicator = document.querySelector("#keeping");
const look = document.querySelector("#look");
const presence = form.querySelector(".presence");

// What was typed, without what changes by itself.
const PASSING = new Set(["csrfmiddlewaretoken", "token"]);
const state = () => new URLSearchParams([...new FormData(form)].filter(([name, value]) => typeof value === "string" && !PASSING.has(name))).toString();

let saved; // as it was when the page was opened; null where the page came back unsaved
let keptAs; // the state that the server keeps
let keptAt = "";
let isOffline = false;
let isUnderWay = false;
let isInAHurry = false; // what is typed while a request is under way follows it at once
let isLeaving = false;
let hasTyped = false;
let waiting;
let firstUnkept; // when the oldest change was made that the server does not keep yet

const isChanged = () => saved !== undefined && state() !== saved;

const say = () => {
  let said = "Saved";
  if (isOffline) said = "Offline";
  else if (!isChanged()) said = "isNew" in place.dataset ? "" : "Saved";
  else if (keptAt && keptAs === state()) said = `Kept ${keptAt} (not yet saved to the story)`;
  else said = "Unsaved changes";
  if (indicator.textContent !== said) indicator.textContent = said;
  indicator.dataset.state = said.split(" ")[0].toLowerCase();
};

const token = () => form.elements.csrfmiddlewaretoken;
const post = (address, values) => {
  const body = values instanceof FormData ? values : new FormData();
  if (!(values instanceof FormData)) Object.entries(values).forEach(([name, value]) => body.set(name, value));
  body.set("csrfmiddlewaretoken", token().value);
  return fetch(address, { method: "POST", body, ...asking(WAIT_FOR_UPLOAD) });
};
const asking = (milliseconds = WAIT_FOR_ANSWER) => ({ redirect: "manual", headers: { Accept: "application/json" }, signal: AbortSignal.timeout(milliseconds) });

// Keeping aside: one request under way, ever, so that nobody is in conflict with themselves

const keep = async () => {
  clearTimeout(waiting);
  if (isUnderWay || isLeaving || !isChanged() || keptAs === state()) return;
  isUnderWay = true;
  isInAHurry = false;
  firstUnkept = undefined;
  const sent = state();
  try {
    const answer = await post(place.dataset.keep, new FormData(form));
    isOffline = false;
    if (answer.ok) {
      const { kept, look: panels } = await answer.json();
      keptAs = sent;
      keptAt = kept;
      // Made and escaped by the server; not under the hands of somebody who stands in it.
      if (look && panels && !look.contains(document.activeElement)) look.innerHTML = panels;
      lengths();
    } else if (isSignedOut(answer)) {
      signInAgain();
    } else if (answer.status === 403) {
      ask();
    } else {
      later(RETRY_AFTER);
    }
  } catch {
    isOffline = true;
    later(RETRY_AFTER);
  }
  isUnderWay = false;
  say();
  if (state() !== sent) later(isInAHurry ? 0 : pause());
};

const later = (milliseconds) => {
  clearTimeout(waiting);
  waiting = setTimeout(keep, milliseconds);
};

const pause = () => (state().length > LONG ? KEEP_LONG_AFTER : KEEP_AFTER);

const hurry = () => {
  isInAHurry = true;
  keep();
};

// A page that goes away has no time for an answer. What is too long to be sent behind its back goes as always: a page that
// is only out of sight has the time, and of one that goes the server has often got the whole before it is gone.
const keepNow = () => {
  if (isLeaving || !isChanged() || keptAs === state()) return;
  if (!navigator.sendBeacon(place.dataset.keep, new FormData(form))) hurry();
};

// Signed in?

const isSignedOut = (answer) => answer.type === "opaqueredirect" || answer.status === 401;
let dialog;

const ask = async () => {
  const answer = await fetch(place.dataset.pulse, asking());
  if (isSignedOut(answer)) return signInAgain();
  if (!answer.ok) return answer.status === 403 && tell("You can’t change this story any more. What you wrote stays on this page: copy what you need.");
  if (!await isStillTheirs(answer)) return undefined;
  later(dialog ? 0 : RETRY_AFTER);
  dialog?.close();
  return undefined;
};

// Whether whoever wrote this is signed in; the forms get the token of now.
const isStillTheirs = async (answer) => {
  const { user, token: fresh } = await answer.json();
  for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) input.value = fresh;
  if (user === place.dataset.user) return true;
  (dialog ? tellIn : tell)(`You are signed in as ${user} now. ${place.dataset.user} wrote this: sign in with that account.`);
  return false;
};

const tellIn = (sentence) => { dialog.querySelector("[role=status]").textContent = sentence; };

const signInAgain = () => {
  if (dialog) return;
  const text = Object.assign(document.createElement("p"), { textContent: "Sign in again in a new tab; your text is still here. This window closes by itself when you have." });
  const link = Object.assign(document.createElement("a"), { href: place.dataset.login, target: "_blank", rel: "noopener", className: "button", textContent: "Sign in in a new tab" });
  const check = Object.assign(document.createElement("button"), { type: "button", textContent: "I have signed in" });
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  const buttons = document.createElement("div");
  buttons.className = "dialog-buttons";
  buttons.append(link, check);
  dialog = open("You are signed out", text, buttons, said);
  link.focus();
  const look = () => ask().catch(() => tellIn("The server can’t be reached now. Your text is still here."));
  check.addEventListener("click", async () => {
    await look();
    if (dialog) tellIn("You are not signed in yet. Your text is still here.");
  });
  const again = setInterval(look, 4000);
  window.addEventListener("focus", look);
  dialog.addEventListener("close", () => {
    clearInterval(again);
    window.removeEventListener("focus", look);
    dialog = undefined;
  });
};

// Who else is there

const tell = (sentence) => {
  let notice = form.querySelector(".moved");
  if (!notice) {
    notice = Object.assign(document.createElement("p"), { className: "notice moved" });
    notice.setAttribute("role", "alert");
    presence.after(notice);
  }
  if (notice.textContent !== sentence) notice.textContent = sentence;
};

const pulse = async () => {
  if (dialog || isLeaving) return;
  try {
    const answer = await post(place.dataset.pulse, { version: form.elements.version?.value || "", ...(hasTyped ? { typed: "1" } : {}) });
    if (isOffline) later(0);
    isOffline = false;
    if (isSignedOut(answer)) return signInAgain();
    if (answer.status === 403) return ask();
    if (!answer.ok) return undefined;
    hasTyped = false;
    const { others, moved } = await answer.json();
    if (presence.textContent !== others) presence.textContent = others;
    if (moved && place.dataset.givenBack !== "stale") tell(`${moved} You can go on writing: when you save, you see both texts.`);
  } catch {
    isOffline = true;
  } finally {
    say();
  }
  return undefined;
};

// Lengths

let counting;
const lengths = () => {
  const { headline, standfirst, body } = form.elements;
  if (!look || !body) return;
  for (const [name, said] of Object.entries(measure(headline.value, standfirst.value, body.value))) {
    const output = look.querySelector(`[data-length=${name}]`);
    if (output && output.textContent !== said) output.textContent = said;
  }
};

// From here on

const changed = () => {
  if (saved === undefined) return;
  hasTyped = true;
  say();
  firstUnkept ??= Date.now();
  later(Math.max(0, Math.min(pause(), firstUnkept + KEEP_AT_LEAST_EVERY - Date.now())));
  clearTimeout(counting);
  counting = setTimeout(lengths, 800);
};

const begin = () => {
  // The admin's own scripts and the editor fill in their widgets first.
  saved = "givenBack" in place.dataset ? null : state();
  say();
  if (saved === null) later(0);
  pulse();
  setInterval(pulse, PULSE_EVERY);
};

form.addEventListener("input", changed);
form.addEventListener("change", changed);
// What is chosen through the admin's autocomplete speaks by jQuery only.
window.django?.jQuery(form).on("change", "select", changed);
document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? keepNow() : pulse()));
window.addEventListener("online", () => { isOffline = false; say(); later(0); });
window.addEventListener("offline", () => { isOffline = true; say(); });

// Saving: the page is left only once the server has answered, for behind a browser's own page of an error no text is

let isAsking = false;
let isAnswered = false;

// Whether the server takes this form now. Says why where it doesn't.
const isReached = async () => {
  // What was typed a moment ago is safe then, whatever becomes of the save.
  if (isChanged() && keptAs !== state()) await Promise.race([keep(), new Promise((done) => { setTimeout(done, WAIT_FOR_ANSWER); })]);
  if (dialog) return false;
  const answer = await fetch(place.dataset.pulse, asking()).catch(() => null);
  isOffline = answer === null;
  say();
  if (!answer || answer.status >= 500) return sayNotSaved();
  if (isSignedOut(answer)) return signInAgain();
  // Whatever else it refuses, it has a page for that, with the text.
  return answer.ok ? isStillTheirs(answer) : true;
};

const sayNotSaved = () => {
  const back = Object.assign(document.createElement("button"), { type: "button", className: "default", textContent: "Back to the text" });
  const buttons = document.createElement("div");
  buttons.className = "dialog-buttons";
  buttons.append(back);
  const window = open("Not saved", Object.assign(document.createElement("p"), { textContent: OUT_OF_REACH }), buttons);
  back.addEventListener("click", () => window.close());
};

form.addEventListener("submit", async (event) => {
  const { submitter } = event;
  if (submitter?.formTarget) return;
  if (isAnswered) {
    isAnswered = false;
    isLeaving = true;
    return;
  }
  event.preventDefault();
  if (isAsking) return; // pressed twice
  isAsking = true;
  isAnswered = await isReached().catch(() => false) === true;
  isAsking = false;
  if (isAnswered) form.requestSubmit(submitter);
});
window.addEventListener("pageshow", () => { isLeaving = false; });
window.addEventListener("beforeunload", (event) => {
  if (isLeaving || !isChanged()) return;
  event.preventDefault();
  hurry(); // while the browser asks
});
window.addEventListener("keydown", (event) => {
  const button = form.querySelector("[name=_continue]");
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "s") {
    event.preventDefault();
    if (button && !document.querySelector("dialog[open]")) button.click();
  }
});
// Checks lead to fields; one that the admin drew anew takes the focus in its own way.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("#look a[href^='#']");
  const field = link && document.querySelector(link.hash);
  if (!field) return;
  field.closest("details")?.setAttribute("open", "");
  const drawn = field.matches(".select2-hidden-accessible") ? field.nextElementSibling?.querySelector(".select2-selection, .select2-search__field") : field;
  if (drawn && !field.matches(".behind-editor")) {
    event.preventDefault();
    (drawn.tabIndex < 0 ? drawn.querySelector("a[href], input:not([type=hidden]), select, textarea") || drawn : drawn).focus();
    drawn.scrollIntoView({ block: "center" });
  }
});
// So does the page of a step, which is another one and can only name the place.
const led = () => [...(look?.querySelectorAll("a") ?? [])].find((link) => location.hash && link.hash === location.hash)?.click();

// Going back in the browser shows the story as it is saved. What the browser put into the fields by itself would stand
// there with the version of now, so that nobody noticed whose text it goes over, and the editor would not show it.
form.autocomplete = "off";

const start = () => { begin(); led(); };
if (document.readyState === "complete") setTimeout(start, 0);
else window.addEventListener("load", () => setTimeout(start, 0));
