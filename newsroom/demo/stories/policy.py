"""What government does in the park, and the people whom our stories quote."""

from .build import DESK_EDITED, at, story

POLICY = [
    story(
        "risk-compensation-explained",
        "When lenders say no: the risk compensation mechanism explained",
        "A new company needs money before it has a record to show for itself. What the park’s administration does "
        "about that gap.",
        """
        For a start-up, the first financing is the one that counts. It is also the hardest to get, and the park’s
        administration has set up a mechanism to help.

        ## The gap

        A financial institution that is asked for money wants to know how the applicant has dealt with credit in the
        past. A company that has just been founded has no such record.

        The institution would like to do business, and so would the company. The risk, however, is one that the
        institution is unwilling to carry, and so the transaction does not take place.

        ## The remedy

        The Zhongguancun Administrative Committee has put a risk compensation mechanism in this gap. Its principle can
        be stated in a sentence: where the market fails, government helps.

        ## The limits

        It is not meant to replace the market. Guo Hong, the committee’s director, has said that government should
        make the environment in which companies compete a fair one, and should not itself become involved in the
        market, whose part is the fundamental one.

        -> 87 projects, 19 enterprises: what four years of subsidies set in motion
        """,
        section="Policy",
        kind="feature",
        published=at("2013-10-30 09:00"),
        photo=(
            "umbrella-1",
            "Drawing of a large red and white umbrella that keeps the rain off a row of seedlings.",
            "The mechanism is for the moment at which the market fails.",
        ),
        topics=("policy", "finance", "start-ups"),
        companies=("Zhongguancun Administrative Committee",),
        people=("Guo Hong",),
        credits=DESK_EDITED,
    ),
    story(
        "four-years-of-subsidies",
        "87 projects, 19 enterprises: what four years of subsidies set in motion",
        "From 2006 to 2009 government paid 62.06 million yuan. The enterprises that received it invested 1.27 "
        "billion in the park.",
        """
        In the four years from 2006 to 2009, 19 enterprises in Zhongguancun obtained government subsidies for 87
        projects. The subsidies amounted to 62.06 million yuan.

        Against that stands what was invested in the park: 1.27 billion yuan, or some 20 yuan for each yuan of
        subsidy.

        ## The arithmetic

        * a project received about 713,000 yuan on average
        * an enterprise had between four and five projects on average
        * investment per enterprise averaged about 67 million yuan

        Averages hide differences; how the sums were spread over projects and enterprises is not part of the published
        figures.

        ## The consequence

        What followed mattered more than the sums. Venture capital firms made Zhongguancun a key choice for their
        investments, and more than 500 of them are located there today.

        -> When lenders say no: the risk compensation mechanism explained
        """,
        section="Policy",
        kind="news",
        published=at("2013-11-01 10:00"),
        photo=(
            "greenhouse-3",
            "Drawing of a glasshouse with two rows of potted plants that grow taller from left to right.",
            "Subsidies of 62.06 million yuan, investments of 1.27 billion.",
        ),
        topics=("policy", "finance", "venture capital"),
        companies=("Zhongguancun Science Park",),
    ),
    story(
        "market-first",
        "Market first, but not the market alone",
        "Where does the work of government end? The director of the park’s administrative committee has drawn the "
        "line more than once.",
        """
        A science park lives between two forces. Government plans, approves and supports; the market decides what is
        bought. To keep the two in balance is still a challenge for Zhongguancun.

        How the park goes about it has been described by Guo Hong, who directs the Zhongguancun Administrative
        Committee. It stresses the market’s role and does not lose sight of government.

        ## A fair field

        Government, in this view, has an active part of a particular kind. It creates conditions under which companies
        can compete fairly.

        What it does not do is to take part in the market. To the market, Guo leaves the fundamental role.

        > Weight on the market, “while not neglecting government.” | Guo Hong, on the park’s course

        ## An exception with a name

        The committee’s risk compensation mechanism shows how the principle works. Lenders shy away from companies
        without a credit record; that is a failure of the market, and for such a case help is provided.

        -> When lenders say no: the risk compensation mechanism explained
        """,
        section="Policy",
        kind="feature",
        published=at("2013-11-15 08:30"),
        photo=(
            "campus-2",
            "Drawing of a brick hall with white columns, a path, trees in autumn colours and two bicycles.",
            "Government sets the conditions; the market has the fundamental role.",
        ),
        topics=("policy",),
        companies=("Zhongguancun Administrative Committee",),
        people=("Guo Hong",),
        credits=DESK_EDITED,
    ),
    story(
        "guo-hong-on-attraction",
        "Guo Hong: what attracts counts for more than what is technical",
        "The director of the Zhongguancun Administrative Committee has explained why Silicon Valley leads, and what "
        "Beijing is building.",
        """
        Ask why Silicon Valley is called the world’s centre of innovation, and most answers will have to do with
        technology. Guo Hong gives another one.

        Technology is not the reason, the head of the Zhongguancun Administrative Committee said to Xinhua news
        agency. Silicon Valley holds its place because among centres of innovation it has the strongest attraction.

        ## Since 2009

        Guo sees a development of the same type in Beijing. Since 2009, when the go-ahead for building Zhongguancun
        was given, a model of that kind has been forming in the science park, he added.

        Attraction can be read from a few figures. Venture capital firms have come in a number beyond 500, and 11
        enterprises are founded in the park per day.

        ## Market and government

        On the economy, too, Guo has made his position plain: the market has the fundamental role, and government the
        task of keeping competition fair.

        -> Market first, but not the market alone
        """,
        section="People",
        kind="feature",
        published=at("2013-10-24 09:45"),
        photo=(
            "skyline-6",
            "Drawing of a skyline in warm morning light with an orange sun above the towers.",
            "Attraction, more than technology, makes a centre of innovation, says Guo Hong.",
        ),
        topics=("Silicon Valley", "policy"),
        companies=("Zhongguancun Administrative Committee", "Xinhua news agency", "Zhongguancun Science Park"),
        people=("Guo Hong",),
        credits=DESK_EDITED,
    ),
    story(
        "lei-jun-100-billion",
        "Lei Jun sees 100 billion yuan within reach for Xiaomi",
        "Within a few years, says the phone maker’s president, revenue could be that high. Sales have just "
        "doubled in a year.",
        """
        The president of Xiaomi has given the company a large number to grow into. In a few years, according to Lei
        Jun, its revenue could come to 100 billion yuan.

        Three years after its establishment the company has sold 15 million phones.

        ## The latest figures

        Sales in the six months to June came to 7.03 million phones, twice as many as a year before. On October 15,
        100,000 of its latest model were bought online in 86 seconds.

        ## The investors

        For a company of its age, Xiaomi has drawn a great deal of capital from overseas.

        -> Three years, 15 million phones: Xiaomi in outline
        """,
        section="People",
        kind="news",
        published=at("2013-10-17 09:20"),
        photo=(
            "phones-5",
            "Drawing of a table covered with phones seen from above, each screen different.",
            "Half a year’s sales: 7.03 million phones.",
        ),
        topics=("smartphones", "finance"),
        companies=("Xiaomi",),
        people=("Lei Jun",),
    ),
    story(
        "yang-yanru-three-technologies",
        "Yang Yanru on three technologies and a livelier generation of founders",
        "Big data, cloud computing and the mobile internet are changing industry, says the head of the park’s "
        "innovation services.",
        """
        Three technologies stand at the centre of what Yang Yanru observes at work: cloud computing, big data and the
        mobile internet. Yang heads the innovation services department of Zhongguancun Science Park.

        Between them, according to Yang, they are changing what the landscape of industry looks like across the globe.
        Technology enterprises of the park are leading this change.

        ## The three in a sentence each

        * mobile internet: the network in the pocket, on a phone rather than at a desk
        * big data: quantities of information too large for the usual tools, and the methods to use them
        * cloud computing: machines that are rented over the network instead of being bought

        ## And the founders

        Yang has noticed a change in people as well. Zhongguancun’s entrepreneurs have become much more dynamic, he
        said, and much more promising, and it has not taken long.

        -> Eleven new technology enterprises a day
        """,
        section="People",
        kind="news",
        published=at("2013-10-31 10:10"),
        photo=(
            "circuit-2",
            "Drawing of a circuit board with tracks running from a central chip to the edges of the picture.",
            "Three technologies are transforming industry worldwide, says Yang Yanru.",
        ),
        topics=("mobile internet", "big data", "cloud computing", "start-ups"),
        companies=("Zhongguancun Science Park",),
        people=("Yang Yanru",),
    ),
    story(
        "three-names-beside-the-story",
        "New in the people directory: Zhang Yiping, Yu Jun and Yu Yang",
        "Who the three people in the side column of our lead story are, and how a directory entry on this site comes "
        "about.",
        """
        Readers of our story about the worldwide ambitions of the park have seen three names beside it. Each now has
        an entry in the people directory.

        * Zhang Yiping, who is director of the Minor Enterprise Service Center (BMDRC)
        * Yu Jun, who presides over Zhongguancun Development Group
        * Yu Yang, who is both president and CEO at Analysys International

        ## How entries work

        An entry gives a name, a post, and the stories in which the person appears. The portrait is a drawing and no
        likeness.

        A name that occurs in a text is proposed as a link by the computer; an editor decides whether the right person
        is meant. Two of the three names above begin alike in Latin letters, which shows why the decision is left to
        people.

        -> Zhongguancun sets its sights on a worldwide role in technology
        """,
        section="People",
        kind="notice",
        published=at("2013-10-26 10:00"),
        photo=(
            "newsdesk-1",
            "Drawing of three page proofs side by side on a desk.",
            "Three names from the side column have entries of their own.",
        ),
        topics=("press office",),
        companies=(
            "Minor Enterprise Service Center of the BMDRC",
            "Zhongguancun Development Group",
            "Analysys International",
        ),
        people=("Zhang Yiping", "Yu Jun", "Yu Yang"),
    ),
]
