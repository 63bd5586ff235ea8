"""The command that finds the companies and people of the database in texts."""

import gzip
import io
import json

import pytest
from django.core.management import CommandError, call_command

from newsroom.demo.make import make_company, make_person
from newsroom.desk.tagging.directory import directory_from_database, names_from_database

pytestmark = pytest.mark.django_db

TEXT = "📰 Beijing Yiheng Technology Co said on Monday that Guo Hong had left. 亿恒科技董事长郭洪已离任。"


@pytest.fixture
def _register():
    make_company(
        "Beijing Yiheng Technology Co",
        chinese_name="亿恒科技",
        external_id="CN:1",
        aliases=[{"text": "Yiheng", "match": "after_full"}],
    )
    make_person("Guo Hong", chinese_name="郭洪")


def find(tmp_path, *lines: str, **options) -> list[dict]:
    path = tmp_path / "texts.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    out = io.StringIO()
    call_command("find_mentions", path, stdout=out, stderr=io.StringIO(), **options)
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.mark.usefixtures("_register")
def test_mentions_come_with_their_place_and_the_id_of_the_register(tmp_path):
    (answer,) = find(tmp_path, json.dumps({"doc_id": 7, "text": TEXT}))
    assert answer["doc_id"] == 7
    assert [(row["type"], row["entity_id"], row["surface"]) for row in answer["mentions"]] == [
        ("company", "CN:1", "Beijing Yiheng Technology Co"),
        ("person", "guo-hong", "Guo Hong"),
        ("company", "CN:1", "亿恒科技"),
        ("person", "guo-hong", "郭洪"),
    ]
    for row in answer["mentions"]:
        assert TEXT[row["start"] : row["end"]] == row["surface"]
        assert row["tier"] in {"sure", "likely", "weak"}
        assert 0 <= row["score"] <= 1
        assert all(isinstance(reason, str) for reason in row["reasons"])


@pytest.mark.usefixtures("_register")
def test_unknown_organisations_are_proposed(tmp_path):
    text = "Shanghai Mingyue Robotics Co opened an office. 同一天，上海明月机器人有限公司开业。"
    (answer,) = find(tmp_path, json.dumps({"doc_id": "a", "text": text}))
    assert answer["mentions"] == []
    for row in answer["proposals"]:
        assert text[row["start"] : row["end"]] == row["surface"]
        assert row.keys() == {"start", "end", "surface", "near"}
    assert "Shanghai Mingyue Robotics Co" in [row["surface"] for row in answer["proposals"]]


@pytest.mark.usefixtures("_register")
def test_bad_lines_are_named_and_the_others_answered(tmp_path):
    path = tmp_path / "texts.jsonl.gz"
    good = json.dumps({"doc_id": "a", "text": "half a character \ud83d, Guo Hong"})
    path.write_bytes(gzip.compress(f'{good}\n\nnonsense\n{{"doc_id": "b"}}\n{good}\n'.encode()))
    output, err = tmp_path / "found.jsonl", io.StringIO()
    with pytest.raises(CommandError, match="2 lines could not be read"):
        call_command("find_mentions", path, output=output, stderr=err)
    assert "line 3: not JSON" in err.getvalue()
    assert "line 4: not an object with “doc_id” and “text”" in err.getvalue()
    assert [json.loads(line)["doc_id"] for line in output.read_text(encoding="utf-8").splitlines()] == ["a", "a"]
    assert [path.name for path in tmp_path.iterdir() if "partial" in path.name] == []


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match="Not found"):
        call_command("find_mentions", tmp_path / "none.jsonl")


def test_the_directory_takes_few_queries_however_many_names_it_has(django_assert_num_queries):
    for number in range(5):
        make_company(f"Aurora {number}", legal_name=f"Aurora {number} Ltd", aliases=[f"A{number}"])
        make_person(f"Guo Hong {number}", aliases=["Guo"])
    with django_assert_num_queries(5):
        assert len(directory_from_database()) == 10


def test_a_name_counts_as_its_alias_of_the_same_text_says():
    company = make_company("May", chinese_name="美", legal_name="May Ltd", aliases=[{"text": "May", "match": "never"}])
    assert {(name.text, name.entity_id, name.language, name.match) for name in names_from_database()} == {
        ("May", str(company.tag_id), "en", "never"),
        ("May Ltd", str(company.tag_id), "en", "any"),
        ("美", str(company.tag_id), "zh-Hans", "any"),
    }
