"""Stories about single enterprises and about what came out of laboratories."""

from .build import DESK_EDITED, at, story

ENTERPRISES = [
    story(
        "xiaomi-3-in-86-seconds",
        "100,000 phones in 86 seconds: the Xiaomi 3 goes on sale online",
        "The company’s latest model became available on October 15. A minute and 26 seconds later, 100,000 had "
        "been sold.",
        """
        One hundred thousand phones, one minute and 26 seconds: that was the online sale of the Xiaomi 3 on Tuesday,
        October 15. The clock ran from the moment at which the phone could be ordered.

        Spread evenly over the time, the sale comes to more than 1,100 phones a second. The Xiaomi 3 is the latest in
        the line of mobile phones made by Xiaomi, a company of Zhongguancun Science Park.

        ## A busy first half

        The figure follows a strong half-year. From January to June the company sold 7.03 million phones. In the
        first half of 2012 it had sold half as many.

        In total, Xiaomi has sold 15 million phones since it was established three years ago.

        -> Three years, 15 million phones: Xiaomi in outline
        """,
        section="Enterprises",
        kind="news",
        published=at("2013-10-16 09:30"),
        updated=at("2013-10-16 15:05"),
        photo=(
            "stopwatch-1",
            "Drawing of a large stopwatch with phones on both sides; its hand stands at 26 seconds.",
            "The online sale of October 15 lasted a minute and 26 seconds.",
        ),
        topics=("smartphones", "mobile internet"),
        companies=("Xiaomi", "Zhongguancun Science Park"),
        credits=DESK_EDITED,
    ),
    story(
        "xiaomi-3-sale-event",
        "Event note: online sale of the Xiaomi 3, October 15",
        "What, when and who, in three lines, and which questions the press office can answer about the sale of "
        "the new phone.",
        """
        What: Xiaomi opens online sales of its newest mobile phone, the Xiaomi 3.

        When: October 15, 2013.

        Who: Xiaomi, established three years ago, whose president is Lei Jun.

        ## For reporters

        The sale takes place on the internet, so there is nothing to attend. The press office will report the result
        on this site.

        The press office answers questions about Zhongguancun Science Park. Questions about the phone itself belong
        with the company.

        -> 100,000 phones in 86 seconds: the Xiaomi 3 goes on sale online
        """,
        section="Enterprises",
        kind="event",
        published=at("2013-10-14 16:00"),
        updated=at("2013-10-16 09:35"),
        photo=(
            "phones-2",
            "Drawing of phones laid out in slanting rows on a table.",
            "The Xiaomi 3 is sold online.",
        ),
        topics=("smartphones", "press office"),
        companies=("Xiaomi", "Zhongguancun Science Park"),
        people=("Lei Jun",),
    ),
    story(
        "xiaomi-in-outline",
        "Three years, 15 million phones: Xiaomi in outline",
        "How large the phone maker has become, how fast it is growing, where money has come from, and where its "
        "president thinks it is going.",
        """
        Xiaomi is three years old and has sold 15 million mobile phones. Few numbers say as much about the pace at
        which companies in Zhongguancun Science Park have been developing, and the ones that follow point the same
        way.

        ## Growth

        Nearly half of those 15 million phones, 7.03 million, were sold in the first six months of this year. That was
        twice the total for the corresponding months of 2012.

        The newest model is the Xiaomi 3. Online buyers took 100,000 of them on October 15 in less than a minute and a
        half.

        ## Money

        It is unusual for a company so recently established to draw much investment from other countries. Xiaomi has
        done so.

        ## Prospects

        Lei Jun, the president, has named a figure for the years ahead: revenue could grow to 100 billion yuan. He
        spoke of a few years.

        -> Lei Jun sees 100 billion yuan within reach for Xiaomi
        """,
        section="Enterprises",
        kind="feature",
        published=at("2013-10-18 11:00"),
        photo=(
            "phones-1",
            "Drawing of many phones with colourful screens, ordered in slanting rows.",
            "Xiaomi has sold 15 million phones since it was founded.",
        ),
        topics=("smartphones", "mobile internet", "start-ups"),
        companies=("Xiaomi", "Zhongguancun Science Park"),
        people=("Lei Jun",),
        credits=DESK_EDITED,
    ),
    story(
        "two-graduates-one-year",
        "Two graduates, one year, 20 million yuan",
        "Beijing Yiheng Technology was set up by two people from Beihang University. Its subject is how data are "
        "stored, and how fast.",
        """
        It took the founders of Beijing Yiheng Technology a year to get from a company of their own to venture capital
        of 20 million yuan. Both had graduated from Beihang University.

        ## What the company does

        Yiheng’s field is the technology of memory storage and its transformation. The result so far is a new
        generation of storage appliances whose mark is speed.

        Customers have been found among the giants of the internet. Baidu is one that buys the appliances.

        ## Why storage

        Storage rarely makes headlines. Yet whatever is searched, sent or watched on the internet has to be kept
        somewhere and found again, and a machine that waits for its storage is a machine that stands idle. Speed in
        this place is felt in every other.

        That ties the subject to two of the technologies to which the park’s innovation services department attributes
        the change in world industry: big data and cloud computing.

        ## One of many

        Yiheng is no exception. The park has numerous companies growing at such a rate, and they
        have come to the notice of experts abroad.

        -> Baidu among the buyers of Yiheng’s fast storage
        """,
        section="Enterprises",
        kind="feature",
        published=at("2013-10-21 10:00"),
        photo=(
            "racks-1",
            "Drawing of a corridor between storage racks that leads to a lit door.",
            "Beijing Yiheng Technology develops fast storage appliances.",
        ),
        topics=("data storage", "start-ups", "venture capital", "big data", "cloud computing"),
        companies=("Beijing Yiheng Technology", "Beihang University", "Baidu"),
        credits=DESK_EDITED,
    ),
    story(
        "baidu-buys-yiheng-storage",
        "Baidu among the buyers of Yiheng’s fast storage",
        "A new generation of storage appliances from a company of two Beihang graduates has found its way to the "
        "giants of the internet.",
        """
        The customers of a young company say something about its product. Those of Beijing Yiheng Technology include
        internet giants, of which Baidu is one.

        What they purchase is the new generation of fast storage appliances that Yiheng has developed.

        ## From campus to customer

        Yiheng’s two founders are graduates of Beihang University. A year into the venture, investors had put in 20
        million yuan.

        The sum came from venture capital, of which the park has a large supply: more than 500 firms with a total of
        200 billion yuan.

        -> Two graduates, one year, 20 million yuan
        """,
        section="Enterprises",
        kind="news",
        published=at("2013-10-29 09:10"),
        photo=(
            "racks-4",
            "Drawing of shelves of data storage on both sides of a long room, small lamps glowing.",
            "Fast storage appliances are in demand among internet companies.",
        ),
        topics=("data storage", "cloud computing"),
        companies=("Baidu", "Beijing Yiheng Technology", "Beihang University"),
    ),
    story(
        "processor-and-drugs",
        "From the laboratory: a processor and drugs against tumours",
        "The Loongson CPU and the antineoplastic drugs of Tsinghua University stand for what research has added "
        "in recent years.",
        """
        Not everything new in Zhongguancun starts with a company. In recent years experts of the park have made
        breakthroughs in scientific research, and in fields that lie far apart.

        ## A processor

        Loongson is a CPU, the part of a computer that carries out the instructions of a program. It is a development
        of the Chinese Academy of Sciences.

        ## A medicine

        Tsinghua University has developed antineoplastic drugs. The word describes their purpose: to act against
        neoplasms, that is, tumours.

        ## And the market

        He Cun of the Zhongguancun Administrative Committee, whose department deals with technical finance, said of
        these achievements that they may give the emerging market additional momentum.

        Institutes of scientific research are one of the four components of the park’s innovation system, beside
        leading enterprises, venture capital and innovation services.

        -> Patents in the park grow faster than in Silicon Valley
        """,
        section="Enterprises",
        kind="feature",
        published=at("2013-11-12 10:30"),
        photo=(
            "laboratory-1",
            "Drawing of a laboratory bench with flasks, test tubes and a red microscope.",
            "Research results of recent years range from processors to medicines.",
        ),
        topics=("research", "chips"),
        companies=(
            "Loongson",
            "Chinese Academy of Sciences",
            "Tsinghua University",
            "Zhongguancun Administrative Committee",
        ),
        people=("He Cun",),
    ),
    story(
        "loongson-explained",
        "Loongson in brief: a processor from the Chinese Academy of Sciences",
        "A short explainer on the CPU that the park counts among the research breakthroughs of recent years, and "
        "on what a CPU is.",
        """
        Loongson is the name of a CPU, a central processing unit. The Chinese Academy of Sciences developed it.

        ## What a CPU is

        A CPU reads the instructions of a program one after another and carries them out: it adds, compares, moves
        numbers from one place to another. All that a computer does is made up of such steps.

        ## Its place in the park’s story

        When the achievements of experts in Zhongguancun Science Park are listed, Loongson is named first, with the
        antineoplastic drugs of Tsinghua University.

        He Cun, of the Zhongguancun Administrative Committee, has connected such results with the market that is now
        emerging, which they could enliven.

        -> From the laboratory: a processor and drugs against tumours
        """,
        section="Enterprises",
        kind="feature",
        published=at("2013-11-13 15:40"),
        photo=(
            "circuit-4",
            "Drawing of a circuit board from above with one large chip in the middle and its golden tracks.",
            "The Loongson CPU is a development of the Chinese Academy of Sciences.",
        ),
        topics=("chips", "research"),
        companies=(
            "Loongson",
            "Chinese Academy of Sciences",
            "Tsinghua University",
            "Zhongguancun Science Park",
            "Zhongguancun Administrative Committee",
        ),
        people=("He Cun",),
    ),
]
