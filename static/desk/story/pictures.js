// Chooses a picture of the library. The page that lists them is the server's; here it stands in a window.
import { open } from "newsroom/dialogs";

const read = async (address) => {
  const answer = await fetch(address, { headers: { Accept: "text/html" }, redirect: "manual" });
  if (!answer.ok) throw new Error(`The library answered ${answer.status}.`);
  return new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#picture-choices");
};

export const choose = (address) => new Promise((resolve) => {
  const box = document.createElement("div");
  box.className = "picture-box";
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "Cancel";
  const dialog = open("Choose a picture", box, close);
  let chosen = null;
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => resolve(chosen));

  const show = async (where, focus) => {
    box.setAttribute("aria-busy", "true");
    try {
      const choices = await read(where);
      if (!choices) throw new Error("The library is not to be read.");
      box.replaceChildren(document.adoptNode(choices));
      if (focus) box.querySelector(focus)?.focus();
    } catch {
      const sorry = document.createElement("p");
      sorry.setAttribute("role", "alert");
      sorry.textContent = "The picture library can’t be reached now. Your text is as it was; try again in a moment.";
      box.replaceChildren(sorry);
    }
    box.removeAttribute("aria-busy");
  };

  box.addEventListener("submit", (event) => {
    event.preventDefault();
    show(`${address}?${new URLSearchParams(new FormData(event.target))}`, "[name=q]");
  });
  box.addEventListener("click", (event) => {
    const link = event.target.closest("a.page");
    const choice = event.target.closest("button[data-picture]");
    if (link) {
      event.preventDefault();
      show(link.href, "button[data-picture]");
    } else if (choice) {
      chosen = JSON.parse(choice.dataset.picture);
      dialog.close();
    }
  });
  show(address, "[name=q]");
});
