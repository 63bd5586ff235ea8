"""The arrows of the house, held by reading every import: newsroom → people → companies, and desk and public apart."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = ("newsroom", "people", "companies")
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for app in OURS
    for path in (ROOT / app).rglob("*.py")
}

# Whoever stands on the left must not know anything on the right.
FORBIDDEN = {
    "companies": ["people", "newsroom"],
    "people": ["newsroom"],
    "newsroom.models": ["newsroom.desk", "newsroom.public", "newsroom.demo", "newsroom.management"],
    "newsroom.social_cards": ["newsroom.desk", "newsroom.public", "newsroom.demo", "newsroom.management"],
    "newsroom.public": ["newsroom.desk", "newsroom.demo", "newsroom.management"],
    "newsroom.desk": ["newsroom.public", "newsroom.demo", "newsroom.management"],
    "newsroom.demo": ["newsroom.public"],
    "newsroom.desk.mentions": list(OURS),
    "newsroom.differences": list(OURS),
}
# The desk's tables, which hold what readers may not see yet.
DESK_TABLES = {
    "Article",
    "ArticleCredit",
    "ArticleTag",
    "Decision",
    "Delivery",
    "EditBuffer",
    "Event",
    "ImportLine",
    "ImportRun",
    "Mention",
    "MergeRecord",
    "NameRecord",
    "OldAddress",
    "Presence",
    "Revision",
    "SavedForm",
    "ShareLink",
    "SourceName",
    "Stage",
    "StoryScan",
    "Twins",
}


# The one door, and the two rooms behind it that nobody else enters. A rehearsal publishes as well, and throws it away;
# a restore holds stories back, before anybody else is there.
OPEN_TO_ALL = {"newsroom.desk.workflow", "newsroom.desk.rehearsal", "newsroom.desk.holding"}
DOOR = OPEN_TO_ALL | {"newsroom.desk.claims", "newsroom.desk.editions", "newsroom.desk.writing"}


def within(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


def imports(module: str) -> set[str]:
    """The names of ours that a module imports, at its top or inside functions, as dotted paths."""
    path = MODULES[module]
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            origin = ".".join([*base, *([node.module] if node.module else [])])
            found.add(origin)
            found.update(f"{origin}.{alias.name}" for alias in node.names)
    return {name for name in found if name.split(".")[0] in OURS}


@pytest.mark.parametrize("package", FORBIDDEN)
def test_arrows_point_down(package):
    wrong = [
        f"{module} imports {name}"
        for module in MODULES
        if within(module, package) and "migrations" not in module
        for name in imports(module)
        for barred in FORBIDDEN[package]
        # Inside its own package a module may import what the rule bars from elsewhere.
        if within(name, barred) and not within(name, package)
    ]
    assert not wrong


def test_readers_side_never_touches_the_desks_tables():
    wrong = []
    for module, path in MODULES.items():
        if not within(module, "newsroom.public"):
            continue
        wrong += [f"{module} imports {name}" for name in imports(module) if name.rpartition(".")[2] in DESK_TABLES]
        wrong += [f"{module} imports {name}" for name in imports(module) if within(name, "newsroom.models.article")]
        wrong += [f"{module} imports {name}" for name in imports(module) if within(name, "newsroom.models.writing")]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in {"article", "articles_about", "articles_led"}:
                wrong.append(f"{module}:{node.lineno} reaches .{node.attr}")
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "newsroom_article" in node.value:
                wrong.append(f"{module}:{node.lineno} names the table of articles")
    assert not wrong


def test_only_the_workflow_moves_a_stage_or_makes_an_edition():
    wrong = []
    for module, path in MODULES.items():
        if module in DOOR or "migrations" in module:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func)
            writes = called == "Edition" or called.endswith((".update", ".create", ".bulk_create", ".update_or_create"))
            keywords = {keyword.arg for keyword in node.keywords}
            if writes and ("Edition.objects" in called or called == "Edition" or "stage" in keywords):
                wrong.append(f"{module}:{node.lineno} {called}")
        wrong += [f"{module} imports {name}" for name in imports(module) & (DOOR - OPEN_TO_ALL)]
    assert not wrong


def test_the_house_has_no_junk_drawer():
    names = {"utils", "helpers", "common", "misc", "tools"}
    assert not [module for module in MODULES if names & set(module.split("."))]
