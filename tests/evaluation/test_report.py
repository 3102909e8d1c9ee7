from __future__ import annotations

import json
import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from rag.errors import UsageError
from rag.evaluation import run
from rag.types import Reason, Reply
from tests.evaluation.scripted import ScriptedPipeline, answer, refusal, write_lines

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&</bdi></style>]]>"


class Page(HTMLParser):
    """The page as a browser would take it apart."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def make_report(
    folder: Path, *rows: tuple[dict[str, object], Reply]
) -> tuple[Page, dict[str, object]]:
    lines = [
        {"id": str(number), "question": f"Question {number}?", **labels}
        for number, (labels, _) in enumerate(rows)
    ]
    script = {str(line["question"]): reply for line, (_, reply) in zip(lines, rows, strict=True)}
    questions = write_lines(folder / "questions.jsonl", *lines)
    run(
        ScriptedPipeline(script),
        questions,
        predictions=folder / "out.jsonl",
        report=folder / "report",
    )
    html = (folder / "report" / "report.html").read_text(encoding="utf-8")
    return Page(html), json.loads((folder / "report" / "figures.json").read_text())


def test_the_report_shows_plots_figures_and_every_question(tmp_path: Path) -> None:
    page, figures = make_report(
        tmp_path,
        ({"answer": "noon"}, answer("It sailed at noon.", url="https://news.example/ferry")),
        ({"answer": "Ida Holm"}, answer("A pilot steered it.", confidence=0.4)),
        ({"answer": None}, refusal()),
        ({"answer": "seven"}, refusal(Reason.NOT_COVERED)),
        ({}, answer("Unlabelled text.")),
    )
    assert len(page.of("svg")) == 4
    for said in ("right", "wrong", "rightly refused", "wrongly refused", "A pilot steered it."):
        assert said in page.words
    assert ("not covered" in page.words and "50.0%" in page.words) or "33.3%" in page.words
    anchors = {attributes["id"] for _, attributes in page.tags if "id" in attributes}
    targets = [link["href"] for link in page.of("a")]
    assert all(str(target)[1:] in anchors for target in targets if str(target)[0] == "#")
    assert sum(str(target).startswith("#q") for target in targets) == 5 + 5
    assert "https://news.example/ferry" in targets
    assert figures["right"] == pytest.approx(1 / 3)
    assert figures["unlabelled"] == 1


def test_the_page_needs_nothing_beside_it_and_runs_nothing(tmp_path: Path) -> None:
    page, _ = make_report(tmp_path, ({"answer": "noon"}, answer("noon", url="javascript:alert(1)")))
    policy = next(meta["content"] for meta in page.of("meta") if "http-equiv" in meta)
    assert policy is not None and policy.startswith("default-src 'none'")
    assert {"script", "link", "img", "iframe"}.isdisjoint(tag for tag, _ in page.tags)
    for _, attributes in page.tags:
        assert "src" not in attributes
        assert not str(attributes.get("href") or attributes.get("xlink:href") or "#").startswith(
            "javascript"
        )
    raw = (tmp_path / "report" / "report.html").read_text(encoding="utf-8")
    assert not re.search(r"url\((?!#)", raw)


def test_text_from_articles_questions_and_ids_stays_text(tmp_path: Path) -> None:
    hostile = answer(HOSTILE, article=HOSTILE, url=f"https://news.example/{HOSTILE}")
    line = {"id": HOSTILE, "question": HOSTILE, "answer": f"x {HOSTILE}", "supporting": [HOSTILE]}
    page, _ = make_report(tmp_path, (line, hostile))
    assert HOSTILE in page.words
    assert not page.of("script") and not page.of("img")
    assert not any(name.startswith("on") for _, given in page.tags for name in given)


@pytest.mark.parametrize("reply", [answer("at noon"), answer("at one", confidence=None), refusal()])
@pytest.mark.parametrize("labels", [{"answer": "noon"}, {"answer": None}, {}])
def test_a_report_of_one_kind_of_reply_alone_is_whole(
    tmp_path: Path, reply: Reply, labels: dict[str, object]
) -> None:
    page, figures = make_report(tmp_path, (labels, reply))
    assert "Question 0?" in page.words
    assert figures["questions"] == len(labels)
    assert ("has a label" in page.words) == (not labels)
    assert ("nothing to measure" in page.words) == bool(labels)  # no answerable, or no other


@pytest.mark.parametrize("module", ["matplotlib", "jinja2"])
def test_what_the_report_needs_is_missed_before_anything_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)  # as if it were not installed
    questions = write_lines(tmp_path / "q.jsonl", {"id": "1", "question": "When?"})
    pipeline = ScriptedPipeline({"When?": refusal()})
    with pytest.raises(UsageError, match=r"pip install 'dateline\[report\]'"):
        run(pipeline, questions, predictions=tmp_path / "out.jsonl", report=tmp_path / "r")
    assert pipeline.asked == []
