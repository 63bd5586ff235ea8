// Shows how far an import is, and the page anew once it is through. Without this the page has a link for it.

const section = document.querySelector("[data-progress]");
const EVERY = 2000; // milliseconds

async function look() {
  try {
    const answer = await fetch(section.dataset.progress, { headers: { Accept: "application/json" } });
    const now = await answer.json();
    if (!now.isAtWork) {
      location.reload();
      return;
    }
    section.querySelector("h2").textContent = now.state[0].toUpperCase() + now.state.slice(1);
    const bar = section.querySelector("progress");
    bar.max = Math.max(now.about, now.done, 1);
    bar.value = now.done;
    section.querySelector("[data-done]").textContent = now.done.toLocaleString("en");
    section.querySelector("[data-about]").textContent = Math.max(now.about, now.done).toLocaleString("en");
  } catch {
    // The server may be away for a moment; ask again.
  }
  setTimeout(look, EVERY);
}

setTimeout(look, EVERY);
