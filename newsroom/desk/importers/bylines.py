"""Names in the lines that credit people: "By A and B (OUTLET)", "责任编辑：张三", "林墨言/松岭日报".

Pure functions on one line of text. They say who is credited, in which role and for which outlet; which lines
of a page to ask is the caller's business, since "By the river" is a byline only in the wrong place.
"""

import re

from .dates import find_dates, is_date_line, without_dates
from .names import are_chinese_names, has_degree, is_name, is_organisation, is_outlet, strip_degrees
from .page_lines import cjk_count, fold, is_chinese, weight
from .record import CreditRecord

LONGEST_BYLINE = 240

# What stands before a name on English pages. A label needs a colon or the word "by".
ENGLISH_ROLES = [
    ("editor", r"edited|(?:web |copy |news |managing |senior |executive |assistant |online )?editors?"),
    ("photographer", r"photo(?:graph)?(?:s|ed|y)?|photographers?|pictures?|images?"),
    ("translator", r"translat(?:ed|ors?|ion)"),
    (
        "writer",
        r"(?:(?:story|words|text|article|report|reporting|analysis|opinion|commentary|written|reported|compiled|"
        r"posted|published|submitted|created|contributed|produced|special|and|photos|photography)\s){0,3}|authors?|writers?|reporters?|"
        r"correspondents?|columnists?|publié|publicado|gepostet|eingestellt",
    ),
]
ENGLISH_CREDIT = [
    (
        role,
        re.compile(rf"^[\s(\[—–*•-]{{0,4}}(?:{label})\s?(?:\b(?:by|par|por|von)\b|:)[\s:]{{1,3}}(?P<who>\S.*)$", re.I),
    )
    for role, label in ENGLISH_ROLES
]
TEAM_BY = re.compile(r"^(?P<team>[A-Z][\w .'’-]{2,40}) By (?P<who>[A-Z].*)$")
GLUED_BY = re.compile(r"^(\W{0,4}By)(?=[A-Z][\w.])")  # "By" and the name are elements of their own, side by side
BARE_BY = re.compile(r"^(?:written |posted |words |story )?by:?$", re.I)
ENGLISH_OUTLET = re.compile(r"^\(?(?:source|via)\s?[:：]\s{0,2}(?P<who>[^|()]{2,60})", re.I)
ONLY_OUTLET = re.compile(r"^[\s|]*\(\s{0,2}(?P<who>[^()]{2,50}?)\s{0,2}\)[\s|]*$")

# The words of Chinese credit lines, longest first so that 责任编辑 isn't read as 编辑.
CHINESE_ROLES = {
    "editor": "责任编辑 本文编辑 网络编辑 本期编辑 值班编辑 新媒体编辑 责编 编辑 主编 审核 编审",
    "photographer": "摄影记者 摄影报道 摄影 图片 图 摄",
    "translator": "翻译 编译 译者",
    "writer": "见习记者 实习记者 特约记者 通讯员 本报记者 文字记者 记者 作者 撰文 撰稿 采写 采访 执笔 文 原创作者 供稿",
    "outlet": "文章来源 本文来源 信息来源 新闻来源 稿件来源 来源 稿源 来源于 转自 出处",
}
CHINESE_LABELS = {label: role for role, labels in CHINESE_ROLES.items() for label in labels.split()}
CHINESE_LABEL = "|".join(sorted(CHINESE_LABELS, key=len, reverse=True))
CHINESE_CREDIT = re.compile(rf"(?<![\u4e00-\u9fff])(?P<label>{CHINESE_LABEL})\s{{0,2}}[:/丨|]\s{{0,3}}")
# Without a colon only these are labels; 文 and 图 alone are ordinary words.
HAN = r"[\u4e00-\u9fff]"
CHINESE_SPACED = re.compile(rf"(?:责任编辑|责编|编辑|作者|{HAN}{{0,8}}?(?:记者|通讯员))\s{{1,2}}(?={HAN})")
CHINESE_IN_TEXT = re.compile(
    rf"[(（]\s?{HAN}{{0,8}}?(?:记者|通讯员)\s{{0,2}}[:：]?\s{{0,2}}(?P<who>[\u4e00-\u9fff·\s、]{{2,40}})[)）]"
)
CHINESE_NAME_AND_OUTLET = re.compile(rf"^(?P<who>[\u4e00-\u9fff·、\s]{{2,24}}?)\s?[/|丨]\s?(?P<outlet>{HAN}{{3,20}})$")
STAFF_CODE = re.compile(r"[_\s]?[A-Z]{1,4}\d{2,8}\b")
# Reporting kind before a reporter's name: 松岭见习记者 林墨言.
REPORTER = re.compile(r"^[\u4e00-\u9fff]{0,10}(?:记者|通讯员|编辑)\s{0,2}")

