"""The Nu Html Checker, which is what validator.w3.org runs, over every kind of page."""

import json
import subprocess

from .conftest import ROOT, Site

ODD = ["/nothing/", "/news/?page=9999", "/search/?q=xiaomi", "/search/?q=nothing+like+it", "/search/?q=%00"]


def test_every_page_is_valid_html(site: Site, tmp_path):
    found = subprocess.run(["bash", ".ci/validator"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    withdrawn = [
        f"/news/{answer.path.split('/')[2]}/opening-hours/" for answer in site.pages if "summer-census" in answer.path
    ]
    answers = [*site.pages, *(site.get(path) for path in [*ODD, *withdrawn[:1]])]
    named = {}
    for number, answer in enumerate(answers):
        named[f"{number}.html"] = answer.path
        (tmp_path / f"{number}.html").write_bytes(answer.body)
    checked = subprocess.run(
        ["java", "-Xss2m", "-jar", ROOT / found.stdout.strip(), "--format", "json", "--skip-non-html", tmp_path],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    said = [
        f"{named[message['url'].rpartition('/')[2]]}:{message.get('lastLine')}: {message['message']}"
        for message in json.loads(checked.stderr)["messages"]
        if message["type"] == "error" or message.get("subType") == "warning"
    ]
    assert not said, "\n".join(said[:40])
