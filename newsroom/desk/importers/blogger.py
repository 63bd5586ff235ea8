"""What Blogger's archives say of their entries beside Atom: drafts, comments and settings stand among the posts.

The older kind (Blogger's own backup) says it in categories and AtomPub's draft mark, the newer (Google Takeout,
`blogger:` of 2018) in elements of its own.
"""

from dataclasses import dataclass

from .safe_xml import Node

_KIND = "http://schemas.google.com/g/2005#kind"
_STATUSES = {"live": "publish", "draft": "draft", "scheduled": "future"}
_SKIPPED = {
    "comment": "a comment",
    "settings": "a setting of the blog",
    "template": "the blog's template",
    "page": "a page; ask for pages to bring it in",
}


@dataclass(frozen=True, slots=True)
class Told:
    """`kind` is post, page, comment …, "" where the entry says nothing of it; `path` is where it stood, from the first
    slash on."""

    kind: str = ""
    status: str = ""
    path: str = ""
    is_binned: bool = False

    def skipped(self, types) -> str:
        """Why the entry becomes no story, as a clause; "" where it does."""
        if self.is_binned:
            return "in the bin"
        return "" if self.kind in ("", "post", *types) else _SKIPPED.get(self.kind, f"of the kind “{self.kind}”")


def told_of(node: Node) -> Told:
    """What an entry of an Atom feed says of itself."""
    terms = [category.attrs.get("term", "") for category in categories(node, of_kind=True)]
    kind = node.line_text("blogger:type") or next((term.rpartition("#")[2] for term in terms), "")
    status = node.line_text("blogger:status").lower()
    is_draft = any(control.line_text("app:draft").lower() == "yes" for control in node.all("app:control"))
    path = node.line_text("blogger:filename")
    return Told(
        kind=kind.lower(),
        status="draft" if is_draft else _STATUSES.get(status, "draft" if status else ""),
        path=path if path.startswith("/") else "",
        is_binned="trash" in status,
    )


def categories(node: Node, *, of_kind: bool = False) -> list[Node]:
    """The categories of an entry: those that readers see, or those that say what kind of entry it is."""
    found = [*node.all("atom:category"), *node.all("category")]
    return [category for category in found if (category.attrs.get("scheme") == _KIND) == of_kind]
