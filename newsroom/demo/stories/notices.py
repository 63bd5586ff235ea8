"""Notices of the press office about its own work; they speak of nobody by name."""

from .build import at, story

NOTICES = [
    story(
        "how-to-follow-the-news",
        "How to follow the park’s news",
        "By feed, by topic or by a look at the home page: the ways in which this site can reach you, none of "
        "which needs an account.",
        """
        This site is open to everybody. There is nothing to register for, and no story lies behind a form.

        ## By feed

        The news feed lists our latest stories for programs called feed readers. A reader fetches the list from time
        to time and shows you what is new. To subscribe, give it the address of this site.

        ## By subject

        * sections collect stories of one kind: news, enterprises, policy, people, services
        * topics collect what we have published about one subject, whatever the section
        * companies and people have pages of their own, with every story about them

        ## By date

        Nothing disappears from the archive when it leaves the home page. Stories can be found by year and month, and
        their addresses do not change.

        -> When we get something wrong: how corrections work
        """,
        section="Services",
        kind="notice",
        published=at("2013-10-08 10:00"),
        photo=(
            "planes-4",
            "Drawing of four paper planes with dotted trails above green hills.",
            "Several ways lead to the news.",
        ),
        topics=("press office",),
    ),
    story(
        "how-corrections-work",
        "When we get something wrong: how corrections work",
        "A mistake in a published story is put right in the open. What you will see on the page, and how to tell "
        "us about an error.",
        """
        Mistakes happen in every newsroom. Ours has a rule for them: what was wrong, and what is right now, is said
        where the mistake stood.

        ## What you see

        A corrected story carries a dated note. All notes are also collected on one page, so that a reader who came
        across the first version can find them.

        The line “Updated” under a headline moves when there is something new for readers. A misspelt word that has
        been put right does not move it.

        ## When a story is withdrawn

        It is rare that a story has to be taken back altogether. When it happens, its address keeps working and shows
        why the story is gone.

        ## How to tell us

        Write to the press office with the headline of the story, the sentence in question and, if you have one, a
        source. A second editor checks every correction before it is published.

        -> How to follow the park’s news
        """,
        section="Services",
        kind="notice",
        published=at("2013-10-09 10:00"),
        photo=(
            "newsdesk-2",
            "Drawing of newspaper pages on a desk, with a red pencil lying across one of them.",
            "Corrections are made where the mistake stood.",
        ),
        topics=("press office",),
    ),
    story(
        "desk-hour",
        "Event note: open desk hour for press officers of the park",
        "How a text becomes a story on this site, shown from the first draft to the published page. Time for "
        "questions afterwards.",
        """
        What: an hour at the news desk for colleagues who write for companies and institutes in the park.

        When: Tuesday, November 19, at 3 pm.

        Where: at the press office.

        ## What will be shown

        * how a draft is written, and how a second editor reviews it
        * how companies and people in the text are found and linked
        * how a release is prepared for a fixed hour and appears on time
        * what makes a good caption, and what an alternative text is for

        ## What to bring

        A text of your own, if you like. Drafts stay drafts: nothing that is shown in the hour will be published.

        -> The picture desk explains its drawings
        """,
        section="Services",
        kind="event",
        published=at("2013-11-11 09:00"),
        photo=(
            "lectern-2",
            "Drawing of a briefing room with a lectern, a screen showing a chart, and empty rows of chairs.",
            "The desk hour is open to press officers of the park.",
        ),
        topics=("press office",),
    ),
    story(
        "picture-desk-drawings",
        "The picture desk explains its drawings",
        "Why the stories on this site are illustrated and not photographed, what the portraits show, and how to "
        "describe a picture well.",
        """
        The pictures on these pages are drawings, and they are meant to look like drawings. No one should take a
        picture here for a record of something that happened.

        ## Portraits and marks

        The portraits are abstract. They show a face, and nobody’s face in particular. The marks beside the names of
        companies are patterns of ours; they are not the companies’ logos.

        ## Credits

        Under each picture stands who made it. Drawings of the house are credited to the Park News Desk.

        ## Describing a picture

        Every picture comes with a text for those who can’t see it. We describe what is there, in one sentence, and
        leave the meaning to the caption.

        -> How to follow the park’s news
        """,
        section="Services",
        kind="notice",
        published=at("2013-11-19 09:00"),
        photo=(
            "easel-2",
            "Drawing of a studio: an easel with a painted skyline, brushes in jars, a large potted plant.",
            "At the picture desk.",
        ),
        topics=("press office",),
    ),
]
