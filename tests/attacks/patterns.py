"""Every pattern in the project's own code, and texts made of each that would make a careless one think for long.

A pattern is attacked with what it is made of: for each repeat in it, what leads there, what is repeated, many times,
and an end that does not fit.
"""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from re import _constants as op
from re import _parser as parser
from time import process_time

PACKAGES = ("newsroom", "people", "companies")
ROOT = Path(__file__).resolve().parents[2]
_ASKED_ANYWHERE = {"search", "sub", "subn", "split", "findall", "finditer"}
_ASKED_AT_START = {"match", "fullmatch"}
# Characters of each kind that patterns tell apart; the first stands for the kind.
_OF_CATEGORY = {
    op.CATEGORY_DIGIT: "0",
    op.CATEGORY_NOT_DIGIT: "a-",
    op.CATEGORY_SPACE: " \n",
    op.CATEGORY_NOT_SPACE: "a-",
    op.CATEGORY_WORD: "a0_",
    op.CATEGORY_NOT_WORD: " -",
}
_ANY = "a0_ -\n<&'\"/.中"
_WRONG_ENDS = ("\x00", "!", "\n")


@dataclass(frozen=True, slots=True)
class Found:
    """A pattern, where it stands, and what is asked of it: the verbs of re, all that look anywhere being one."""

    pattern: re.Pattern
    where: str
    asked: str


def patterns() -> tuple[list[Found], set[str]]:
    """(every pattern of the project, the functions that make some of words which only a call knows)."""
    files = [(path, import_module(name)) for path, name in _modules()]
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path, _ in files}
    everywhere = _asked(trees.values())
    found: dict[tuple[re.Pattern, str], Found] = {}
    made_in_calls = set()

    def add(pattern: re.Pattern, where: str, verbs: set[str]) -> None:
        for verb in {"finditer"} if not verbs or verbs & _ASKED_ANYWHERE else verbs & _ASKED_AT_START:
            found.setdefault((pattern, verb), Found(pattern, where, verb))

    for path, module in files:
        file, here = str(path.relative_to(ROOT)), _asked([trees[path]])
        for name, value in list(vars(module).items()):
            for pattern in _within(value):
                is_named = isinstance(value, re.Pattern)
                asked = (here if name.startswith("_") else everywhere).get(name, set())
                add(pattern, f"{file}:{name}", asked if is_named else set())
        for function in ast.walk(trees[path]):
            if not isinstance(function, ast.FunctionDef | ast.Lambda):
                continue
            for call in ast.walk(function):
                if (verb := _verb_of_re(call)) and not isinstance(function, ast.Lambda):
                    where = f"{file}:{function.name}"
                    try:
                        pattern = re.compile(*(_value(each, module) for each in _arguments(call)))
                    except NameError:
                        made_in_calls.add(where)
                    else:
                        add(pattern, where, {verb})
    return list(found.values()), made_in_calls


def _modules():
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts and path.name != "gunicorn_conf.py":
                yield path, ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _within(value, depth: int = 0) -> Iterator[re.Pattern]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, list | tuple | dict | set | frozenset) and depth < 4 and len(value) < 1000:
        for each in [*value.values(), *value] if isinstance(value, dict) else value:
            yield from _within(each, depth + 1)


def _verb_of_re(node: ast.AST) -> str:
    """What a call asks of the module re; empty where it is none."""
    is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args
    if not is_call or getattr(node.func.value, "id", "") != "re":
        return ""
    return node.func.attr if node.func.attr in _ASKED_ANYWHERE | _ASKED_AT_START | {"compile"} else ""


def _arguments(call: ast.Call) -> list[ast.expr]:
    """The pattern and its flags."""
    flags = [each.value for each in call.keywords if each.arg == "flags"]
    place = {"compile": 1, "split": 3}.get(call.func.attr, 4 if call.func.attr in {"sub", "subn"} else 2)
    return [call.args[0], *(call.args[place : place + 1] or flags)]


def _value(node: ast.expr, module):
    return eval(compile(ast.Expression(node), "<pattern>", "eval"), dict(vars(module)))  # noqa: S307  our own source


def _asked(trees) -> dict[str, set[str]]:
    """What is asked of each pattern, by its name; of two with one name both. Handed on, it may be asked anything."""
    asked: dict[str, set[str]] = {}
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in _ASKED_ANYWHERE | _ASKED_AT_START:
                name = getattr(node.value, "id", "") or getattr(node.value, "attr", "")
                asked.setdefault(name, set()).add(node.attr)
    return asked


# Attacks


def attacks(pattern: re.Pattern) -> set[tuple[str, str]]:
    """(what leads to a repeat, what is repeated) for everything in the pattern that may come again and again."""
    found: set[tuple[str, str]] = set()
    written = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    tree = parser.parse(written, pattern.flags & ~re.DEBUG)
    _walk(tree, [""], found)
    whole = _samples(tree)
    found |= {("", each) for each in whole if each}
    letters = "".join(dict.fromkeys("".join(body for _, body in found)))[:8]
    found |= {(start, letter) for start in ("", "a") for letter in letters}
    return found


