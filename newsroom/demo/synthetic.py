"""Stories, companies and people that are plainly invented, as many as a load test wants.

Every headline begins with "Sample story", every name with "Sample"; the bodies are put together from a stock of
prepared sentences, so that a hundred thousand of them take seconds. The same seed gives the same stories, and the
first ten of a hundred are the ten one gets when asking for ten.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from newsroom.demo.entries import CompanyEntry, PersonEntry, RoleEntry, chinese
from newsroom.desk.importers.record import CreditRecord, PersonRecord, StoryRecord

OFFICE = ZoneInfo("Asia/Shanghai")
UNTIL = datetime(2026, 1, 1, tzinfo=OFFICE)
YEARS = 10

FIELDS = (
    ("Robotics", "机器人"),
    ("Optics", "光学"),
    ("Batteries", "电池"),
    ("Sensors", "传感"),
    ("Software", "软件"),
    ("Networks", "网络"),
    ("Materials", "材料"),
    ("Biotech", "生物"),
    ("Storage", "存储"),
    ("Displays", "显示"),
    ("Drones", "无人机"),
    ("Diagnostics", "诊断"),
    ("Semiconductors", "半导体"),
    ("Logistics", "物流"),
    ("Energy", "能源"),
    ("Mapping", "测绘"),
    ("Acoustics", "声学"),
    ("Printing", "打印"),
    ("Turbines", "涡轮"),
    ("Water", "水务"),
)
ASPECTS = ("market", "research", "standards", "training", "export", "safety", "funding", "testing", "design", "supply")
TOPICS = [f"sample {name.lower()} {aspect}" for aspect in ASPECTS for name, _ in FIELDS]
COMPANY_NAMES = [(f"Sample {FIELDS[n % 20][0]} {n + 1}", f"样例{FIELDS[n % 20][1]}{n + 1}号") for n in range(500)]
PERSON_NAMES = [(f"Sample Person {n + 1}", f"样例人物{n + 1}号") for n in range(400)]
TITLES = ("Sample director", "Sample engineer", "Sample researcher", "Sample spokesperson", "Sample founder")
SECTIONS = ("News", "News", "Enterprises", "Enterprises", "Policy", "People", "Services")
KINDS = ("news", "news", "news", "press_release", "press_release", "feature", "notice", "event")
DESKS = (CreditRecord("Sample Desk"), CreditRecord("Sample Night Desk"), CreditRecord("Sample Business Desk"))
CHINESE_SHARE = 0.15
SAME_SECOND_SHARE = 0.03
WORDS = (300, 1200)  # shortest and longest body, in words
CHARACTERS_PER_WORD = 1.7  # a Chinese text of the same length in ideas

SUBJECTS = (
    "the test rig",
    "the second workshop",
    "the pilot line",
    "the measuring hall",
    "a visiting team",
    "the new laboratory",
    "the procurement office",
    "an outside auditor",
    "the north building",
    "the design group",
    "the night shift",
    "a panel of users",
    "the control room",
    "the prototype",
    "the training centre",
    "a supplier of components",
    "the first customer",
    "the quality department",
    "the archive",
    "the canteen committee",
)
VERBS = (
    "finished",
    "measured",
    "postponed",
    "repeated",
    "compared",
    "approved",
    "returned",
    "described",
    "replaced",
    "delivered",
    "counted",
    "rebuilt",
    "tested",
    "ordered",
    "reviewed",
    "simplified",
    "published",
    "rejected",
)
OBJECTS = (
    "twelve sets of lenses",
    "the annual plan",
    "a batch of circuit boards",
    "the cooling system",
    "three versions of the software",
    "a report of forty pages",
    "the delivery schedule",
    "the safety instructions",
    "a series of long-term trials",
    "the catalogue of spare parts",
    "six hundred samples",
    "the floor plan of the south wing",
    "two rounds of interviews",
    "the energy balance",
    "a list of open questions",
    "the results of the previous quarter",
    "every second motor",
    "the agreement on shared equipment",
)
ENDS = (
    "ahead of the review in spring",
    "after a week of preparation",
    "without any change to the budget",
    "which took longer than the plan had allowed",
    "in front of an invited audience",
    "and asked for comments by Friday",
    "although the weather was against it",
    "as the sample schedule required",
    "before the doors opened to visitors",
    "with help from two neighbouring institutes",
    "and kept a copy for the record",
    "to the satisfaction of those present",
    "for the third time this year",
    "while the old equipment stayed in service",
    "at half the expected cost",
)
OPENINGS = ("", "", "", "In the morning ", "According to the sample record, ", "Later ", "By contrast, ", "Meanwhile ")
HEADINGS = (
    "What was tested",
    "The schedule",
    "Costs and benefits",
    "Who takes part",
    "Open questions",
    "What comes next",
    "The numbers",
    "Background",
    "In the workshop",
    "How it was measured",
)
NAMING = (
    "{name} supplied part of the equipment.",
    "The order came from {name}.",
    "{name} will report on the outcome.",
    "{name} was named as a partner in the trial.",
    "Questions about this part go to {name}.",
)
GENERATED = "This text was generated for load tests; nothing in it happened."

ZH_SUBJECTS = [
    "测试平台",
    "第二车间",
    "试验生产线",
    "测量大厅",
    "来访团队",
    "新实验室",
    "采购部门",
    "设计小组",
    "控制中心",
    "培训中心",
    "质检部门",
    "首批用户",
    "夜班人员",
    "样机小组",
    "档案室",
    "供应商代表",
]
ZH_VERBS = [
    "完成了",
    "测量了",
    "推迟了",
    "比较了",
    "批准了",
    "更换了",
    "交付了",
    "清点了",
    "重建了",
    "测试了",
    "简化了",
    "公布了",
]
ZH_OBJECTS = [
    "十二组镜片",
    "年度计划",
    "一批电路板",
    "冷却系统",
    "三个软件版本",
    "一份四十页的报告",
    "交货时间表",
    "安全须知",
    "六百件样品",
    "备件目录",
    "两轮访谈",
    "能耗数据",
    "一份问题清单",
    "上季度的结果",
    "共用设备协议",
]
ZH_ENDS = [
    "，用时比计划更长",
    "，预算没有变化",
    "，并征求各方意见",
    "，比预期提前一周",
    "，费用只有预计的一半",
    "，并留存了记录",
    "，现场人员表示满意",
    "，旧设备仍在使用",
    "，这是今年的第三次",
    "，两家相邻的研究所提供了协助",
]
ZH_OPENINGS = ("", "", "", "当天上午，", "根据样例记录，", "随后，", "与此同时，", "相比之下，")
ZH_HEADINGS = ["测试内容", "时间安排", "成本与收益", "参与单位", "待解决的问题", "下一步", "数据", "背景", "车间见闻"]
ZH_NAMING = ("{name}提供了部分设备。", "订单来自{name}。", "{name}将报告结果。", "{name}是此次试验的合作方。")
ZH_GENERATED = "本文由程序生成，仅用于负载测试，内容均非事实。"


def synthetic_directory() -> tuple[list[CompanyEntry], list[PersonEntry]]:
    """The invented companies and people that the stories name, the most frequent first."""
    note = "Invented for load tests."
    companies = [
        CompanyEntry(
            name=name,
            slug=slug_of(name),
            kind="company",
            summary=f"{name} does not exist. {note}",
            body=f"<p>{note}</p>",
            chinese_name=chinese_name,
            aliases=chinese(chinese_name),
            topics=(TOPICS[n % len(TOPICS)],),
            is_synthetic=True,
        )
        for n, (name, chinese_name) in enumerate(COMPANY_NAMES)
    ]
    people = [
        PersonEntry(
            name=name,
            slug=slug_of(name),
            family_name=name.rpartition(" ")[2],
            given_name="Sample Person",
            summary=f"{name} does not exist. {note}",
            body=f"<p>{note}</p>",
            chinese_name=chinese_name,
            roles=(RoleEntry(title_of(n), COMPANY_NAMES[n][0], COMPANY_NAMES[n][0]),),
            aliases=chinese(chinese_name),
            drawing=f"drawing:bust-{n + 1}",
            is_synthetic=True,
        )
        for n, (name, chinese_name) in enumerate(PERSON_NAMES)
    ]
    return companies, people


def synthetic_stories(count: int, *, seed: int = 1, until: datetime = UNTIL) -> Iterator[StoryRecord]:
    """Invented stories of the ten years before `until`, in no order of time."""
    chance = random.Random(seed)  # noqa: S311 - load tests need the same stories again, not secrets
    stocks = {language: prepared_sentences(chance, language) for language in ("en", "zh-Hans")}
    draw_topics, draw_companies, draw_people = Zipf(len(TOPICS)), Zipf(len(COMPANY_NAMES)), Zipf(len(PERSON_NAMES))
    span = YEARS * 365.25 * 86400
    moment = until
    for number in range(1, count + 1):
        is_chinese = chance.random() < CHINESE_SHARE
        topics = draw_topics.some(chance, chance.randint(1, 4))
        companies = draw_companies.some(chance, chance.randint(1, 4))
        people = draw_people.some(chance, chance.choice((0, 0, 1, 1, 2, 3)))
        if number == 1 or chance.random() >= SAME_SECOND_SHARE:
            moment = until - timedelta(seconds=1 + int(chance.random() * span))
        names = [COMPANY_NAMES[n][is_chinese] for n in companies] + [PERSON_NAMES[n][is_chinese] for n in people]
        language = "zh-Hans" if is_chinese else "en"
        subject = FIELDS[topics[0] % len(FIELDS)][is_chinese]
        title = f"{subject}测试记录" if is_chinese else f"{TOPICS[topics[0]].removeprefix('sample ')} at {names[0]}"
        yield StoryRecord(
            id=f"synthetic-{number:06}",
            source="synthetic",
            slug=f"sample-story-{number:06}",
            headline=f"Sample story {number:06}: {title}",
            standfirst=f"{ZH_GENERATED}涉及{names[0]}。" if is_chinese else f"{GENERATED} It mentions {names[0]}.",
            body=assemble(chance, stocks[language], names, is_chinese),
            section=chance.choice(SECTIONS),
            kind=chance.choice(KINDS),
            language=language,
            dateline="北京" if is_chinese else "BEIJING",
            status="published",
            published=moment,
            credits=[chance.choice(DESKS)],
            tags=[TOPICS[n] for n in topics],
            companies=[COMPANY_NAMES[n][0] for n in companies],
            people=[PersonRecord(PERSON_NAMES[n][0], f"{title_of(n)}, {COMPANY_NAMES[n][0]}") for n in people],
        )


class Zipf:
    """Draws small numbers often and large ones seldom: number n with a weight of 1 / (n + 1)."""

    def __init__(self, size: int):
        self.numbers = range(size)
        self.weights = list(accumulate(1 / (n + 1) for n in self.numbers))

    def some(self, chance: random.Random, count: int) -> list[int]:
        """At most `count` different numbers."""
        return list(dict.fromkeys(chance.choices(self.numbers, cum_weights=self.weights, k=count)))


def prepared_sentences(chance: random.Random, language: str, count: int = 4000) -> list[tuple[str, int]]:
    """Sentences with their lengths in words, or in characters where the text is Chinese."""
    stock = []
    for _ in range(count):
        if language == "en":
            opening = chance.choice(OPENINGS)
            text = f"{opening}{chance.choice(SUBJECTS)} {chance.choice(VERBS)} {chance.choice(OBJECTS)}"
            text = f"{text[0].upper()}{text[1:]} {chance.choice(ENDS)}."
            stock.append((text, text.count(" ") + 1))
        else:
            text = f"{chance.choice(ZH_OPENINGS)}{chance.choice(ZH_SUBJECTS)}{chance.choice(ZH_VERBS)}"
            text = f"{text}{chance.choice(ZH_OBJECTS)}{chance.choice(ZH_ENDS)}。"
            stock.append((text, len(text)))
    return stock


def assemble(chance: random.Random, stock: Sequence[tuple[str, int]], names: list[str], is_chinese: bool) -> str:
    """A body of a drawn length: most are near 550 words, a few are long."""
    joiner, naming, headings = ("", ZH_NAMING, ZH_HEADINGS) if is_chinese else (" ", NAMING, HEADINGS)
    # The last paragraph may run over, hence the margin.
    wanted = min(WORDS[1] - 120, max(WORDS[0], chance.lognormvariate(6.3, 0.4)))
    length = wanted * CHARACTERS_PER_WORD if is_chinese else wanted
    paragraphs, written, waiting = [f"<p>{ZH_GENERATED if is_chinese else GENERATED}</p>"], 10, list(names)
    while written < length:
        sentences = chance.choices(stock, k=chance.randint(2, 5))
        texts = [text for text, _ in sentences]
        if waiting:
            written += 7
            texts.append(chance.choice(naming).format(name=waiting.pop(0)))
        paragraphs.append(f"<p>{joiner.join(texts)}</p>")
        written += sum(size for _, size in sentences)
    wanted_headings = min(len(paragraphs) - 1, round(2 + wanted / 220))
    titles = chance.sample(headings, wanted_headings)
    for i in range(wanted_headings, 0, -1):
        paragraphs.insert(len(paragraphs) * i // (wanted_headings + 1), f"<h2>{titles[i - 1]}</h2>")
    return "\n".join(paragraphs)


def slug_of(name: str) -> str:
    return name.lower().replace(" ", "-")


def title_of(person: int) -> str:
    return TITLES[person % len(TITLES)]
