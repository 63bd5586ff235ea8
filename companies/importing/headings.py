"""What the columns of a table are called, in an office's words too, and which of its first rows says so."""

import unicodedata
from collections.abc import Iterable

MOST_ABOVE = 10  # rows, not counting empty ones: the table's title, its date, who made it
# What people call the columns, beside the names of our format; of several that mean one field the first named here
# gives it. With `name_en` beside it, `name` is the Chinese one. No word means `id`: what an office calls a number
# mostly counts the rows of that table, and would be another company's in the next.
_MEANINGS = {
    "name": "姓名 company_name 公司名称 企业名称 单位名称 机构名称 中文名称 名称 公司 企业 单位",
    "name_en": "english_name name_in_english 英文名称 英文名 公司英文名称 企业英文名称 英文姓名",
    "chinese_name": "name_in_chinese 中文名",
    "aliases": "other_names 简称 公司简称 企业简称 别名",
    "legal_name": "registered_name",
    "founded": "founded_in year_founded 成立时间 成立日期 成立年份 成立于",
    "website": "web_site homepage 网址 网站 官网 公司网址",
    "summary": "简介 公司简介 企业简介",
    "stock_code": "股票代码 证券代码",
}
_OF_PEOPLE = {"姓名", "英文姓名"}  # where a company's name says for whom somebody works
_OF_COMPANIES = {"company_name", "公司名称", "企业名称", "单位名称", "机构名称", "公司", "企业", "单位"}


def fields(cells: Iterable[str], *, is_of_people: bool = False) -> list[str]:
    """The field that each column gives, or its own name where it means none of ours."""
    found = [_word(cell) for cell in cells]
    meaningless = _OF_COMPANIES if is_of_people or _OF_PEOPLE & set(found) else set()
    for field, words in _MEANINGS.items():
        known = (word for word in words.split() if word in found and word not in meaningless)
        if field not in found and (word := next(known, None)):
            found[found.index(word)] = field
    return found


def is_ours(field: str) -> bool:
    """Whether a column with this heading is sure to be read."""
    return field == "id" or field in _MEANINGS


def name_columns(found: Iterable[str]) -> bool:
    """Whether these are headings: without a name or a number no row could say whom it is about."""
    return not {"id", "name", "name_en"}.isdisjoint(found)


def _word(cell: str) -> str:
    """As it is compared: full width made plain, and without the star of what must be filled in."""
    return "_".join(unicodedata.normalize("NFKC", cell).casefold().strip(" *:").split())