def _walk(tree, before: list[str], found: set) -> list[str]:
    """Collects the repeats of a sequence; gives what may stand before what comes next."""
    for verb, about in tree:
        if verb in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            least, most, body = about
            samples = _samples(body)
            if most > 20:
                found |= {(start, each) for start in before[:2] for each in samples if each}
                found |= {("", start) for start in before if start}  # begun again and again, and never ended
                found |= {(start, "".join(samples)) for start in before[:1] if len(samples) > 1}
            _walk(body, before, found)
            inside = [each * max(least, 1) for each in samples[:2]] or [""]
        elif verb is op.BRANCH:
            for branch in about[1]:
                _walk(branch, before, found)
            inside = _samples([(verb, about)])
        elif verb is op.SUBPATTERN:
            _walk(about[3], before, found)
            inside = _samples(about[3])
        elif verb is op.ATOMIC_GROUP:
            _walk(about, before, found)
            inside = _samples(about)
        elif verb in (op.ASSERT, op.ASSERT_NOT):
            _walk(about[1], before, found)
            inside = [""]
        else:
            inside = _samples([(verb, about)])
        before = list(dict.fromkeys(start + each for start in before for each in inside))[:2] or before
    return before


def _samples(tree) -> list[str]:
    """A few short texts that the sequence matches, or nearly."""
    found = [""]
    for verb, about in tree:
        if verb is op.LITERAL:
            inside = [chr(about)]
        elif verb is op.NOT_LITERAL:
            inside = [letter for letter in _ANY if ord(letter) != about][:2]
        elif verb is op.ANY:
            inside = ["a", " "]
        elif verb is op.IN:
            inside = _of_set(about)
        elif verb in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            inside = [each * max(about[0], 1) for each in _samples(about[2])]
        elif verb is op.BRANCH:
            inside = [each for branch in about[1][:6] for each in _samples(branch)[:2]]
        elif verb is op.SUBPATTERN:
            inside = _samples(about[3])
        elif verb is op.ATOMIC_GROUP:
            inside = _samples(about)
        else:  # marks of places, what only looks ahead, and words that came before
            inside = [""]
        found = list(dict.fromkeys(start + each for start in found for each in inside))[:6]
    return found


def _of_set(members) -> list[str]:
    is_not = members[0][0] is op.NEGATE
    letters: list[str] = []
    for verb, about in members[is_not:]:
        if verb is op.LITERAL:
            letters.append(chr(about))
        elif verb is op.RANGE:
            letters += [chr(about[0])]
        elif verb is op.CATEGORY:
            letters += _OF_CATEGORY.get(about, "")
    if not is_not:
        return letters[:5]
    one = re.compile("|".join(map(re.escape, letters)) or r"(?!)")
    return [letter for letter in _ANY if not one.fullmatch(letter)][:3]


def seconds(found: Found, text: str) -> float:
    """Processor time that the pattern takes for the text, asked as the code asks it."""
    if isinstance(found.pattern.pattern, bytes):
        text = text.encode("latin-1", "ignore")
    began = process_time()
    if found.asked == "finditer":
        for _ in found.pattern.finditer(text):
            pass
    else:
        getattr(found.pattern, found.asked)(text)
    return process_time() - began


# Characters of a text. What takes longer than a moment is looked at again with three times as many, which may take five
# times as long: some systems count processor time in steps of 4 ms. What takes an eighth of a moment is first asked for
# four times as many, so that a fast machine finds what a slow one does.
LENGTH, MOMENT, FAIR_GROWTH = 8000, 0.017, 5
# Most take no longer than this for a quarter of it, and need no second look; the square of its number would.
GLANCE = 0.0004
BEYOND_DOUBT = 15e-6  # seconds for each character, of which the dearest of ours needs an eighth


def labours(found: Found, reach: Callable[[str], str] = str) -> str:
    """A text that keeps the pattern busy for longer than its length lets it; empty where there is none.

    `reach` gives what is left of a text where the pattern gets to see it.
    """
    for start, body in sorted(attacks(found.pattern)):
        for end in _WRONG_ENDS:

            def time(times, start=start, body=body, end=end):
                return seconds(found, reach(start + body * times + end))

            many = LENGTH // len(body)
            # Three times, since a machine that does much else takes longer now and then by itself.
            if any(all(time(times) > MOMENT for _ in range(3)) for times in (12, 24, 48, 96, 400) if times < many):
                return f"{start!r} + {body!r} * 400 + {end!r}"
            if time(many // 4) < GLANCE or time(many) < MOMENT / 8:
                continue
            for times in (many, many * 4):
                # Again and again, for the same reason.
                if time(times) > MOMENT and (
                    time(times * 3) > BEYOND_DOUBT * LENGTH * 3 * times / many
                    or all(time(times * 3) > FAIR_GROWTH * time(times) for _ in range(5))
                ):
                    return f"{start!r} + {body!r} * {times * 3} + {end!r}"
    return ""
