// Says at once that a file is larger than what is taken, rather than after it was sent.
"use strict";
{
  const check = (input) => {
    const [file] = input.files;
    const isTooLarge = Boolean(file) && file.size > Number(input.dataset.most);
    let said = input.parentElement.querySelector(".too-large");
    if (isTooLarge && !said) {
      said = Object.assign(document.createElement("p"), { className: "too-large errornote", id: `${input.id}_too_large` });
      said.setAttribute("role", "alert");
      input.after(said);
    }
    if (isTooLarge) said.textContent = `This file has ${Math.ceil(file.size / 1024 / 1024)} MB; ${Math.floor(input.dataset.most / 1024 / 1024)} MB are taken. Choose a smaller one. What you wrote stays here.`;
    else said?.remove();
    input.setAttribute("aria-invalid", isTooLarge);
    if (isTooLarge) input.setAttribute("aria-errormessage", said.id);
    return isTooLarge;
  };

  const FILES = "input[type=file][data-most]";

  document.addEventListener("change", ({ target }) => { if (target.matches(FILES)) check(target); });
  document.addEventListener("submit", (event) => {
    const input = event.target.querySelector(FILES);
    if (!input || !check(input)) return;
    event.preventDefault();
    input.focus();
  });
}
