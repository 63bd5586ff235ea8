// Asks before a page with unsaved text is left. Works by comparing, so that typing and undoing is no change.
const form = document.querySelector("#article_form");

if (form && form.querySelector("[name=_save]")) {
  const state = () => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string")).toString();
  let before;
  let isSaving = false;
  // The admin's own scripts fill in their widgets first.
  window.addEventListener("load", () => setTimeout(() => { before = form.querySelector(".errornote") ? null : state(); }, 0));
  // A preview opens beside the form and saves nothing.
  form.addEventListener("submit", (event) => { isSaving = event.submitter?.formTarget !== "_blank"; });
  window.addEventListener("pageshow", () => { isSaving = false; });
  window.addEventListener("beforeunload", (event) => {
    if (!isSaving && before !== undefined && state() !== before) event.preventDefault();
  });
}
