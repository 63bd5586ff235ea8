"""What the readers of foreign files share."""

from newsroom.desk.importers.item import Ids


def test_what_shares_an_id_gets_one_of_its_own():
    ids = Ids()
    entries = [("a", "x"), ("b", "x"), ("c", "x"), ("a", "x"), ("d", "y")]
    claimed = [ids.claim("1", (text,), mark)[0] for text, mark in entries]
    assert claimed == ["1", "1:x", "1:x-2", "", "1:y"]
    assert Ids().claim("1:x", ("a",), "x") == ("1:x", "")


def test_a_file_that_gives_all_the_same_id_takes_no_square_of_time():
    """A feed without ids, all of whose entries lead to its front page."""
    ids, looked_at = Ids(), 0

    class Seen(dict):
        def __contains__(self, name):
            nonlocal looked_at
            looked_at += 1
            return super().__contains__(name)

    ids.seen = Seen()
    for number in range(500):
        ids.claim("https://cedar.example/", (number,), "https://cedar.example/")
    assert len(ids.seen) == 500
    assert looked_at < 2000
