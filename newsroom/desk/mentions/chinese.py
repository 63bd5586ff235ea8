"""What stands around a name among Chinese characters: edges, titles of works, buildings, roles."""

import re

from . import hanzi
from .hits import Hit
from .reading import Reading

# Chinese

_CREDIT = re.compile(r"[^，。]{0,2}(?:讯|\d{1,2}月\d{1,2}日|[^，。]{0,6}\d{1,2}日电|[^，。]{0,12}日电)")


_RUNS_ON = re.compile(r"([一-鿿]{0,6}?)(?:" + "|".join(hanzi.BODY_TAILS) + ")")


_LEGAL_HAN = re.compile("|".join(hanzi.LEGAL))


HAN = re.compile("[一-鿿]")

# 北京大学生 are students in Beijing; 清华大学生命科学学院 is a school of Tsinghua.
_STUDENTS = re.compile("生(?![命物态活理化医产])")


def judge_han(reading: Reading, hit: Hit, words: tuple[str, ...]) -> None:
    text, start, end = reading.folded, hit.start, hit.end
    name = "".join(words)
    legal = None if hit.name.type == "person" else _LEGAL_HAN.match(text, end)
    if legal and legal.end() > end and not name.endswith("公司"):
        hit.end, hit.last = legal.end(), hit.last + legal.end() - end
        hit.note(30 if hit.points < 60 else 16, "with its legal form")
        end = hit.end
    titled(reading, hit)
    if hit.name.type == "person" and (whose := _longer_name(text, start, end, name)):
        hit.longer = whose
        # What stands before is certain; behind may be a word that no list has.
        hit.note(-30 if whose.startswith(name) else -45, f"seems part of another’s name, “{whose}”")
        return
    _edges(hit, text, start, end, name, bool(legal))
    if not legal:
        _followed(hit, text, end, name)
    _foreign(hit, text, start, end, name)
    if (
        hit.name.type != "person"
        and not legal
        and len(name) <= 4
        and not name.endswith(hanzi.TAILS)
        and not text.startswith(hanzi.COMPANY_SIGNS, end)
    ):
        hit.unmarked = True
    if hit.name.type != "person" and start <= 1 and _CREDIT.match(text, end):
        hit.note(-35, "a credit: who reported it, not whom it is about")


def _longer_name(text: str, start: int, end: int, name: str) -> str:
    """The name of somebody else that holds this one: 欧阳明 holds 阳明, 马云龙 in 马云龙表示 holds 马云."""
    surname, after = text[max(0, start - 1) : start + 1], text[end : end + 1]
    if surname in hanzi.DOUBLE_SURNAMES and text[start - 2 : start] not in hanzi.COMMON:
        return surname + name[1:]
    if (
        len(name) == 2
        and HAN.match(after)
        and after not in hanzi.EDGE_AFTER | hanzi.BEFORE_VERBS
        and text[end : end + 2] not in hanzi.COMMON
        and not text.startswith(hanzi.PERSON_SIGNS, end)
        and text.startswith(hanzi.PERSON_SIGNS, end + 1)
    ):
        return name + after
    return ""


def _edges(hit: Hit, text: str, start: int, end: int, name: str, legal: bool) -> None:
    """Do the characters at the name's edges belong to other words?"""
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    cut_left = HAN.match(before) and before + name[0] in hanzi.COMMON
    cut_right = not legal and HAN.match(after) and name[-1] + after in hanzi.COMMON
    short = len(name) <= 3
    if cut_left and text[start - 2 : start] not in hanzi.COMMON:
        hit.note(-38 if short else -22, f"“{before}{name[0]}” before it is a word")
    elif cut_left:
        hit.note(-12, f"“{before}{name[0]}” might be a word")
    if cut_right and text[end : end + 2] not in hanzi.COMMON and after not in hanzi.EDGE_AFTER:
        hit.note(-38 if short else -22, f"“{name[-1]}{after}” after it is a word")
    elif cut_right:
        hit.note(-12, f"“{name[-1]}{after}” might be a word")
    if cut_left or cut_right:
        return
    clean_left = (
        not before or not HAN.match(before) or before in hanzi.EDGE_BEFORE or text[start - 2 : start] in hanzi.COMMON
    )
    clean_right = (
        legal or not after or not HAN.match(after) or after in hanzi.EDGE_AFTER or text[end : end + 2] in hanzi.COMMON
    )
    if clean_left and clean_right:
        hit.note(12, "stands free on both sides")
    elif not clean_left and not clean_right and short:
        hit.note(-6 if hit.name.type == "person" else -14, "stands free on neither side")


def _followed(hit: Hit, text: str, end: int, name: str) -> None:
    if hit.name.type == "person":
        if text.startswith(hanzi.PERSON_SIGNS, end):
            hit.note(10, "speaks or bears a title")
        elif text.startswith(hanzi.PLACE_TAILS, end):
            hit.note(-30, "seems part of a place's or a body's name")
        return
    if _STUDENTS.match(text, end) and name.endswith("学"):
        hit.note(-40, "“生” behind it makes students of it")
    elif text.startswith(hanzi.COMPANY_SIGNS, end):
        hit.acts = True
        hit.note(10, "acts like a company")
    elif text.startswith(hanzi.PLACE_TAILS, end):
        hit.note(-40 if len(name) <= 3 else -28, "seems part of a place's or a building's name")
    else:
        body = _RUNS_ON.match(text, end)
        if body and not any(char in hanzi.EDGE_AFTER for char in body[1]):
            hit.note(-50 if len(body[0]) <= 4 else -35, f"seems part of another body's name, “{name}{body[0]}”")


def _foreign(hit: Hit, text: str, start: int, end: int, name: str) -> None:
    """卡马乔 holds 马乔, 保罗·盖蒂 holds 盖蒂."""
    if hit.name.type == "person":
        for role in hanzi.ROLES_BEFORE:
            if text.endswith(role, max(0, start - 6), start):
                hit.note(8, f"after “{role}”")
                break
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    if before in {"·", "•", "・"} or after in {"·", "•", "・"}:
        hit.note(-32, "part of a longer foreign name")
    elif len(name) <= 3 and all(char in hanzi.SOUNDS for char in name):
        two_before, two_after = text[max(0, start - 2) : start], text[end : end + 2]
        if (before in hanzi.SOUNDS and two_before not in hanzi.COMMON and before not in hanzi.EDGE_BEFORE) or (
            after in hanzi.SOUNDS and two_after not in hanzi.COMMON and after not in hanzi.EDGE_AFTER
        ):
            hit.note(-32, "perhaps part of a longer foreign name")


def titled(reading: Reading, hit: Hit) -> None:
    """Inside 《》 stands the title of a book, a film, a magazine."""
    text = reading.text
    opening = text.rfind("《", max(0, hit.start - 40), hit.start)
    closing = text.find("》", hit.end, hit.end + 40)
    if opening >= 0 and closing >= 0 and "》" not in text[opening : hit.start]:
        # The headline of an article may name a company, the title of a work is a name of its own.
        hit.note(-45 if closing - opening <= 12 else -16, "within 《》, the title of a work")
