"""Whether a line of attribution names somebody: the name stands there by itself, and not as a part of a longer one.

Nobody is shown saying what another said, so a line that might be another's counts as theirs: “Li Na Wang” is not Li Na,
and 欧阳明 not 阳明. Pure, and as fast for a line of any length.
"""

import re

from newsroom.story_words import HAN

_LETTER = re.compile(HAN.pattern.replace("[", r"[^\W\d_", 1))  # of any other script; a name may stand right beside Han
_SIGNS = '.,;:!?)]”"，；：'
_AROUND = 60  # characters that are looked at on each side

# Names in Han have neither end that shows: what goes on in Han belongs to a longer name, unless it begins with one of
# these; and so does what stands before a name of two characters, unless it ends with one.
_TITLES = (
    "副|常务|执行|非执行|名誉|独立|高级|联合|总|主任|主席|董事|经理|首席|书记|秘书|理事|[院校所会局部处市区行]长|教授|院士|博士|研究员|工程师|科学家|分析师"
    "|专家|律师|老师|记者|先生|女士|小姐|同志|创始人|合伙人|负责人|发言人|公司|集团"
)
_BEHIND = re.compile(f"{_TITLES}|说|称|表示|认为|指出|介绍")
_BEFORE = re.compile(f"(?:{_TITLES}|董事长|总裁|总监|[席执行政务]官|代表|大学|学院|委员会|管委会|协会|中心|和|与|及)$")
# Two characters that together are a family name. Of a name of three and more, only these make a longer one.
_FAMILIES = """
    欧阳 司马 上官 诸葛 司徒 东方 皇甫 尉迟 公孙 慕容 令狐 宇文 长孙 夏侯 轩辕 端木
    申屠 独孤 南宫 西门 闻人 澹台 公冶 太史 钟离 宗政 濮阳 淳于 单于 万俟 赫连 鲜于
    闾丘 呼延 拓跋 百里 东郭 歐陽 司馬 諸葛 東方 尉遲 公孫 長孫 軒轅 獨孤 南宮 西門
"""
_DOUBLE = frozenset(_FAMILIES.split())

# A word with a capital beside a name is a further part of it, unless it says what somebody is, or of what.
_OFFICES = """
    academician acting adviser advisor analyst architect assistant associate author board captain ceo cfo chair chairman
    chairperson chairwoman chief co cofounder commissioner committee company consultant coo coordinator corp corporation
    cto curator dean deputy designer developer director doctor dr economist editor engineer executive expert founder
    founding general governor group head holdings inc inventor investor journalist lawyer lead leader lecturer ltd madam
    manager managing mayor member minister miss mr mrs ms officer owner partner premier president principal prof
    professor programmer representative researcher scientist secretary senior speaker spokesman spokesperson
    spokeswoman teacher the vice
"""
_OFFICE = frozenset(_OFFICES.split())


def stands_in(name: str, text: str) -> bool:
    place = text.find(name)
    while place >= 0:
        end = place + len(name)
        if _begins(name, text[max(0, place - _AROUND) : place]) and _ends(name, text[end : end + _AROUND]):
            return True
        place = text.find(name, place + 1)
    return False


def _begins(name: str, before: str) -> bool:
    if HAN.match(name):
        if not before or not HAN.match(before[-1]) or _BEFORE.search(before):
            return True
        return len(name) > 2 and before[-1] + name[0] not in _DOUBLE
    if _LETTER.match(before.removesuffix("-")[-1:]) or before[-1:].isdecimal():
        return False
    # A name of one word may be a firm's, beside which a person's stands.
    if " " not in name or not before.endswith(" "):
        return True
    word = before[:-1].rpartition(" ")[2]
    return word.endswith(tuple(_SIGNS[1:])) or not _is_part(name, word.rstrip("."))


def _ends(name: str, behind: str) -> bool:
    if HAN.match(name[-1]):
        return not HAN.match(behind) or _BEHIND.match(behind) is not None
    if _LETTER.match(behind.removeprefix("-")) or behind[:1].isdecimal():
        return False
    return not behind.startswith(" ") or not _is_part(name, behind[1:].partition(" ")[0].rstrip(_SIGNS))


def _is_part(name: str, word: str) -> bool:
    """Whether the word beside the name is a further part of it."""
    if not word[:1].isupper() or word.endswith(("'s", "’s")):
        return False
    if len(word) > 1 and word.isupper() and not name.isupper():  # CTO
        return False
    return not _OFFICE.issuperset(re.split(r"\W+", word.lower()))
