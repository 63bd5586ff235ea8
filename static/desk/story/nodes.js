// What a story's text may consist of: the same elements that newsroom/desk/body.py lets through, and no others.
import {
  Blockquote, Bold, BulletList, Document, Dropcursor, Extension, Gapcursor, HardBreak, Heading, History, HorizontalRule,
  Italic, Link as BaseLink, ListItem, Mark, Node, OrderedList, Paragraph, Subscript, Superscript, Table as BaseTable,
  TableCell, TableHeader as BaseTableHeader, TableRow, Text,
} from "django-prose-editor/editor";

const attribute = (name, element) => element.getAttribute(name) || null;

// A picture's address as it is stored: from the root of this site, and only out of the library.
export const ourPicture = (source) => {
  try {
    const address = new URL(source, location.href);
    return address.origin === location.origin && address.pathname.startsWith("/media/") ? address.pathname : null;
  } catch {
    return null;
  }
};

const picture = (element) => {
  const image = element.matches("img") ? element : element.querySelector("img");
  const src = image && ourPicture(image.getAttribute("src") || "");
  if (!src) return false;
  return { src, alt: image.getAttribute("alt") || "", width: attribute("width", image), height: attribute("height", image) };
};

export const Picture = Node.create({
  name: "picture",
  group: "block",
  content: "inline*",
  draggable: true,
  isolating: true,
  // Read from the <img> inside, by getAttrs below.
  addAttributes: () => Object.fromEntries(
    Object.entries({ src: "", alt: "", width: null, height: null }).map(([name, value]) => [name, { default: value, parseHTML: () => null }]),
  ),
  parseHTML: () => [
    { tag: "figure", getAttrs: picture, contentElement: (figure) => figure.querySelector("figcaption") || document.createElement("div") },
    { tag: "img", getAttrs: picture, contentElement: () => document.createElement("div") },
  ],
  renderHTML: ({ node }) => {
    const { src, alt, width, height } = node.attrs;
    const size = width && height ? { width, height } : {};
    return ["figure", ["img", { src, alt, ...size }], ["figcaption", 0]];
  },
  addNodeView: () => ({ node }) => {
    const dom = document.createElement("figure");
    const image = document.createElement("img");
    const caption = document.createElement("figcaption");
    image.contentEditable = "false";
    dom.append(image, caption);
    const show = ({ attrs, content }) => {
      if (image.getAttribute("src") !== attrs.src) image.src = attrs.src;
      image.alt = attrs.alt;
      dom.classList.toggle("without-words", !attrs.alt);
      caption.dataset.hint = content.size ? "" : "Caption and credit";
    };
    show(node);
    return {
      dom,
      contentDOM: caption,
      update: (newer) => newer.type === node.type && (show(newer), true),
      ignoreMutation: (change) => change.type !== "selection" && !caption.contains(change.target),
    };
  },
});

// Who said what is quoted. Return begins a paragraph behind the quotation.
export const Speaker = Node.create({
  name: "speaker",
  content: "inline*",
  defining: true,
  parseHTML: () => [{ tag: "blockquote > cite", priority: 70 }, { tag: "blockquote > footer", priority: 70 }],
  renderHTML: () => ["cite", 0],
  addKeyboardShortcuts() {
    return {
      Enter: () => {
        const { $from } = this.editor.state.selection;
        if ($from.parent.type.name !== this.name) return false;
        const behind = $from.after($from.depth - 1);
        return this.editor.chain().insertContentAt(behind, { type: "paragraph" }).setTextSelection(behind + 1).run();
      },
    };
  },
});

export const Quote = Blockquote.extend({
  content: "block+ speaker?",
  addKeyboardShortcuts: () => ({}),
  addCommands() {
    return {
      ...this.parent?.(),
      // To the line of the speaker, which is made where there is none.
      nameSpeaker: () => ({ state, chain }) => {
        const { $from } = state.selection;
        for (let depth = $from.depth; depth > 0; depth -= 1) {
          const node = $from.node(depth);
          if (node.type.name !== this.name) continue;
          const end = $from.end(depth);
          if (node.lastChild.type.name === "speaker") return chain().setTextSelection(end - 1).run();
          return chain().insertContentAt(end, { type: "speaker" }).setTextSelection(end + 1).run();
        }
        return false;
      },
    };
  },
});

// A line that leads to another story; the headline in it is linked when the story is published.
export const Related = Node.create({
  name: "related",
  group: "block",
  content: "inline*",
  defining: true,
  parseHTML: () => [{ tag: "p.related", priority: 70 }],
  renderHTML: () => ["p", { class: "related" }, 0],
  addKeyboardShortcuts() {
    return {
      Enter: () => {
        const { $from } = this.editor.state.selection;
        if ($from.parent.type.name !== this.name) return false;
        const behind = $from.after();
        return this.editor.chain().insertContentAt(behind, { type: "paragraph" }).setTextSelection(behind + 1).run();
      },
    };
  },
});

