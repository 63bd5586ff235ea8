"""One name as others write it: its syllables apart or together, the family name last, an initial left out, points
between the letters of an acronym.
"""

from functools import lru_cache

from .normalise import is_han, tokens
from .values import NEVER, Name
from .words import CHINESE_SURNAMES, word_set

# What a Chinese character may sound like, without its tone.
SYLLABLES = word_set("""
    a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can cang cao ce cen ceng
    cha chai chan chang chao che chen cheng chi chong chou chu chua chuai chuan chuang chui chun chuo ci cong cou cu
    cuan cui cun cuo da dai dan dang dao de deng di dian diao die ding diu dong dou du duan dui dun duo e en er fa
    fan fang fei fen feng fo fou fu ga gai gan gang gao ge gei gen geng gong gou gu gua guai guan guang gui gun guo
    ha hai han hang hao he hei hen heng hong hou hu hua huai huan huang hui hun huo ji jia jian jiang jiao jie jin
    jing jiong jiu ju juan jue jun ka kai kan kang kao ke ken keng kong kou ku kua kuai kuan kuang kui kun kuo la
    lai lan lang lao le lei leng li lia lian liang liao lie lin ling liu long lou lu luan lue lun luo lv lyu ma mai
    man mang mao me mei men meng mi mian miao mie min ming miu mo mou mu na nai nan nang nao ne nei nen neng ni nian
    niang niao nie nin ning niu nong nu nuan nue nuo nv nyu o ou pa pai pan pang pao pei pen peng pi pian piao pie
    pin ping po pou pu qi qia qian qiang qiao qie qin qing qiong qiu qu quan que qun ran rang rao re ren reng ri
    rong rou ru ruan rui run ruo sa sai san sang sao se sen seng sha shai shan shang shao she shen sheng shi shou
    shu shua shuai shuan shuang shui shun shuo si song sou su suan sui sun suo ta tai tan tang tao te teng ti tian
    tiao tie ting tong tou tu tuan tui tun tuo wa wai wan wang wei wen weng wo wu xi xia xian xiang xiao xie xin
    xing xiong xiu xu xuan xue xun ya yan yang yao ye yi yin ying yong you yu yuan yue yun za zai zan zang zao ze
    zei zen zeng zha zhai zhan zhang zhao zhe zhen zheng zhi zhong zhou zhu zhua zhuai zhuan zhuang zhui zhun zhuo
    zi zong zou zu zuan zui zun zuo
""")
_LONGEST = 6
_SHORTEST_TOWN = 3  # syllables that are written apart or together where they are no person's
_SHORTEST_ACRONYM, _LONGEST_ACRONYM = 3, 5


def writings(name: Name) -> list[Name]:
    """The name as it may also be written; each counts as the name itself does."""
    if name.match == NEVER or not name.text.isascii():
        return []
    words = tokens(name.text)
    if not words or is_han(words[0]):
        return []
    if name.type == "person":
        found = _of_person(words)
    elif len(words) == 1 and _is_acronym(name.text):
        found = [[letter.upper() + "." for letter in words[0]]]
    else:
        found = _of_place(words)
    own = " ".join(words)
    texts = dict.fromkeys(" ".join(word[:1].upper() + word[1:] for word in each) for each in found)
    return [
        Name(text, name.entity_id, name.type, name.language, "derived", name.match)
        for text in texts
        if " ".join(tokens(text)) != own
    ]


def _is_acronym(text: str) -> bool:
    return text.isalpha() and text.isupper() and _SHORTEST_ACRONYM <= len(text) <= _LONGEST_ACRONYM


def _of_person(words: list[str]) -> list[list[str]]:
    """Zhang Yi Ping, Yiping Zhang and Yi-ping Zhang for Zhang Yiping; John Smith for John A. Smith."""
    if len(words) == 3 and len(words[1]) == 1 < min(len(words[0]), len(words[2])):
        return [[words[0], words[2]]]
    if not (2 <= len(words) <= 3 and words[0] in CHINESE_SURNAMES):
        return []
    family, given = words[0], syllables("".join(words[1:])) or words[1:]
    if len(given) > 2 or not all(word in SYLLABLES for word in given):
        return []
    together = "".join(given)
    return [[family, together], [together, family], [family, *given], [*given, family]]


def _of_place(words: list[str]) -> list[list[str]]:
    """Zhong Guan Cun Science Park for Zhongguancun Science Park, and the other way round."""
    apart = syllables(words[0])
    if len(apart) >= _SHORTEST_TOWN:
        return [[*apart, *words[1:]]]
    run = 0
    while run < len(words) and words[run] in SYLLABLES:
        run += 1
    return [["".join(words[:run]), *words[run:]]] if run >= _SHORTEST_TOWN else []


@lru_cache(maxsize=20_000)
def syllables(word: str) -> tuple[str, ...]:
    """The syllables of a word in pinyin, as few as can be; none where it is no such word."""
    if word in SYLLABLES:
        return (word,)
    best: tuple[str, ...] = ()
    for length in range(min(_LONGEST, len(word) - 1), 0, -1):
        rest = syllables(word[length:]) if word[:length] in SYLLABLES else ()
        if rest and (not best or 1 + len(rest) < len(best)):
            best = (word[:length], *rest)
    return best
