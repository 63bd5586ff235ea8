"""The companies, organisations and people of the demo site.

Summaries and texts say what the demo's source page says and nothing more. A Chinese name is given where it is common
knowledge; where we were not certain the field stays empty.
"""

from .entries import AliasEntry, CompanyEntry, PersonEntry, RoleEntry, chinese, misspelt, pinyin

TOPICS = (
    "venture capital",
    "start-ups",
    "innovation services",
    "patents",
    "policy",
    "finance",
    "chips",
    "research",
    "smartphones",
    "mobile internet",
    "cloud computing",
    "big data",
    "data storage",
    "Silicon Valley",
    "press office",
)


COMPANIES: list[CompanyEntry] = [
    CompanyEntry(
        name="Xiaomi",
        slug="xiaomi",
        kind="company",
        chinese_name="小米",
        founded=2010,  # three years before the autumn of 2013
        summary="Maker of mobile phones that has sold 15 million of them in its first three years.",
        body="""\
<p>Xiaomi makes mobile phones. In the three years after its foundation it sold 15 million of them; in the first half
of 2013 sales came to 7.03 million, double the figure for the first half of 2012.</p>
<p>When its latest model, the Xiaomi 3, went on sale online on October 15, 2013, 100,000 phones were sold in one minute
and 26 seconds. Investors overseas have put much money into the young company. Lei Jun is its president.</p>""",
        aliases=(
            *chinese("小米"),
            *chinese("小米科技", kind="short"),
            misspelt("Xiao Mi"),
            AliasEntry("Mi", kind="brand", match="never"),
        ),
        topics=("smartphones", "mobile internet", "start-ups"),
    ),
    CompanyEntry(
        name="Beijing Yiheng Technology",
        slug="beijing-yiheng-technology",
        kind="company",
        summary="Storage specialist founded by two Beihang University graduates and backed with 20 million yuan.",
        body="""\
<p>Beijing Yiheng Technology Co works on the transformation of memory storage technology. Its founders are two
graduates of Beihang University.</p>
<p>Its storage appliances are fast and of a new generation; internet giants such as Baidu buy them. One
year after it was set up it had attracted venture capital of 20 million yuan.</p>""",
        aliases=(
            AliasEntry("Beijing Yiheng Technology Co", kind="official"),
            AliasEntry("Yiheng Technology", match="any"),
            AliasEntry("Yiheng", match="after_full"),
        ),
        topics=("data storage", "start-ups", "venture capital"),
    ),
    CompanyEntry(
        name="Baidu",
        slug="baidu",
        kind="company",
        chinese_name="百度",
        summary="Internet giant that buys fast storage appliances from Beijing Yiheng Technology.",
        body="<p>Baidu, one of the giants of the internet, is a customer of Beijing Yiheng Technology, whose fast "
        "storage appliances it purchases.</p>",
        aliases=chinese("百度"),
        topics=("data storage",),
    ),
    CompanyEntry(
        name="Innovation Works",
        slug="innovation-works",
        kind="service agency",
        chinese_name="创新工场",
        founded=2009,
        summary="Service agency for start-ups, set up in 2009, that has moved to larger premises three times.",
        body="""\
<p>Innovation Works looks after start-ups. It was set up in 2009 and covers the whole range of what a young company
needs: office space, finance, technology, marketing, human resources, legal matters and training.</p>
<p>It has been successful enough to need more room on three occasions, and has moved each time.</p>""",
        aliases=(
            *chinese("创新工场", "創新工場"),
            misspelt("Innovation Work"),
            pinyin("Chuangxin Gongchang"),
        ),
        topics=("innovation services", "start-ups"),
    ),
    CompanyEntry(
        name="Legend Star",
        slug="legend-star",
        kind="service agency",
        chinese_name="联想之星",
        summary="Innovation service agency in the park that works with start-ups.",
        body="<p>Legend Star, also written Star of Lenovo, is among the innovation service agencies that have "
        "settled in Zhongguancun. Like the others it serves start-ups and is rewarded through incubation and "
        "investment.</p>",
        aliases=(
            *chinese("联想之星", "聯想之星"),
            AliasEntry("Star of Lenovo", kind="brand"),
            pinyin("Lianxiang zhi Xing"),
        ),
        topics=("innovation services", "start-ups"),
    ),
    CompanyEntry(
        name="Garage Cafe",
        slug="garage-cafe",
        kind="service agency",
        chinese_name="车库咖啡",
        summary="Innovation service agency in the park, known in Chinese as Cheku Cafe.",
        body="<p>Garage Cafe, or Cheku Cafe, is one of several innovation service agencies located in "
        "Zhongguancun. Its business is to serve start-ups and projects; incubation and investment are how it "
        "is paid.</p>",
        aliases=(
            *chinese("车库咖啡", "車庫咖啡"),
            AliasEntry("Garage Café", kind="brand", match="any"),
            AliasEntry("Cheku Cafe", "pinyin", "brand"),
            pinyin("Cheku Kafei"),
        ),
        topics=("innovation services", "start-ups"),
    ),
    CompanyEntry(
        name="36Kr",
        slug="36kr",
        kind="media",
        chinese_name="36氪",
        website="https://36kr.com/",
        founded=2010,
        summary="Technology blog for start-ups with an average of over 200,000 visitors a day.",
        body="""\
<p>36Kr is a technology blog. Several members of the generation born in the 1980s founded it at the end of 2010. It
follows technology abroad and brings tech start-ups news of financing.</p>
<p>On average, more than 200,000 people visit the blog every day. Each month over 500 new start-ups use it to make their
services and products known.</p>""",
        aliases=(
            *chinese("36氪", match="any"),
            AliasEntry("36Kr.com", kind="brand", match="any"),
            misspelt("36ke.com"),
        ),
        topics=("innovation services", "start-ups", "finance"),
    ),
    CompanyEntry(
        name="Zhongguancun Development Group",
        slug="zhongguancun-development-group",
        kind="company",
        chinese_name="中关村发展集团",
        summary="Group whose president is Yu Jun.",
        body="<p>Yu Jun is president of Zhongguancun Development Group.</p>",
        aliases=(
            *chinese("中关村发展集团", "中關村發展集團"),
            AliasEntry("Development Group", match="after_full"),
        ),
    ),
    CompanyEntry(
        name="Analysys International",
        slug="analysys-international",
        kind="company",
        chinese_name="易观国际",
        summary="Company led by its president and CEO, Yu Yang.",
        body="<p>Yu Yang is both president and chief executive of Analysys International.</p>",
        aliases=(
            *chinese("易观国际", "易觀國際"),
            *chinese("易观", "易觀", kind="short", match="after_full"),
            AliasEntry("Analysys"),
        ),
    ),
    CompanyEntry(
        name="Loongson",
        slug="loongson",
        kind="organisation",
        chinese_name="龙芯",
        summary="Central processor developed at the Chinese Academy of Sciences.",
        body="<p>Loongson is a central processing unit of the Chinese Academy of Sciences. It counts among the "
        "research breakthroughs that experts in Zhongguancun have made in recent years.</p>",
        aliases=(
            *chinese("龙芯", "龍芯"),
            AliasEntry("Loongson CPU", kind="brand"),
            pinyin("Longxin"),
        ),
        topics=("chips", "research"),
    ),
    CompanyEntry(
        name="Zhongguancun Science Park",
        slug="zhongguancun-science-park",
        kind="organisation",
        chinese_name="中关村科技园区",
        summary="Science park in Beijing where 11 science and technology enterprises are founded every day.",
        body="""\
<p>Zhongguancun Science Park in Beijing wants to be a centre of technological innovation whose influence grows around
the world. Its construction was approved in 2009.</p>
<p>High-tech enterprises have been founded at a rate of 4,000 a year since 2008. Over 500 venture capital firms, with a
total of 200 billion yuan, have settled here, and so have several agencies that serve start-ups.</p>
<p>Large enterprises, research institutes, venture capital and innovation services are the four parts of the park’s
innovation system.</p>""",
        aliases=(
            *chinese("中关村科技园区", "中關村科技園區"),
            *chinese("中关村", "中關村", kind="short"),
            AliasEntry("Zhongguancun"),
            misspelt("Zhonguancun"),
        ),
        topics=("start-ups", "venture capital", "innovation services", "patents", "Silicon Valley"),
    ),
    CompanyEntry(
        name="Zhongguancun Administrative Committee",
        slug="zhongguancun-administrative-committee",
        kind="government",
        chinese_name="中关村科技园区管理委员会",
        summary="Committee that administers the park and set up its risk compensation mechanism.",
        body="""\
<p>The Zhongguancun Administrative Committee set up the mechanism of risk compensation under which government helps
where the market fails.</p>
<p>Its director is Guo Hong. He Cun works in its technical financial department.</p>""",
        aliases=(
            *chinese("中关村科技园区管理委员会", "中關村科技園區管理委員會"),
            *chinese("中关村管委会", "中關村管委會", kind="short"),
            AliasEntry("Administrative Committee", match="after_full"),
        ),
        topics=("policy", "finance"),
    ),
    CompanyEntry(
        name="Tsinghua University",
        slug="tsinghua-university",
        kind="university",
        chinese_name="清华大学",
        summary="University whose antineoplastic drugs are among the park’s recent research breakthroughs.",
        body="<p>Antineoplastic drugs, that is, drugs against tumours, have been developed by Tsinghua University. "
        "They are one example of the breakthroughs that experts in the park have achieved in recent "
        "years.</p>",
        aliases=(
            *chinese("清华大学", "清華大學"),
            *chinese("清华", "清華", kind="short", match="after_full"),
            AliasEntry("Tsinghua", match="after_full"),
            misspelt("Tshinghua University"),
        ),
        topics=("research",),
    ),
    CompanyEntry(
        name="Beihang University",
        slug="beihang-university",
        kind="university",
        chinese_name="北京航空航天大学",
        summary="University from which the two founders of Beijing Yiheng Technology graduated.",
        body="<p>Both founders of Beijing Yiheng Technology hold degrees from Beihang University.</p>",
        aliases=(
            *chinese("北京航空航天大学", "北京航空航天大學"),
            *chinese("北航", kind="short"),
            AliasEntry("Beihang", match="after_full"),
        ),
    ),
    CompanyEntry(
        name="Chinese Academy of Sciences",
        slug="chinese-academy-of-sciences",
        kind="research institute",
        chinese_name="中国科学院",
        summary="Academy at which the Loongson processor was developed.",
        body="<p>The Loongson CPU, one of the research breakthroughs of recent years in Zhongguancun, comes from "
        "the Chinese Academy of Sciences.</p>",
        aliases=(
            *chinese("中国科学院", "中國科學院"),
            *chinese("中科院", kind="short"),
            AliasEntry("CAS", kind="acronym", match="after_full"),
        ),
        topics=("research", "chips"),
    ),
    CompanyEntry(
        name="MIT Technology Review",
        slug="mit-technology-review",
        kind="media",
        chinese_name="麻省理工科技评论",
        summary="Publication for which the journalist Ted Greenwald writes.",
        body="<p>Ted Greenwald, who reports for MIT Technology Review, has compared the park with Silicon Valley.</p>",
        aliases=(
            *chinese("麻省理工科技评论", "麻省理工科技評論"),
            AliasEntry("Technology Review", match="after_full"),
        ),
        topics=("Silicon Valley",),
    ),
    CompanyEntry(
        name="Xinhua news agency",
        slug="xinhua-news-agency",
        kind="media",
        chinese_name="新华社",
        summary="News agency to which Guo Hong spoke about Silicon Valley and the park.",
        body="<p>It was to Xinhua news agency that Guo Hong of the Zhongguancun Administrative Committee explained "
        "why, as he sees it, Silicon Valley leads the world.</p>",
        aliases=(
            *chinese("新华社", "新華社"),
            AliasEntry("Xinhua News Agency", kind="official", match="any"),
            AliasEntry("Xinhua"),
        ),
    ),
    CompanyEntry(
        name="Minor Enterprise Service Center of the BMDRC",
        slug="minor-enterprise-service-center",
        kind="government",
        summary="Service centre directed by Zhang Yiping.",
        body="<p>Zhang Yiping is at the head of the service centre for minor enterprises of the BMDRC.</p>",
        aliases=(AliasEntry("Minor Enterprise Service Center"), AliasEntry("BMDRC", kind="acronym", match="never")),
        topics=("policy",),
    ),
]


