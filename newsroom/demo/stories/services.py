"""The agencies that help start-ups, and how they make a living."""

from .build import DESK_EDITED, at, story

SERVICES = [
    story(
        "four-addresses",
        "Four addresses for people with an idea",
        "Innovation Works, Legend Star, Garage Cafe and 36Kr serve those who start companies. What they share, "
        "and where they differ.",
        """
        Whoever starts a company in Zhongguancun does not have to start it alone. Several innovation service agencies
        are at home in the park; four of them are introduced here.

        ## Innovation Works

        Set up in 2009, it offers start-ups everything from a desk to legal advice. Success has obliged it to look for
        larger premises three times.

        ## Legend Star

        Legend Star, which also appears as Star of Lenovo, belongs to the same group of agencies and works on the same
        footing.

        ## Garage Cafe

        The third address carries its name in two languages: Garage Cafe in English, Cheku Cafe to those who know it
        from Chinese.

        ## 36Kr

        The fourth is a publication. The technology blog 36Kr, begun at the end of 2010, has over 200,000 visitors on
        an average day and presents more than 500 start-ups a month.

        ## What they have in common

        Those in charge have knowledge and experience to pass on, and they are serious about the quality of their
        services. Payment comes through what is called “incubation and investment”, and makes the agencies
        sustainable.

        -> What “incubation and investment” means for a young company
        """,
        section="Services",
        kind="feature",
        published=at("2013-10-28 10:00"),
        photo=(
            "cafe-3",
            "Drawing of a cafe with a raised garage door: five people with laptops at round tables, the city behind.",
            "Several agencies in the park serve people who start companies.",
        ),
        topics=("innovation services", "start-ups"),
        companies=("Innovation Works", "Legend Star", "Garage Cafe", "36Kr"),
        credits=DESK_EDITED,
    ),
    story(
        "innovation-works-moves",
        "Innovation Works outgrows its premises, three times over",
        "Since 2009 the agency has helped start-ups with offices, money and advice. Success has kept it moving house.",
        """
        An agency that provides offices to others has had to find larger ones for itself, and not just once.
        Innovation Works, established in 2009, has moved three times because it was doing well.

        ## Everything under one roof

        Its services are meant to be complete. They comprise:

        * office space
        * training
        * technology
        * marketing
        * law
        * human resources
        * finance

        The thought behind such a list is simple. People who found a company know their own subject; the rest they
        would have to learn, and somebody who has learnt it already saves a start-up time.

        ## Part of a group

        Innovation Works is one of the innovation service agencies of Zhongguancun Science Park. Legend Star, Garage
        Cafe and 36Kr are others.

        -> Four addresses for people with an idea
        """,
        section="Services",
        kind="feature",
        published=at("2013-11-04 09:30"),
        photo=(
            "greenhouse-1",
            "Drawing of a lit glasshouse at night with seedlings in pots on two shelves.",
            "Room to grow: Innovation Works has moved three times.",
        ),
        topics=("innovation services", "start-ups"),
        companies=("Innovation Works", "Legend Star", "Garage Cafe", "36Kr", "Zhongguancun Science Park"),
    ),
    story(
        "36kr-500-start-ups-a-month",
        "The blog where 500 start-ups a month introduce themselves",
        "36Kr is the work of several people of the post-80s generation. Begun at the end of 2010, it has 200,000 "
        "visitors on an average day.",
        """
        Every month more than 500 new start-ups put their services and products before the readers of one blog. Its
        name is 36Kr, its address 36kr.com.

        Several people of China’s post-80s generation, that is, born in 1980 or after, opened it at the end of 2010.
        By now it is visited by over 200,000 people a day on average.

        ## What it reports

        Two subjects have priority: technology from overseas, and what tech start-ups need to know about financing.

        ## A service as much as a medium

        In the park, 36Kr is numbered among the innovation service agencies, with Innovation Works, Legend Star and
        Garage Cafe. A start-up that appears on the blog gains what advertising would cost it money to obtain:
        attention.

        -> Four addresses for people with an idea
        """,
        section="Services",
        kind="feature",
        published=at("2013-11-06 11:15"),
        photo=(
            "planes-3",
            "Drawing of paper planes that fly over layers of hills.",
            "News of technology and financing: the blog 36Kr.",
        ),
        topics=("innovation services", "start-ups", "finance"),
        companies=("36Kr", "Innovation Works", "Legend Star", "Garage Cafe"),
        credits=DESK_EDITED,
    ),
    story(
        "incubation-and-investment",
        "What “incubation and investment” means for a young company",
        "Service agencies such as Garage Cafe and Legend Star need an income as well. Two words describe where it "
        "comes from.",
        """
        The agencies that serve start-ups in Zhongguancun have to live on something. Their customers are young and
        have more plans than money. The answer is known in the park by a pair of words: “incubation and investment.”

        ## Incubation

        The first word is borrowed from the hatchery. In business it stands for the help that brings a company through
        its first months: a place to work, advice, introductions.

        ## Investment

        The second word supplies the reward. In general, whoever puts money into a company at the beginning shares in
        what it is worth later. If the company does well, so does its helper.

        ## Why it lasts

        Rewarded in this way, agencies such as Innovation Works, Legend Star, Garage Cafe and 36Kr can sustain
        themselves. What each of them agrees with a start-up is a matter between the two.

        The knowledge and the experience of those who run the agencies are what the start-ups come for.

        -> Innovation Works outgrows its premises, three times over
        """,
        section="Services",
        kind="feature",
        published=at("2013-11-18 10:20"),
        photo=(
            "cafe-2",
            "Drawing of people at work on laptops in a red-walled cafe under three hanging lamps.",
            "Help first, reward later: how the agencies live.",
        ),
        topics=("innovation services", "venture capital", "start-ups"),
        companies=("Garage Cafe", "Legend Star", "Innovation Works", "36Kr"),
    ),
    story(
        "four-parts-one-system",
        "Four parts, one system: how an innovation ecosystem fits together",
        "Enterprises that lead, institutes that do research, capital that invests, services that help: an "
        "inventory of the park.",
        """
        Four kinds of inhabitant make up the innovation ecosystem of Zhongguancun. This page
        takes them one by one and gives an example of each from our stories.

        ## Leading enterprises

        Xiaomi has sold 15 million phones in the three years since it was established.

        ## Research institutes

        The Chinese Academy of Sciences has the Loongson CPU to its name, Tsinghua University its drugs against
        tumours.

        ## Venture capital

        More than 500 firms are located in the park. Among the recipients of venture capital is Beijing Yiheng
        Technology, with 20 million yuan.

        ## Innovation services

        Innovation Works, Legend Star, Garage Cafe and 36Kr serve start-ups and their projects.

        ## The sum

        The system is credited with raising the potential of the enterprises that belong to it. Start-ups had the
        better of the park’s other companies in 2010, in revenue as in margins.

        -> Start-ups led the park on revenue and margins in 2010
        """,
        section="Services",
        kind="feature",
        published=at("2013-11-05 08:50"),
        photo=(
            "campus-1",
            "Drawing of a campus with a long brick hall, lawns, trees and bicycles under a pink sky.",
            "Four kinds of inhabitant make up the park’s innovation system.",
        ),
        topics=("innovation services", "research", "venture capital", "start-ups"),
        companies=(
            "Xiaomi",
            "Chinese Academy of Sciences",
            "Loongson",
            "Tsinghua University",
            "Beijing Yiheng Technology",
            "Innovation Works",
            "Legend Star",
            "Garage Cafe",
            "36Kr",
        ),
    ),
]
