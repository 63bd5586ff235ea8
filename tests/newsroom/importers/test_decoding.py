"""Foreign bytes as clean text."""

import pytest

from newsroom.desk.importers import decoding


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
def test_text_is_told_by_its_bytes(encoding):
    text = "<p>松树岭新添三条通勤班车线路，最快十五分钟到岗。</p>" * 20
    assert decoding.decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_told_by_where_its_zeros_are(encoding):
    text = "标题,正文\n园区开通一条新线,一一一一一最快十五分钟到岗\n"
    assert decoding.decode(text.encode(encoding)) == text
    assert decoding.decode("标题\0正文".encode()) == "标题正文"
    assert decoding.decode("标题\0\0正文".encode("gb18030")) == "标题正文"


def test_a_declared_encoding_is_believed_where_the_bytes_are_not_utf8():
    text = '<?xml version="1.0" encoding="iso-8859-1"?><p>“Café” – naïve</p>'
    assert decoding.decode(text.encode("windows-1252")) == text
    assert decoding.decode("charset=utf-8 Привет".encode()) == "charset=utf-8 Привет"


def test_western_bytes_in_the_middle_of_utf8_are_mended():
    data = "Zhōngguāncūn and ".encode() * 50 + b"a \x93caf\xe9\x94 of 1998"
    assert decoding.decode(data).endswith("a “café” of 1998")


def test_control_characters_go_written_out_or_as_references():
    assert decoding.decode(b"a\x00b\x0cc\x08 &#12;d&#x1;e&#0;f &#65;&#x4e2d; &#x110000;") == "ab c  def &#65;&#x4e2d; "


def test_pieces_of_a_file_join_to_the_same_text(write, monkeypatch):
    monkeypatch.setattr(decoding, "CHUNK", 7)
    path = write("中文 &#x4e2d; and &#12;control\x0c characters é &amp; AT&T")
    assert "".join(decoding.chunks(path)) == decoding.decode(path.read_bytes())
    assert "".join(decoding.chunks(path)).startswith("中文 &#x4e2d; and  control ")


def test_a_file_that_is_too_large_is_refused_with_its_size(write):
    with pytest.raises(ValueError, match="larger than 0 MB"):
        decoding.text_of(write("much too long"), largest=5)