// The title of a work inside a sentence, or the credit in a caption.
export const Work = Mark.create({
  name: "work",
  parseHTML: () => [{ tag: "cite" }],
  renderHTML: () => ["cite", 0],
});

export const Tongue = Mark.create({
  name: "tongue",
  addAttributes: () => ({ lang: { default: null, parseHTML: (element) => attribute("lang", element) } }),
  parseHTML: () => [{ tag: "span[lang]" }],
  renderHTML: ({ HTMLAttributes }) => ["span", HTMLAttributes, 0],
});

const TongueOfBlocks = Extension.create({
  name: "tongueOfBlocks",
  addGlobalAttributes: () => [{
    types: ["paragraph", "blockquote"],
    attributes: { lang: { default: null, parseHTML: (element) => attribute("lang", element) } },
  }],
});

export const Link = BaseLink.extend({
  addAttributes: () => ({
    href: { default: null, parseHTML: (element) => attribute("href", element) },
    hreflang: { default: null, parseHTML: (element) => attribute("hreflang", element) },
  }),
  renderHTML: ({ HTMLAttributes }) => ["a", { href: HTMLAttributes.href, hreflang: HTMLAttributes.hreflang }, 0],
  addKeyboardShortcuts: () => ({}),
});

export const Table = BaseTable.extend({
  addAttributes() {
    return {
      ...this.parent?.(),
      title: { default: null, parseHTML: (table) => table.querySelector("caption")?.textContent.trim() || null },
    };
  },
  parseHTML: () => [{ tag: "table" }, { tag: "caption", ignore: true }],
  renderHTML: ({ node }) => (
    node.attrs.title ? ["table", ["caption", node.attrs.title], ["tbody", 0]] : ["table", ["tbody", 0]]
  ),
  // A plain table instead of the one with columns to drag, whose widths no reader would see.
  addNodeView: () => ({ node }) => {
    const dom = document.createElement("table");
    const caption = document.createElement("caption");
    const contentDOM = document.createElement("tbody");
    caption.contentEditable = "false";
    const show = ({ attrs }) => {
      caption.textContent = attrs.title || "";
      if (attrs.title) dom.prepend(caption); else caption.remove();
    };
    dom.append(contentDOM);
    show(node);
    return {
      dom,
      contentDOM,
      update: (newer) => newer.type === node.type && (show(newer), true),
      ignoreMutation: (change) => change.type !== "selection" && !contentDOM.contains(change.target),
    };
  },
}).configure({ resizable: false });

const spans = (cell) => ({
  colspan: { default: 1, parseHTML: (element) => Number(element.getAttribute("colspan")) || 1, renderHTML: ({ colspan }) => (colspan > 1 ? { colspan } : {}) },
  rowspan: { default: 1, parseHTML: (element) => Number(element.getAttribute("rowspan")) || 1, renderHTML: ({ rowspan }) => (rowspan > 1 ? { rowspan } : {}) },
  colwidth: { default: null, rendered: false },
  ...cell,
});

const Cell = TableCell.extend({ addAttributes: () => spans({}) });
const HeadingCell = BaseTableHeader.extend({
  addAttributes: () => spans({ scope: { default: null, parseHTML: (element) => attribute("scope", element) } }),
});

export const everything = [
  Document, Text, Paragraph, Heading.configure({ levels: [2, 3] }), Bold, Italic, Subscript, Superscript, HardBreak,
  HorizontalRule, BulletList, OrderedList, ListItem, Quote, Speaker, Related, Work, Tongue, TongueOfBlocks,
  Link.configure({ openOnClick: false, autolink: false, linkOnPaste: false }), Picture, Table, TableRow, HeadingCell, Cell,
  History, Dropcursor, Gapcursor,
];

// Plain paragraphs divided by empty lines, as newsroom/desk/body.py reads them.
const BLOCK = /<(?:p|h[1-6]|ul|ol|blockquote|figure|table|div|br)\b[^<>]*>/i;

export const asHtml = (source) => {
  if (BLOCK.test(source)) return source;
  const holder = document.createElement("div");
  for (const part of source.replace(/\r\n?/g, "\n").trim().split(/\n\s*\n/)) {
    if (!part.trim()) continue;
    const paragraph = document.createElement("p");
    part.trim().split("\n").forEach((line, number) => {
      if (number) paragraph.append(document.createElement("br"));
      paragraph.append(line);
    });
    holder.append(paragraph);
  }
  return holder.innerHTML;
};

// The text as it is stored: one block a line, and no paragraph inside a list's item or a table's cell that needs none.
export const asStored = (html) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const box of page.querySelectorAll("li, td, th")) {
    const paragraphs = [...box.children].filter((child) => child.matches("p"));
    if (paragraphs.length === 1 && !paragraphs[0].attributes.length) paragraphs[0].replaceWith(...paragraphs[0].childNodes);
  }
  for (const empty of page.querySelectorAll("figcaption:empty, cite:empty")) empty.remove();
  const blocks = [...page.body.children].filter((block) => block.textContent.trim() || block.matches("hr") || block.querySelector("img"));
  return blocks.map((block) => block.outerHTML).join("\n");
};
