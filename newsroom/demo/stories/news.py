"""News of the park as a whole; the first story tells the whole source page with all its elements."""

from datetime import date

from newsroom.desk.importers.record import CreditRecord

from .build import DESK_EDITED, at, story

NEWS = [
    story(
        "zhongguancun-worldwide-role",
        "Zhongguancun sets its sights on a worldwide role in technology",
        "Two fast-growing companies show why Beijing’s science park believes it can matter to innovators far beyond "
        "China.",
        """
        Fifteen million mobile phones: that is what Xiaomi has sold in the three years of its existence. Two graduates
        of Beihang University had been in business for only a year when venture investors gave their company 20
        million yuan.

        Both enterprises have prospered in Zhongguancun Science Park. More and more young entrepreneurs are making
        their way there, and the park itself has set out to become a centre of technological innovation whose
        influence reaches around the world.

        -> Technology journalist names Zhongguancun the one rival to Silicon Valley

        ## A minute and 26 seconds

        The Xiaomi 3 is the newest phone in the company’s range. When online sales opened on October 15, 100,000 of
        the phones went in 86 seconds. Over the first six months of the year Xiaomi’s sales reached 7.03 million,
        double those of a year earlier.

        Young as the company is, a good deal of foreign money has been invested in it. Its president, Lei Jun, has
        said that revenue of 100 billion yuan is possible in the space of a few years.

        ## Eleven newcomers a day

        Xiaomi has plenty of company. Since 2008 high-tech enterprises have been founded at a rate of 4,000 a year,
        statistics show, and on any one day 11 science and technology firms come into being in Zhongguancun.

        Yang Yanru, who heads the park’s department for innovation services, sees three forces redrawing the map of
        industry worldwide: cloud computing, big data and the mobile internet. The park’s technology enterprises are
        in front, Yang said, and its entrepreneurs now display far greater dynamism and potential, and do so early.

        Beijing Yiheng Technology Co is the firm of the two Beihang graduates. It concentrates on the transformation
        of memory storage. Its fast appliances are of a new generation; internet giants buy them, Baidu among the
        customers, and venture capital of 20 million yuan has come in.

        ## Seen from abroad

        Companies growing at the speed of Yiheng are numerous in the park, and specialists overseas have noticed. Ted
        Greenwald, who writes for MIT Technology Review, observed that cities in many countries copy Silicon Valley
        and draw technology companies valued above a billion US dollars. Only one place, in his view, can compete with
        the original: the science park in Beijing.

        Speaking to Xinhua news agency, the director of the Zhongguancun Administrative Committee, Guo Hong,
        said that technology is not what makes Silicon Valley the acknowledged centre of innovation. What does, in
        Guo’s view, is that no other centre attracts so strongly.

        Something similar, Guo said, has been taking shape in the park since 2009, the year in which its construction
        was approved.

        ## Capital and counsel

        More than 500 venture capital firms have settled in the park with 200 billion yuan between them. Several
        agencies whose trade is to help new companies have done the same, among them Innovation Works, Legend Star,
        Garage Cafe and 36Kr.

        Those who run the agencies bring knowledge and experience to the start-ups and projects they serve. They are
        paid through “incubation and investment”, and that is what keeps the agencies going.

        Innovation Works opened in 2009. Its services are comprehensive: offices and training, advice on law,
        marketing and technology, help with finance and with human resources. It has done well enough to need larger
        premises three times.

        Several people of the generation born in the 1980s founded the blog 36Kr at the end of 2010. It tells tech
        start-ups about technology overseas and about financing. More than 200,000 people call on an average day, and
        every month over 500 new companies present themselves and what they sell.

        ## A system of four parts

        Leading enterprises, research institutes, venture capital and innovation services have grown into one system
        in the park, and the potential of each enterprise grows with it.

        In 2010 start-ups in the park did better on revenue and on margins than its other companies. The stock of
        patents held by Zhongguancun’s 10,000 working people rose 15 percent, against 9 percent in Silicon Valley.

        Researchers have added results of their own in recent years, such as the Loongson processor, from the Chinese
        Academy of Sciences, and Tsinghua University’s antineoplastic drugs. He Cun, of the committee’s technical
        financial department, said that this might make the young market livelier still.

        ## Where the market stops

        Whether a start-up succeeds often depends on its first financing. Financial institutions have an interest in
        the business, as the companies have in the money; but with no credit record to go by they avoid the risk, and
        nothing comes of it.

        The Zhongguancun Administrative Committee has answered with a mechanism that compensates for risk. Where the
        market fails, government lends a hand.

        Between 2006 and 2009 the government subsidised 87 projects with 62.06 million yuan; the 19 enterprises behind
        them put 1.27 billion yuan into the park. Venture investors came to count Zhongguancun among the places that
        matter most to them.

        > The park puts weight on the market, “while not neglecting government.” | Guo Hong, Zhongguancun
        Administrative Committee

        Meeting the demands of both remains difficult. Government, as Guo describes it, does not enter the market
        but sees to it that companies compete in a fair environment; the fundamental part falls to the market.
        """,
        section="News",
        kind="news",
        published=date(2013, 10, 25),
        photo=(
            "skyline-4",
            "Drawing of a city skyline: towers in several rows behind trees and a strip of water.",
            "Zhongguancun Science Park in Beijing wants its influence as a centre of innovation to grow worldwide.",
        ),
        topics=(
            "start-ups",
            "venture capital",
            "innovation services",
            "Silicon Valley",
            "smartphones",
            "data storage",
            "patents",
            "policy",
        ),
        companies=(
            "Zhongguancun Science Park",
            "Xiaomi",
            "Beijing Yiheng Technology",
            "Baidu",
            "Innovation Works",
            "Legend Star",
            "Garage Cafe",
            "36Kr",
            "Zhongguancun Administrative Committee",
            "Beihang University",
            "Tsinghua University",
            "Chinese Academy of Sciences",
            "Loongson",
            "MIT Technology Review",
            "Xinhua news agency",
        ),
        # The side column first, then those whom the text names.
        people=(
            "Zhang Yiping",
            "Yu Jun",
            "Yu Yang",
            "Guo Hong",
            "Lei Jun",
            "Yang Yanru",
            "He Cun",
            "Ted Greenwald",
        ),
        credits=(CreditRecord("Wang Yifei", "writer", "chinadaily.com.cn"), CreditRecord("Niva Whyman", "editor")),
    ),
    story(
        "one-rival-to-silicon-valley",
        "Technology journalist names Zhongguancun the one rival to Silicon Valley",
        "Many cities copy the Californian model, says Ted Greenwald of MIT Technology Review. Only Beijing, in "
        "his view, competes with it.",
        """
        There is no shortage of cities that would like to be the next Silicon Valley. Ted Greenwald, who reports for
        MIT Technology Review, counts just one of them as a competitor: Beijing, because of Zhongguancun.

        Greenwald’s starting point is the number of imitators. All over the world, he said, cities follow the example
        of Silicon Valley and manage to attract technology companies, many of which are worth upwards of one billion
        US dollars.

        To imitate is one thing, to compete another. On that second point Greenwald saw a single candidate in the
        science park.

        ## A model taking shape

        The park’s own administration describes its development in related terms. According to Guo Hong, who directs
        the Zhongguancun Administrative Committee, a model like that of Silicon Valley has been emerging since 2009,
        when the construction of Zhongguancun was approved.

        One measure by which the two places can be set side by side is patents. Those held by the 10,000 people who
        work in the park went up by 15 percent; the figure for Silicon Valley was 9 percent.

        -> Patents in the park grow faster than in Silicon Valley
        """,
        section="News",
        kind="news",
        published=at("2013-10-23 10:15"),
        photo=(
            "bay-2",
            "Drawing of a suspension bridge between two shores with towers, a large sun behind it.",
            "Two shores, one comparison: an American valley and a Beijing science park.",
        ),
        topics=("Silicon Valley", "start-ups", "patents"),
        companies=("Zhongguancun Science Park", "MIT Technology Review", "Zhongguancun Administrative Committee"),
        people=("Ted Greenwald", "Guo Hong"),
        credits=DESK_EDITED,
    ),
    story(
        "eleven-enterprises-a-day",
        "Eleven new technology enterprises a day",
        "Since 2008 some 4,000 high-tech companies have been set up every year, and the park puts its daily count "
        "at 11.",
        """
        Every day brings 11 more science and technology enterprises to Zhongguancun. Statistics put the number of
        high-tech companies founded in each year since 2008 at 4,000.

        The two figures agree: 4,000 in a year is just under 11 a day, weekends and holidays included.

        ## Who leads

        Newcomers profit from changes that reach well beyond Beijing. Yang Yanru, head of the innovation services
        department of Zhongguancun Science Park, names cloud computing, big data and the mobile internet as the
        technologies that are transforming industry worldwide, and considers that enterprises in the park lead the
        way in them.

        Yang also finds today’s founders more dynamic, with greater potential that shows after a short time.

        ## What they find here

        A company that settles in the park has more than 500 venture capital firms for neighbours, with capital of
        200 billion yuan in total, and several agencies that serve start-ups.

        -> More than 500 venture capital firms work from Zhongguancun
        """,
        section="News",
        kind="press_release",
        published=at("2013-10-10 09:00"),
        photo=(
            "growth-1",
            "Drawing of a rising row of columns, a landscape of terraces with trees on top and a flag on the highest.",
            "New high-tech companies have numbered 4,000 a year since 2008.",
        ),
        topics=("start-ups", "mobile internet", "big data", "cloud computing"),
        companies=("Zhongguancun Science Park",),
        people=("Yang Yanru",),
        documents=(("figures:new-companies", "The figures on one page"),),
    ),
    story(
        "five-hundred-venture-capital-firms",
        "More than 500 venture capital firms work from Zhongguancun",
        "Together they have 200 billion yuan. A phone maker and a storage specialist are among the companies that "
        "have found investors.",
        """
        Venture capital has moved in next door to the companies it looks for. Over 500 firms of this kind are now
        located in Zhongguancun Science Park, and their capital adds up to 200 billion yuan.

        ## Two cases

        Beijing Yiheng Technology, the storage company of two Beihang University graduates, attracted 20 million yuan
        of venture capital. It had been in existence for one year.

        Xiaomi, which is three years old, has received much investment from overseas.

        ## Why they came

        One reason lies a few years back. Subsidies of 62.06 million yuan, paid by the government in the years 2006 to
        2009, were followed by investments of 1.27 billion yuan, and venture firms began to regard Zhongguancun as a
        key place for theirs.

        Capital is one of four parts of the park’s innovation system. The others are leading enterprises, institutes
        of scientific research and innovation services.

        -> 87 projects, 19 enterprises: what four years of subsidies set in motion
        """,
        section="News",
        kind="news",
        published=at("2013-10-22 08:45"),
        photo=(
            "skyline-2",
            "Drawing of a park of office towers at the edge of a river, trees in front.",
            "Over 500 venture capital firms share the park with the companies they look for.",
        ),
        topics=("venture capital", "start-ups", "finance"),
        companies=("Zhongguancun Science Park", "Beijing Yiheng Technology", "Xiaomi", "Beihang University"),
        credits=DESK_EDITED,
    ),
    story(
        "patents-grow-faster",
        "Patents in the park grow faster than in Silicon Valley",
        "Holdings of the 10,000 people who work in Zhongguancun rose 15 percent. In the Californian valley the "
        "rise was 9 percent.",
        """
        Measured by the growth of its patents, Zhongguancun has moved ahead of Silicon Valley. Its 10,000 working
        people own 15 percent more of them than before; in Silicon Valley growth came to 9 percent.

        The comparison concerns the pace of growth. It says nothing about how many patents either place owns.

        ## Results behind the number

        Experts of various disciplines have achieved breakthroughs in the park in recent years. Two examples are
        Tsinghua University’s antineoplastic drugs and Loongson, a CPU from the Chinese Academy of Sciences.

        He Cun, who works on technical finance for the Zhongguancun Administrative Committee, commented that
        the emerging market might gain in dynamism as a result.

        -> From the laboratory: a processor and drugs against tumours
        """,
        section="News",
        kind="press_release",
        published=at("2013-11-08 09:00"),
        photo=(
            "patents-2",
            "Drawing of a blueprint with two gear wheels and a certificate with a red seal on a wooden desk.",
            "Patents owned by people working in the park rose by 15 percent.",
        ),
        topics=("patents", "research", "Silicon Valley"),
        companies=(
            "Zhongguancun Science Park",
            "Loongson",
            "Chinese Academy of Sciences",
            "Tsinghua University",
            "Zhongguancun Administrative Committee",
        ),
        people=("He Cun",),
    ),
    story(
        "start-ups-led-in-2010",
        "Start-ups led the park on revenue and margins in 2010",
        "The young companies of Zhongguancun earned more, and kept more of it, than the other companies in the "
        "science park.",
        """
        Youth was no handicap in 2010. In that year the start-ups of Zhongguancun were ahead of the remaining
        companies in Zhongguancun Science Park both in revenue and in the margin they made on it.

        The observation fits what the park says about its founders. Yang Yanru, who heads the department for
        innovation services, has described them as having gained in dynamism and in potential, in a short space of
        time.

        ## Where the help comes from

        The park ascribes the potential of its enterprises to a system in which four things come together: large
        enterprises that lead, institutes that do research, venture capital that invests, and services that help
        innovators.

        -> Four parts, one system: how an innovation ecosystem fits together
        """,
        section="News",
        kind="news",
        published=at("2013-11-07 14:20"),
        photo=(
            "growth-2",
            "Drawing of a column chart as a landscape of green and blue blocks with trees, the last block red.",
            "In 2010 start-ups did better than the park’s other companies.",
        ),
        topics=("start-ups", "innovation services"),
        companies=("Zhongguancun Science Park",),
        people=("Yang Yanru",),
    ),
    story(
        "zhongguancun-in-figures",
        "Zhongguancun in figures: a sheet for journalists",
        "Companies, capital, patents and phones: the numbers that recur in our stories of this autumn, gathered "
        "on one page.",
        """
        The press office is often asked for the numbers behind a story. This sheet brings together those that we have
        published since October, with the period where a figure has one.

        ## Companies and capital

        * 11 science and technology enterprises founded in Zhongguancun per day
        * 4,000 high-tech enterprises founded per year since 2008
        * over 500 venture capital firms in the park, with 200 billion yuan in all

        ## Patents

        * 15 percent growth in the patents of the park’s 10,000 working people
        * 9 percent growth in Silicon Valley

        ## Subsidies, 2006 to 2009

        * 62.06 million yuan paid for 87 projects of 19 enterprises
        * 1.27 billion yuan invested in the park by those enterprises

        ## Single companies

        * Xiaomi: 15 million phones sold in three years, 7.03 million of them in the first half of 2013
        * Beijing Yiheng Technology: 20 million yuan of venture capital one year after its start
        * Innovation Works: three moves into larger premises since 2009
        * 36Kr: 200,000 visitors and more on an average day; 500 start-ups and more a month

        Please quote a figure together with its period, and the park as Zhongguancun Science Park at first mention.

        Every figure here has been the subject of a longer story, where its context is given.

        -> Eleven new technology enterprises a day

        A figure that turns out to be wrong will be corrected here and in the story it came from, with a note of what
        has changed.
        """,
        section="News",
        kind="press_release",
        published=at("2013-11-20 09:00"),
        photo=(
            "newsdesk-3",
            "Drawing of page proofs on a desk with a pencil, a cup of tea and a pair of glasses.",
            "A sheet of figures for the desk.",
        ),
        topics=("press office", "start-ups", "venture capital", "patents", "smartphones"),
        companies=(
            "Zhongguancun Science Park",
            "Xiaomi",
            "Beijing Yiheng Technology",
            "Innovation Works",
            "36Kr",
        ),
        credits=DESK_EDITED,
    ),
]
