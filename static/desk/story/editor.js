// Makes a rich editor of a textarea. Without this script the textarea itself takes the text, plain or as HTML.
import { Editor } from "django-prose-editor/editor";
import { ask } from "newsroom/dialogs";
import { asHtml, asStored, everything } from "newsroom/nodes";
import { Pasting } from "newsroom/pasting";
import { choose } from "newsroom/pictures";
import { Toolbar } from "newsroom/toolbar";

const isMac = navigator.platform.startsWith("Mac");
const key = (letter) => (isMac ? `⌘${letter}` : `Ctrl+${letter}`);

const link = async (editor) => {
  const { href = "" } = editor.getAttributes("link");
  const { empty } = editor.state.selection;
  const answer = await ask("Link", [
    { name: "href", label: "Address", value: href, help: "A page of this site from its first slash on, or a whole address. Empty: no link." },
    ...(empty && !href ? [{ name: "words", label: "Words of the link", required: true }] : []),
  ]);
  if (!answer) return editor.commands.focus();
  let address = answer.href.trim();
  if (/^[\w-]+(\.[\w-]+)+/.test(address)) address = `https://${address}`;
  const chain = editor.chain().focus().extendMarkRange("link");
  if (!address) return chain.unsetLink().run();
  if (empty && !href) {
    return chain.insertContent({ type: "text", text: answer.words, marks: [{ type: "link", attrs: { href: address } }] }).run();
  }
  return chain.setMark("link", { href: address }).run();
};

const captionOf = ({ caption, credit }) => {
  const parts = caption ? [{ type: "text", text: credit ? `${caption} ` : caption }] : [];
  return credit ? [...parts, { type: "text", text: credit, marks: [{ type: "work" }] }] : parts;
};

const picture = (textarea) => async (editor) => {
  const chosen = await choose(textarea.dataset.pictures);
  if (!chosen) return editor.commands.focus();
  const { src, alt, width, height } = chosen;
  editor.chain().focus().insertContent({ type: "picture", attrs: { src, alt, width, height }, content: captionOf(chosen) }).run();
  return alt || chosen.is_decorative || describe(editor);
};

const describe = async (editor) => {
  const answer = await ask("Alternative text", [{
    name: "alt", label: "What one sees", value: editor.getAttributes("picture").alt,
    help: "What one would say of the picture on the telephone. Readers who don’t see it hear this.",
  }]);
  if (answer) editor.chain().focus().updateAttributes("picture", { alt: answer.alt.trim() }).run();
  else editor.commands.focus();
};

const title = async (editor) => {
  const answer = await ask("Title of the table", [{ name: "title", label: "Title", value: editor.getAttributes("table").title }]);
  if (answer) editor.chain().focus().updateAttributes("table", { title: answer.title.trim() || null }).run();
  else editor.commands.focus();
};

const related = (textarea) => async (editor) => {
  const find = async (words) => {
    if (words.length < 3) return [];
    const answer = await fetch(`${textarea.dataset.related}?q=${encodeURIComponent(words)}`, { redirect: "manual" }).catch(() => null);
    return answer?.ok ? (await answer.json()).headlines : [];
  };
  const answer = await ask("Related story", [{
    name: "headline", label: "Its headline", required: true, suggest: find,
    help: "Word for word as readers see it; the line leads to that story when yours is published.",
  }], "Put it in");
  const headline = answer?.headline.trim();
  if (!headline) return editor.commands.focus();
  return editor.chain().focus().insertContent({ type: "related", content: [{ type: "text", text: headline }] }).run();
};

const tools = (textarea, showSource) => {
  const inTable = (editor) => editor.isActive("table");
  const inPicture = (editor) => editor.isActive("picture");
  const table = (label, command) => ({ label, isThere: inTable, run: (editor) => editor.chain().focus()[command]().run() });
  return [
    [
      { label: "Heading", isOn: (e) => e.isActive("heading", { level: 2 }), run: (e) => e.chain().focus().toggleHeading({ level: 2 }).run() },
      { label: "Subheading", isOn: (e) => e.isActive("heading", { level: 3 }), run: (e) => e.chain().focus().toggleHeading({ level: 3 }).run() },
    ],
    [
      { label: "Bold", text: "B", keys: key("B"), className: "tool-bold", isOn: (e) => e.isActive("bold"), run: (e) => e.chain().focus().toggleBold().run() },
      { label: "Italic", text: "I", keys: key("I"), className: "tool-italic", isOn: (e) => e.isActive("italic"), run: (e) => e.chain().focus().toggleItalic().run() },
      { label: "Link", keys: key("K"), isOn: (e) => e.isActive("link"), run: link },
    ],
    [
      { label: "List", isOn: (e) => e.isActive("bulletList"), run: (e) => e.chain().focus().toggleBulletList().run() },
      { label: "Numbered", isOn: (e) => e.isActive("orderedList"), run: (e) => e.chain().focus().toggleOrderedList().run() },
    ],
    [
      { label: "Quote", isOn: (e) => e.isActive("blockquote"), run: (e) => e.chain().focus().toggleBlockquote().run() },
      { label: "Speaker", isThere: (e) => e.isActive("blockquote"), run: (e) => e.chain().focus().nameSpeaker().run() },
    ],
    [
      { label: "Picture", run: picture(textarea) },
      { label: "Alternative text", isThere: inPicture, run: describe },
      { label: "Table", isThere: (e) => !inTable(e), run: (e) => e.chain().focus().insertTable({ rows: 3, cols: 3, withHeaderRow: true }).run() },
      { label: "Related", run: related(textarea) },
    ],
    [
      table("Row below", "addRowAfter"), table("Column after", "addColumnAfter"), table("Delete row", "deleteRow"),
      table("Delete column", "deleteColumn"), table("Heading row", "toggleHeaderRow"),
      { label: "Table title", isThere: inTable, run: title }, table("Delete table", "deleteTable"),
    ],
    [
      { label: "Undo", keys: key("Z"), isOffered: (e) => e.can().undo(), run: (e) => e.chain().focus().undo().run() },
      { label: "Redo", isOffered: (e) => e.can().redo(), run: (e) => e.chain().focus().redo().run() },
      { label: "HTML", run: showSource },
    ],
  ];
};