PARTS = re.compile(r"\s?[|•·]\s|\s[–—]\s")
CUT_OFF = re.compile(
    r"\s(?:follow\b|@|e-?mail\b|https?:|updated\b|published\b|posted\b|last\b|at\b|on\b|à\b|um\b|in\s[A-Z]|reports?\b"
    r"|is an?\b|\d).*$|@\S.*$",
    re.I,
)
# "By Ann Example, Senior Reporter": behind a name this is neither an outlet nor another name.
JOB = re.compile(r"\b(?:writer|reporter|correspondent|editor|contributor|columnist|producer|photographer)s?$", re.I)
FOR_OUTLET = re.compile(r"^(?P<who>.+?)\s(?:for|of|with|from)\s(?:the\s)?(?P<outlet>[A-Z].{1,50})$")
SPLIT_NAMES = re.compile(r"\s?(?:;|,|&|/|\band\b|\bwith\b)\s?")
TRIM = " \t|,;:·•*—–-[]【】()（）。."


def read_credits(line):
    """The credits a labelled line gives, in order; an empty list when the line is no credit line."""
    if len(line) > LONGEST_BYLINE:
        return []
    text = GLUED_BY.sub(r"\1 ", without_dates(line, find_dates(line)))
    if chinese := _chinese_credits(text):
        return chinese
    credits = []
    for part in PARTS.split(text):
        for role, shape in ENGLISH_CREDIT:
            if match := shape.match(part):
                credits += _english_names(match["who"], role)
                break
    if credits:
        return credits
    # "National Desk By National Desk", "Cedar Staff By Ann Smith": the name printed twice or after a team.
    match = TEAM_BY.match(text)
    return _english_names(match["who"], "writer") if match and is_organisation(match["team"]) else []


def read_outlet(line, *, labelled=False):
    """The outlet that a line names as its source: "来源：松岭网", "Source: Cedar Daily", "( Cedar Daily )".

    With `labelled` only a line that says so counts; in a text "(Laughter)" is no outlet.
    """
    if len(line) > LONGEST_BYLINE:
        return ""
    text = without_dates(line, find_dates(line))
    for label, value in _labelled(text):
        if CHINESE_LABELS.get(label) == "outlet":
            return _outlet(value)
    for part in PARTS.split(text):
        if match := ENGLISH_OUTLET.match(part.strip()):
            return match["who"].strip(TRIM)
    if labelled:
        return ""
    if (match := ONLY_OUTLET.match(text)) and ":" not in match["who"]:
        return match["who"].strip(TRIM)
    # "Cedar News February 24, 2020", "2019年11月25日 18:57 松岭消息": an outlet and a date, without a label.
    rest = text.replace("原创", "").strip(TRIM)
    if text != fold(line) and ":" not in rest and weight(rest) <= 5 and is_outlet(rest):
        return rest
    return ""


def read_bare_names(line):
    """Credits from a line that is nothing but names, perhaps with degrees, an outlet or a date.

    Only the head of a page may be asked this; in a text "Silicon Valley" would pass as a person.
    """
    if len(line) > LONGEST_BYLINE:
        return []
    text = without_dates(line, find_dates(line)).strip(TRIM)
    if is_chinese(text):
        if (match := CHINESE_NAME_AND_OUTLET.match(text)) and are_chinese_names(match["who"]):
            return [CreditRecord(name, "writer", match["outlet"]) for name in are_chinese_names(match["who"])]
        return []
    names = _english_names(text, "writer", strict=True)
    return names if names and not any(is_organisation(credit.name) for credit in names) else []


