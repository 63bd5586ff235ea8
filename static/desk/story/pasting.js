// What is pasted goes through the server, which knows word processors and says in words what it left out.

export class Pasting {
  constructor(editor, textarea, tell) {
    Object.assign(this, { editor, textarea, tell, isOurs: false });
  }

  // Whether the paste is taken care of; the editor does it by itself otherwise.
  take(event) {
    if (this.isOurs) return false;
    const html = event.clipboardData?.getData("text/html") || "";
    if (!html && event.clipboardData?.files.length) {
      this.tell(["A picture can’t be pasted. Put it into the picture library, then choose it with “Picture”."]);
      return true;
    }
    if (!html || html.includes("data-pm-slice")) return false;
    this.clean(html);
    return true;
  }

  drop(event) {
    if (!event.dataTransfer?.files.length) return false;
    this.tell(["A file can’t be dropped here. Put it into the picture library, then choose it with “Picture”."]);
    return true;
  }

  async clean(html) {
    const { editor } = this;
    let { from, to } = editor.state.selection;
    // Somebody may go on typing meanwhile.
    const follow = ({ transaction }) => { from = transaction.mapping.map(from); to = transaction.mapping.map(to); };
    editor.on("transaction", follow);
    let cleaned = { html, told: ["The server could not look it over. Styles went; read it through."] };
    try {
      const body = new FormData();
      body.set("html", html);
      body.set("csrfmiddlewaretoken", this.textarea.form.elements.csrfmiddlewaretoken.value);
      const answer = await fetch(this.textarea.dataset.paste, { method: "POST", body, redirect: "manual", signal: AbortSignal.timeout(6000) });
      if (answer.ok || answer.status === 400) cleaned = await answer.json();
    } catch {
      // Offline, or too slow: what the editor itself makes of it has to do.
    }
    editor.off("transaction", follow);
    if (cleaned.html) {
      editor.commands.setTextSelection({ from, to });
      this.isOurs = true;
      editor.view.pasteHTML(cleaned.html);
      this.isOurs = false;
    }
    this.tell(cleaned.told);
  }
}