const begin = (textarea) => {
  const box = document.createElement("div");
  box.className = "editor";
  textarea.before(box);
  const told = document.createElement("output");
  told.className = "told";
  told.setAttribute("aria-live", "polite");
  const tell = (sentences) => { told.replaceChildren(...sentences.map((text) => Object.assign(document.createElement("p"), { textContent: text }))); };

  const label = document.querySelector(`label[for="${textarea.id}"]`);
  if (label) label.id ||= `${textarea.id}_label`;
  const attributes = { role: "textbox", "aria-multiline": "true", id: `${textarea.id}_editor`, class: "prose", spellcheck: "true" };
  if (label) attributes["aria-labelledby"] = label.id;
  const described = textarea.getAttribute("aria-describedby");
  if (described) attributes["aria-describedby"] = described;

  let pasting;
  let toolbar;
  let leaves = false; // Escape lets the next Tab leave the text, which lists and tables keep for themselves
  const editor = new Editor({
    element: box,
    extensions: everything,
    content: asHtml(textarea.value),
    injectCSS: false,
    enableInputRules: false,
    enablePasteRules: false,
    editorProps: {
      attributes,
      // Read by nobody, as the server looks it over first; a browser would report each of its styles.
      transformPastedHTML: (html) => (pasting.isOurs || html.includes("data-pm-slice") ? html : ""),
      handlePaste: (view, event) => pasting.take(event),
      handleDrop: (view, event) => pasting.drop(event),
      handleKeyDown: (view, event) => {
        const command = isMac ? event.metaKey : event.ctrlKey;
        // Browsers say late where the cursor went; a command that moves the focus has to know it now.
        if (event.altKey || command) document.dispatchEvent(new Event("selectionchange"));
        if (event.altKey && event.key === "F10") toolbar.focus();
        else if (command && event.key.toLowerCase() === "k") link(editor);
        else return false;
        return true;
      },
      handleDOMEvents: {
        keydown: (view, event) => {
          const passes = leaves && event.key === "Tab";
          leaves = event.key === "Escape" || (leaves && event.key === "Shift");
          return passes;
        },
      },
    },
    onUpdate: () => {
      textarea.value = asStored(editor.getHTML());
      textarea.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  pasting = new Pasting(editor, textarea, tell);

  const showSource = () => {
    box.hidden = true;
    textarea.classList.remove("behind-editor");
    back.hidden = false;
    textarea.focus();
  };
  const back = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: "Back to the editor", hidden: true });
  back.addEventListener("click", () => {
    editor.commands.setContent(asHtml(textarea.value), { emitUpdate: false });
    box.hidden = false;
    textarea.classList.add("behind-editor");
    back.hidden = true;
    editor.commands.focus();
  });

  toolbar = new Toolbar(editor, tools(textarea, showSource), attributes.id);
  box.prepend(toolbar.dom);
  box.after(told);
  textarea.after(back);
  textarea.classList.add("behind-editor");
  if (label) label.addEventListener("click", (event) => { if (!box.hidden) { event.preventDefault(); editor.commands.focus(); } });
  // Links of the checks lead to the field, which is behind the editor now.
  document.addEventListener("click", (event) => {
    if (!box.hidden && event.target.closest(`a[href="#${textarea.id}"]`)) {
      event.preventDefault();
      editor.commands.focus();
      box.scrollIntoView({ block: "nearest" });
    }
  });
  // Another script asks to see a place; it says where that is in the words of a paragraph.
  textarea.addEventListener("text:show", (event) => {
    if (box.hidden) return;
    event.preventDefault();
    let place;
    editor.state.doc.descendants((node, at) => {
      if (place || !node.isTextblock) return !place;
      const found = event.detail.find(node.textBetween(0, node.content.size, "", " "));
      if (found) place = { from: at + 1 + found[0], to: at + 1 + found[1] };
      return false;
    });
    if (place) editor.chain().setTextSelection(place).focus(null, { scrollIntoView: false }).scrollIntoView().run();
    else editor.commands.focus();
    box.scrollIntoView({ block: "nearest" });
  });
  // Another script set the text, for instance to what a colleague wrote.
  textarea.addEventListener("text:set", () => editor.commands.setContent(asHtml(textarea.value), { emitUpdate: false }));
  textarea.dispatchEvent(new CustomEvent("editor:ready", { bubbles: true, detail: { editor } }));
};

for (const textarea of document.querySelectorAll("textarea[data-editor]")) {
  if (!textarea.disabled && !textarea.readOnly) begin(textarea);
}
