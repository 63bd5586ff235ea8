"""Three of the stories for readers of Chinese: one of them translated, two written anew from the same facts."""

from .build import at, story

CHINESE = [
    story(
        "xiaomi-3-86-miao",
        "86秒售出10万台：小米3手机网上开售",
        "小米公司的最新款手机小米3于10月15日在网上开售。从顾客可以下单的那一刻算起，只过了1分26秒，就已经售出10万台，"
        "平均下来每秒超过一千一百台。",
        """
        10万台手机，1分26秒：这就是10月15日（星期二）小米3网上开售的成绩。时间从可以下单的那一刻算起。

        平均下来，每秒售出一千一百多台。小米3是中关村科技园区企业小米公司最新款的手机。

        ## 忙碌的上半年

        在此之前，小米度过了销售强劲的半年。1月至6月，公司共售出手机703万台，而2012年上半年的销量只有这个数字的一半。

        成立三年来，小米累计售出手机1500万台。

        -> 中关村每天诞生11家科技企业
        """,
        section="Enterprises",
        kind="news",
        published=at("2013-10-16 14:00"),
        photo=("phones-3", "插图：桌面上斜向排列的多部手机。", "小米3手机10月15日在网上开售。"),
        topics=("smartphones", "mobile internet"),
        companies=("Xiaomi", "Zhongguancun Science Park"),
        language="zh-Hans",
        translation_of="xiaomi-3-in-86-seconds",
    ),
    story(
        "meitian-11-jia",
        "中关村每天诞生11家科技企业",
        "2008年以来，中关村每年新设高新技术企业4000家，平均每天有11家科技企业在这里成立。五百多家创投机构和多家创"
        "新服务机构已落户园区，为创业者提供资金与服务。",
        """
        据统计，自2008年以来，中关村科技园区每年新设高新技术企业4000家，相当于每天有11家科技企业在这里成立。

        园区的目标是建成全球影响力不断扩大的科技创新中心，越来越多的年轻创业者在此起步。

        ## 资金与服务

        五百多家创业投资机构聚集在中关村，资金总额达2000亿元。创新工场、联想之星、车库咖啡、36氪等创新服务机构也
        设在园区，以“孵化加投资”的方式取得回报，从而得以持续经营。

        创新工场成立于2009年，服务涵盖办公场地、资金、技术、市场、人力资源、法律和培训。因发展顺利，它已三次迁入更大的
        场地。

        36氪是几位80后在2010年底创办的科技博客，平均每天有二十多万人访问，每月有五百多家新创企业在那里介绍自己的产品和
        服务。

        ## 科研成果

        近年来，园区专家在不同领域取得突破，其中有中国科学院的龙芯处理器和清华大学的抗肿瘤药物。

        -> 市场失灵时，政府出手：中关村的风险补偿机制
        """,
        section="News",
        kind="press_release",
        published=at("2013-10-11 09:00"),
        photo=("skyline-8", "插图：树木与水面后方的城市高楼。", "每天有11家科技企业在中关村成立。"),
        topics=("start-ups", "venture capital", "innovation services"),
        companies=(
            "Zhongguancun Science Park",
            "Innovation Works",
            "Legend Star",
            "Garage Cafe",
            "36Kr",
            "Chinese Academy of Sciences",
            "Loongson",
            "Tsinghua University",
        ),
        language="zh-Hans",
    ),
    story(
        "fengxian-buchang",
        "市场失灵时，政府出手：中关村的风险补偿机制",
        "初创企业缺少信用记录，金融机构不愿承担风险，交易往往无法达成。中关村管委会为此设立风险补偿机制；2006年至"
        "2009年，19家企业的87个项目获得政府补贴。",
        """
        对初创企业来说，第一笔融资最为关键。金融机构与企业虽有共同利益，但企业没有信用记录，金融机构不愿承担风险，交易
        因此难以达成。

        中关村科技园区管理委员会设立了风险补偿机制：市场失灵时，由政府提供帮助。

        ## 四年的数字

        2006年至2009年，中关村19家企业的87个项目共获得政府补贴6206万元，在园区投资12.7亿元，相当于每1元补贴对应约20元
        投资。此后，中关村成为创投机构的重点选择。

        ## 政府与市场

        管委会主任郭洪表示，政府的作用在于营造公平的竞争环境，而不是介入市场；起根本作用的应当是市场。

        如何兼顾政府与市场两方面的要求，对中关村仍是一项挑战。

        -> 中关村每天诞生11家科技企业
        """,
        section="Policy",
        kind="feature",
        published=at("2013-10-31 09:00"),
        photo=("umbrella-5", "插图：一把大伞为一排幼苗挡雨。", "风险补偿机制为市场失灵的情形而设。"),
        topics=("policy", "finance", "start-ups"),
        companies=("Zhongguancun Administrative Committee", "Zhongguancun Science Park"),
        people=("Guo Hong",),
        language="zh-Hans",
    ),
]
