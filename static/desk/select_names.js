// Select2 draws a choice anew and forgets its label; this gives it back, so that a screen reader can say what is chosen.

const name = (root) => {
  for (const select of root.querySelectorAll("select.select2-hidden-accessible")) {
    const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
    const drawn = select.nextElementSibling?.querySelector(".select2-selection");
    if (!label || !drawn) continue;
    label.id ||= `${select.id}_label`;
    const said = drawn.querySelector(".select2-selection__rendered");
    // A field for text, it says of itself, and is none.
    for (const wrong of ["role", "aria-readonly"]) said?.removeAttribute(wrong);
    drawn.setAttribute("aria-labelledby", [label.id, said?.id].filter(Boolean).join(" "));
    drawn.querySelector(".select2-search__field")?.setAttribute("aria-labelledby", label.id);
  }
};

// The box in which one types to search opens at the end of the page.
const nameSearch = (event) => {
  const label = document.querySelector(`label[for="${CSS.escape(event.target.id)}"]`);
  document.querySelector(".select2-container--open .select2-search__field")?.setAttribute("aria-label", label?.textContent.replace(/:$/, "") || "Search");
};

const begin = () => {
  name(document);
  window.django?.jQuery(document).on("select2:open", nameSearch);
};

document.addEventListener("formset:added", (event) => setTimeout(() => name(event.target), 0));
// What is chosen or taken away makes Select2 draw its field anew.
document.addEventListener("change", (event) => setTimeout(() => name(event.target.parentElement || document), 0));
if (document.readyState === "complete") setTimeout(begin, 0);
else window.addEventListener("load", () => setTimeout(begin, 0));