def is_bare_by(line):
    """A "By" alone on its line, whose name is the next line."""
    return bool(BARE_BY.match(fold(line).strip()))


def is_meta(line):
    """A line about the story rather than of it: date, names, source."""
    return is_date_line(line) or bool(read_credits(line)) or bool(read_outlet(line)) or is_bare_by(line)


def is_head_meta(line):
    """A line of the kind that stands above a text; who edited it stands below as often."""
    credits = read_credits(line)
    return any(credit.role == "writer" for credit in credits) or (not credits and is_meta(line))


def is_degreed(line):
    """Names with degrees, as papers print them one a line."""
    return has_degree(line) and bool(read_bare_names(line.strip(" ,;")))


def read_reporters(paragraph):
    """Reporters that a Chinese agency paragraph names in brackets at its start: 松岭网10月4日讯（记者林墨言）."""
    match = CHINESE_IN_TEXT.search(paragraph, 0, 80)
    return [CreditRecord(name) for name in are_chinese_names(match["who"], loose=True)] if match else []


def _chinese_credits(text):
    credits = []
    for label, value in _labelled(text):
        role = CHINESE_LABELS.get(label, "editor" if label.endswith(("编辑", "责编")) else "writer")
        if role == "outlet":
            continue
        value = STAFF_CODE.sub(" ", REPORTER.sub("", value.strip(TRIM)))
        if cjk_count(value):
            credits += [CreditRecord(name, role) for name in are_chinese_names(value, loose=True)]
        else:
            credits += _english_names(value, role)
    return credits


def _labelled(text):
    """(label, value) pairs of a Chinese credit line; a value ends where the next label or a bracket begins."""
    marks = list(CHINESE_CREDIT.finditer(text))
    if not marks:
        text = text.strip(TRIM)
        spaced = CHINESE_SPACED.match(text)
        return [(spaced[0].strip(), text[spaced.end() :])] if spaced else []
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return [
        (mark["label"], re.split(r"[】\])|]", text[mark.end() : end])[0]) for mark, end in zip(marks, ends, strict=True)
    ]


def _outlet(value):
    value = value.strip(TRIM)
    if cjk_count(value[:2]):
        return (value.split() or [""])[0].strip(TRIM)
    return re.split(r"\s{2}|[|·]", value)[0].strip(TRIM)


def _english_names(text, role, *, strict=False):
    """Names of an English byline with the outlet that follows them, in brackets, after a comma or after "for"."""
    outlet = ""
    text = text.strip(" |")
    if match := re.match(r"^(?P<who>[^()]{2,120}?)\s?\(\s?(?P<outlet>[^()]{2,60}?)\s?\)", text):
        text, outlet = match["who"], match["outlet"]
    text = CUT_OFF.sub("", re.split(r"\s[|–—·•-]\s|\s\||\|\s", text)[0]).strip(" |,;:·•*—–-")
    if not strict and (match := FOR_OUTLET.match(text)):
        text, outlet = match["who"], outlet or match["outlet"]
    text = re.sub(r",\s(Jr|Sr)\b", r" \1", text)
    credits = []
    for part in SPLIT_NAMES.split(strip_degrees(text)):
        part = part.strip(" ,)]】") if re.search(r"\b[JS]r\.$", part) else part.strip(" .,)]】")
        if not part:
            continue
        if credits and JOB.search(part):
            continue
        if credits and is_organisation(part):
            outlet = outlet or part
        elif is_name(part, strict=strict) or (not strict and not credits and is_organisation(part)):
            credits.append(CreditRecord(part, role))
        elif strict or not credits or len(re.findall(r"\b[a-z]{2,}", part)) > 2:
            # "By Christmas, it was over": no byline goes on in small letters.
            return []
    return [CreditRecord(credit.name, credit.role, outlet) for credit in credits]