PEOPLE: list[PersonEntry] = [
    PersonEntry(
        name="Guo Hong",
        slug="guo-hong",
        family_name="Guo",
        given_name="Hong",
        chinese_name="郭洪",
        summary="Director of the Zhongguancun Administrative Committee.",
        body="""\
<p>Guo Hong is director of the Zhongguancun Administrative Committee.</p>
<p>In Guo’s view Silicon Valley leads the world because it attracts, rather than because of its technology, and a model
of the same kind has been growing in the park since its construction was approved in 2009.</p>
<p>On the economy Guo gives the market the fundamental part and government that of keeping competition fair.</p>""",
        roles=(
            RoleEntry("Director", "Zhongguancun Administrative Committee", "Zhongguancun Administrative Committee"),
        ),
        aliases=(*chinese("郭洪"), AliasEntry("Guo", match="after_full")),
        topics=("policy", "Silicon Valley"),
        drawing="drawing:portrait-guo-hong",
    ),
    PersonEntry(
        name="Zhang Yiping",
        slug="zhang-yiping",
        family_name="Zhang",
        given_name="Yiping",
        summary="Director of the Minor Enterprise Service Center (BMDRC).",
        body="<p>Zhang Yiping is director of a service centre for small enterprises that belongs to the BMDRC.</p>",
        roles=(
            RoleEntry(
                "Director",
                "Minor Enterprise Service Center of the BMDRC",
                "Minor Enterprise Service Center of the BMDRC",
            ),
        ),
        aliases=(AliasEntry("Zhang", match="after_full"),),
        drawing="drawing:portrait-zhang-yiping",
    ),
    PersonEntry(
        name="Yu Jun",
        slug="yu-jun",
        family_name="Yu",
        given_name="Jun",
        summary="President of Zhongguancun Development Group.",
        body="<p>Yu Jun is president of Zhongguancun Development Group.</p>",
        roles=(RoleEntry("President", "Zhongguancun Development Group", "Zhongguancun Development Group"),),
        drawing="drawing:portrait-yu-jun",
    ),
    PersonEntry(
        name="Yu Yang",
        slug="yu-yang",
        family_name="Yu",
        given_name="Yang",
        chinese_name="于扬",
        summary="President and CEO of Analysys International.",
        body="<p>Yu Yang leads Analysys International as its president and chief executive.</p>",
        roles=(RoleEntry("President and CEO", "Analysys International", "Analysys International"),),
        aliases=chinese("于扬", "于揚"),
        drawing="drawing:portrait-yu-yang",
    ),
    PersonEntry(
        name="Lei Jun",
        slug="lei-jun",
        family_name="Lei",
        given_name="Jun",
        chinese_name="雷军",
        summary="President of Xiaomi.",
        body="<p>Lei Jun is president of the phone maker Xiaomi. Lei has said that the company’s revenue could "
        "come to 100 billion yuan in the space of a few years.</p>",
        roles=(RoleEntry("President", "Xiaomi", "Xiaomi"),),
        aliases=(*chinese("雷军", "雷軍"), AliasEntry("Lei", match="after_full")),
        topics=("smartphones",),
        drawing="drawing:portrait-lei-jun",
    ),
    PersonEntry(
        name="Yang Yanru",
        slug="yang-yanru",
        family_name="Yang",
        given_name="Yanru",
        summary="Head of the innovation services department of Zhongguancun Science Park.",
        body="<p>Yang Yanru is in charge of innovation services at the park. Yang sees mobile internet, big data "
        "and cloud computing changing industry around the world, with enterprises from the park in the "
        "lead.</p>",
        roles=(
            RoleEntry(
                "Head of the innovation services department", "Zhongguancun Science Park", "Zhongguancun Science Park"
            ),
        ),
        aliases=(AliasEntry("Yang", match="after_full"),),
        topics=("innovation services", "mobile internet", "big data", "cloud computing"),
        drawing="drawing:portrait-yang-yanru",
    ),
    PersonEntry(
        name="He Cun",
        slug="he-cun",
        family_name="He",
        given_name="Cun",
        summary="Works on technical finance at the Zhongguancun Administrative Committee.",
        body="<p>He Cun belongs to the department for technical finance of the Zhongguancun Administrative "
        "Committee.</p>",
        roles=(
            RoleEntry(
                "Technical financial department",
                "Zhongguancun Administrative Committee",
                "Zhongguancun Administrative Committee",
            ),
        ),
        topics=("finance", "research"),
        drawing="drawing:portrait-he-cun",
    ),
    PersonEntry(
        name="Ted Greenwald",
        slug="ted-greenwald",
        family_name="Greenwald",
        given_name="Ted",
        summary="Journalist with MIT Technology Review.",
        body="<p>Ted Greenwald writes for MIT Technology Review. Of the many cities that take Silicon Valley as "
        "their pattern, Greenwald regards only the science park in Beijing as a serious competitor.</p>",
        roles=(RoleEntry("Journalist", "MIT Technology Review", "MIT Technology Review"),),
        aliases=(AliasEntry("Greenwald", match="after_full"),),
        topics=("Silicon Valley",),
        drawing="drawing:portrait-ted-greenwald",
    ),
]
