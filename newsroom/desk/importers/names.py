"""Whether some words look like the name of a person, of an outlet, or like a post somebody holds.

Shapes and short word lists, no directory: the desk confirms who somebody is, this only tells a name from a label.
"""

import re

from .page_lines import fold
from .page_words import words

# The commonest family names, enough for more than nine in ten Chinese names, and the two-character ones.
SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟"
    "谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安"
    "齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游"
    "辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应"
    "臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳赖洪"
)
DOUBLE_SURNAMES = tuple(words("欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 夏侯 端木"))
# Words of a page that happen to begin with a family name.
NO_CHINESE_NAMES = words("""
    乐见 体育 全文 全部 关注 关闭 原标题 安徽 应用 成都 房产 文化 文字 文章 方便
    时政 时评 时间 明星 查看 江苏 解放 解读 连载 陆续 高清
""")
CHINESE_NAME = re.compile(r"^[\u4e00-\u9fff]{2,4}$|^[\u4e00-\u9fff]{1,6}(?:·[\u4e00-\u9fff]{1,8}){1,3}$")

PARTICLES = words("""
    af al av bin binti da de del della den der des di dos du e el ibn la le ten ter van von y zu
""")
LETTER = r"[^\W\d_]"
NAME_WORD = re.compile(
    # an initial, initials, a word with apostrophes and hyphens, or a (part of a) nickname in quotation marks
    rf"^(?:{LETTER}\.?|(?:{LETTER}\.){{2,3}}|{LETTER}[^\W\d_'’.-]*(?:['’-]{LETTER}+)*\.?"
    r"|[\"“'‘][^\"”]{1,20}[\"”'’]?|[^\"“]{1,20}[\"”])$"
)
DEGREES = re.compile(r",?\s(?:Ph\.?D|M\.?D|MPH|MBA|MSc?|BSc?|MA|JD|DPhil|RN|Esq|FACP|DO|Dr\.?P\.?H)\b\.?", re.I)
# Words of buttons, sections, labels and calendars, which are capitalised as names are.
NO_NAMES = words("""
    about access account advertise advertisement all april archive archives article articles august author authors
    back blog business by center centre christmas city click college comment comments company contact content continue
    copyright culture data day december department download east easter economics economy email entertainment events
    facebook faq features february feed filed finance first follow food football fourth friday gallery gift health
    help home image images info instagram institute issue january jobs july june key latest league learn legal life
    linked linkedin live local location log login magazine main march market markets media menu modified monday money
    more most movies music national network new news newsletter newsletters next north november now october online
    opinion original our page pages park part photo photos pictures podcast podcasts points policy politics popular
    post posts press previous print privacy products program promo quarter read recent reddit register related report
    reports research review reviews road saturday science search second sections see september services settings share
    shop show sign site skip social south sport sports staff stories story street style subscribe sunday support tags
    team tech technology terms the then third this thursday tips today tomorrow tools top topics travel trending
    tuesday tweet twitter university update updated updates us use video videos view views watch weather web wednesday
    west what who why world writer yesterday you your youtube
""")
ORGANISATION = re.compile(
    r"\b(?:news|daily|times|post|press|agency|desk|staff|team|reuters|xinhua|bloomberg|cnn|bbc|ap|afp|upi|cctv|media|magazine|"
    r"journal|online|herald|tribune|gazette|weekly|network|radio|tv|television|broadcasting|guardian|telegraph|editors|"
    r"editorial|reporters?|correspondents?|contributors?|office|committee|university|institute|inc|ltd|co|corp|group|"
    r"association|foundation|society|board|bureau|administration|ministry|center|centre|guest|admin|webmaster)\b"
    r"|\.(?:com|cn|net|org|gov|edu|info|io|tv)\b|社$|网$|报$|台$|在线$|客户端$|新闻$|消息$|刊$|卫视$|杂志$|频道$|传媒$|头条$",
    re.I,
)
POST = re.compile(
    r"\b(?:director|president|chairm[ae]n|chairwoman|chair|chairperson|ceo|cto|cfo|coo|chief|founder|co-founder|cofounder|"
    r"head|manager|secretary|professor|dean|partner|owner|engineer|scientist|researcher|analyst|minister|mayor|governor|"
    r"deputy|vice|principal|executive|officer|spokes(?:man|woman|person)|commissioner|curator|designer|editor-in-chief|"
    r"academician|fellow|expert|investor|entrepreneur|lecturer|member|representative|ambassador|coordinator|supervisor)\b"
    r"|总裁|董事|经理|主任|主席|院长|校长|所长|会长|理事|创始人|首席|教授|研究员|工程师|院士|局长|处长|部长|书记|秘书长"
    r"|合伙人|总监|负责人|科学家|分析师|专家|市长|区长|行长",
    re.I,
)


def strip_degrees(text):
    """The names without the degrees behind them."""
    return DEGREES.sub("", text)


def is_name(text, *, strict=False):
    """A Western or romanised name. Strict asks for two to four words, none of which a button would carry."""
    if len(text) > 60:
        return False
    words = fold(text).split()
    if not 1 <= len(words) <= 6 or (strict and not 2 <= len(words) <= 4):
        return False
    # Footnote numbers stick to names in papers: "Ann H. Smith1".
    words[-1] = words[-1].rstrip("0123456789*†‡,")
    if not all(NAME_WORD.match(word) for word in words) or not words[0][:1].isupper():
        return False
    lowered = [word.lower() for word in words]
    if any(word[:1].islower() and word not in PARTICLES for word in words):
        return False
    if strict and (len(words[-1]) < 2 or any(word.strip(".") in NO_NAMES for word in lowered)):
        return False
    return not (len(words) == 1 and (lowered[0] in NO_NAMES or len(words[0]) < 2))


def tidy_name(text):
    """The name without the footnote number of a paper."""
    return re.sub(r"(?<=[^\W\d_])[\d*†‡]{1,3}$", "", text)


def is_chinese_name(text):
    """Two to four characters beginning with a family name, or a foreign name with its middle dot."""
    if not CHINESE_NAME.match(text) or text in NO_CHINESE_NAMES:
        return False
    return "·" in text or text.startswith(DOUBLE_SURNAMES) or (text[0] in SURNAMES and len(text) <= 3)


def are_chinese_names(text, *, loose=False):
    """The names in a run of names, or [] if anything else stands among them; loose takes those before it."""
    names = []
    for part in re.split(r"[\s、,，/&;；]+", text.strip()):
        part = part.strip("。.:：（）()[]【】")
        if is_chinese_name(part):
            names.append(part)
        elif part and not loose:
            return []
        elif part and names:
            break
    return names


def is_organisation(text):
    """An outlet, an agency or a desk rather than a person."""
    return bool(ORGANISATION.search(fold(text)))


def is_outlet(text):
    """An outlet's name and not merely a label such as "Local News"."""
    words = fold(text).lower().split()
    return is_organisation(text) and len(words) <= 5 and not all(word in NO_NAMES for word in words)


def has_degree(text):
    """Whether a degree stands behind a name."""
    return bool(DEGREES.search(text))


def is_post(text):
    """What somebody does for a living: "Director of the Service Center"."""
    return len(text) <= 160 and bool(POST.search(fold(text)))
