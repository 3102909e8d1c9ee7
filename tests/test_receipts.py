from __future__ import annotations

import ast
import copy
import gzip
import hashlib
import io
import json
import shutil
import subprocess
import sys
import time
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag import receipts
from rag.receipts import Outcome, ReceiptError, Verification, main, make_receipt, verify
from rag.types import (
    Answer,
    Article,
    Citation,
    CitedClaim,
    Claim,
    Coverage,
    Quote,
    Reason,
    Refusal,
    Trace,
)

FERRY = (
    "The ferry to Skarholm will not sail on Sunday.",
    "“We can’t risk 21.5 tonnes of ice — not with 60 people aboard,” said captain Ása Lindqvist.",
    "Tickets stay valid until 3 March, and the operator pays for hotels.",
)
TEXT = "\n\n".join(FERRY)
VERSION = hashlib.sha256(TEXT.encode()).hexdigest()


def article_of(path: str, **values: Any) -> Article:
    stated = {"title": "Ice stops the Skarholm ferry", "author": "Nils Oberg and Ida Moreau"}
    return Article(id="ferry", path=path, published=date(2024, 2, 29), **(stated | values))


def reply_of(article: Article, *spans: tuple[int, int], text: str = TEXT) -> Answer:
    """An answer of one claim for each span of sentences (first, last) of the text."""
    version = hashlib.sha256(text.encode()).hexdigest()
    claims, citations = [], []
    for number, (first, last) in enumerate(spans, start=1):
        quoted = "\n\n".join(FERRY[first : last + 1])
        start = text.index(quoted)
        quote = Quote(article, version, start, start + len(quoted), quoted)
        citations.append(Citation(number, quote))
        claims.append(CitedClaim(Claim(quoted, (quote,)), (number,)))
    coverage = Coverage(1, None, None)
    claimed, cited = tuple(claims), tuple(citations)
    return Answer("Does it sail?", claimed, cited, (), coverage, 0.9, {"all": 0.1}, Trace(""))


HEADER = "Ice stops the Skarholm ferry\n\nBy NILS OBERG and IDA MOREAU\n\n"
HTML = """<!doctype html><html><head><title>Ice stops the Skarholm ferry | Daily Ice</title>
<meta property="article:published_time" content="2024-02-29T08:00:00+01:00">
<script type="application/ld+json">[{{"author": [{{"name": "Nils Oberg"}},
{{"name": "Ida Moreau"}}]}}]</script><style>p {{color: red}}</style><body>
<p>{0}<p hidden>Hidden words stand here.<p><em>{1}</em><div style="display: none"><p>Nor these
do.</div><div>Advertisement</div>
<p>{2}</html>"""


def write_jsonl(path: Path, text: str) -> None:
    authors = ["Nils Oberg", "Ida Moreau"]
    records = [
        {"id": "other", "title": "Another", "published": "", "authors": [], "text": "Nothing."},
        {
            "id": "ferry",
            "url": "https://ice.example/ferry",
            "title": "Ice stops the Skarholm ferry",
            "published": "2024-02-29",
            "authors": authors,
            "text": text,
        },
    ]
    content = "not json\n[1]\n" + "".join(json.dumps(record) + "\n" for record in records)
    path.write_bytes(gzip.compress(content.encode()) if path.suffix == ".gz" else content.encode())


def write_docx(path: Path) -> None:
    import docx

    document = docx.Document()
    document.core_properties.author = "Nils Oberg and Ida Moreau"
    for line in ("Ice stops the Skarholm ferry", *FERRY):
        document.add_paragraph(line)
    hidden = document.add_paragraph().add_run("Hidden words stand here.")
    hidden.font.hidden = True
    document.save(str(path))


def write_article(path: Path) -> None:
    """The article in the format of the file's name, in the raw state that readers meet."""
    raw = HEADER + "\n\nAdvertisement\n\n".join(FERRY)
    if path.suffix == ".docx":
        write_docx(path)
    elif ".jsonl" in path.name:
        write_jsonl(path, raw)
    elif path.suffix == ".html":
        path.write_text(HTML.format(*FERRY), encoding="utf-8")
    elif path.suffix == ".md":
        matter = 'title: "Ice stops the Skarholm ferry"\nauthor: Nils Oberg and Ida Moreau\n'
        body = f"# Ferry\n\n> {FERRY[0]}\n\n**{FERRY[1]}**\n\n[{FERRY[2]}](https://x.example)\n"
        path.write_text(f"---\n{matter}date: 2024-02-29\n---\n{body}", encoding="utf-8")
    else:
        wrapped = raw.replace("tonnes of", "tonnes\r\nof").replace("ferry", "fer\u200bry")
        path.write_text(unicodedata.normalize("NFD", wrapped), encoding="utf-8")


FORMATS = ["ferry.txt", "ferry.md", "ferry.html", "ferry.docx", "all.jsonl", "all.jsonl.gz"]


@pytest.fixture(params=FORMATS)
def stored(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Article]:
    folder = tmp_path / "articles"
    folder.mkdir()
    write_article(folder / request.param)
    mark = "#ferry" if ".jsonl" in request.param else ""
    return folder, article_of(f"/elsewhere/news/{request.param}{mark}")


def outcomes(verification: Verification) -> list[Outcome]:
    return [check.outcome for check in verification.checks]


# --------------------------------------------------------------------------- what verifies


def test_every_format_is_verified_from_its_raw_file(stored: tuple[Path, Article]) -> None:
    folder, article = stored
    reply = reply_of(article, (0, 0), (1, 1), (1, 2))
    for receipt in (reply.to_dict(), make_receipt(reply.to_dict())):
        verification = verify(json.loads(json.dumps(receipt)), folder)
        assert outcomes(verification) == [Outcome.OK] * 3, str(verification)
        assert verification.ok


def test_a_receipt_keeps_the_answer_and_nothing_of_the_run() -> None:
    reply = reply_of(article_of("a.txt"), (0, 0)).to_dict()
    receipt = make_receipt(reply)
    assert {key: receipt[key] for key in ("question", "status", "text", "claims", "citations")} == {
        key: reply[key] for key in ("question", "status", "text", "claims", "citations")
    }
    assert "timings" not in receipt
    assert make_receipt(reply) == receipt


def test_a_refusal_has_nothing_to_verify(tmp_path: Path) -> None:
    coverage = Coverage(0, None, None)
    refusal = Refusal("?", Reason.NOT_COVERED, "Nothing.", (), coverage, (), None, {}, Trace(""))
    verification = verify(make_receipt(refusal.to_dict()), tmp_path)
    assert verification.ok
    assert "nothing to verify" in str(verification)


def test_of_files_by_one_name_the_most_similar_path_is_meant(tmp_path: Path) -> None:
    for folder, text in (("north", TEXT), ("south", "Something else entirely.")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "news.txt").write_text(HEADER + text, encoding="utf-8")
    for folder, outcome in (("north", Outcome.OK), ("south", Outcome.ALTERED)):
        reply = reply_of(article_of(f"/old/{folder}/news.txt"), (0, 0))
        assert outcomes(verify(reply.to_dict(), tmp_path)) == [outcome]
    moved = reply_of(article_of(r"C:\new\news.txt"), (0, 0))
    assert outcomes(verify(moved.to_dict(), tmp_path)) == [Outcome.OK]


def test_an_article_in_another_file_of_lines_is_known_by_id_or_address(tmp_path: Path) -> None:
    write_article(tmp_path / "renamed.jsonl")
    by_id = reply_of(article_of("/old/all.jsonl.gz#ferry"), (0, 0))
    assert verify(by_id.to_dict(), tmp_path).ok
    by_url = reply_of(article_of("/old/x.html", url="https://ice.example/ferry"), (0, 0)).to_dict()
    by_url["citations"][0]["article_id"] = "unknown"
    assert verify(by_url, tmp_path / "renamed.jsonl").ok


# --------------------------------------------------------------------------- what does not


def changed(reply: dict[str, Any], quote: str, start: int = 0) -> dict[str, Any]:
    """The reply with another first quote, consistent in everything else."""
    forged = copy.deepcopy(reply)
    forged["citations"][0] |= {"quote": quote, "start": start, "end": start + len(quote)}
    forged["claims"][0]["text"] = quote
    marked = [f"{c['text']} {''.join(f'[{n}]' for n in c['citations'])}" for c in forged["claims"]]
    forged["text"] = " ".join(marked)
    return forged


@pytest.mark.parametrize(
    "quote",
    [
        "The ferry to Skarholm will sail on Sunday.",
        "The ferry to Skarholm will not sail on Monday.",
        "the ferry to Skarholm will not sail on Sunday.",
        "The ferry to Skarholm will not sail on Sund",
        "1.5 tonnes of ice",
        "5 tonnes of ice",
        "The ferry to Skarholm will not sail on Sunday. Tickets stay valid until 3 March",
        f"{FERRY[0]}\n\n{FERRY[2]}",  # a paragraph left out
        "The ferry to Sk\u0430rholm will not sail on Sunday.",
        "The ferry to Skarholm will not\u200b sail on Sunday.",
        "Hidden words stand here.",
        "…",
        "",
        " ".join(["never said"] * 5000),
    ],
)
def test_words_that_do_not_stand_in_the_article(stored: tuple[Path, Article], quote: str) -> None:
    folder, article = stored
    forged = changed(reply_of(article, (0, 0)).to_dict(), quote)
    verification = verify(make_receipt(forged), folder)
    assert outcomes(verification) == [Outcome.ALTERED]
    assert not verification.ok


def test_an_altered_quote_is_shown_against_the_nearest_words(stored: tuple[Path, Article]) -> None:
    folder, article = stored
    forged = changed(reply_of(article, (0, 0)).to_dict(), FERRY[0].replace("not sail", "sail"))
    (check,) = verify(forged, folder).checks
    assert "[not → ]" in check.detail


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "Ice does not stop the ferry"),
        ("author", "Jo Bloggs"),
        ("author", "Nils Oberg and Jo Bloggs"),
        ("outlet", "The Skarholm Liar"),
    ],
)
def test_a_false_attribution(stored: tuple[Path, Article], field: str, value: str) -> None:
    folder, article = stored
    forged = reply_of(article, (0, 0)).to_dict()
    forged["citations"][0][field] = value
    (check,) = verify(forged, folder).checks
    assert check.outcome is Outcome.MISATTRIBUTED
    assert field in check.detail


@pytest.mark.parametrize(("field", "value"), [("published", "2024-03-01"), ("url", "https://x.y/")])
def test_a_false_date_or_address_of_a_line(tmp_path: Path, field: str, value: str) -> None:
    write_article(tmp_path / "all.jsonl")
    forged = reply_of(article_of("all.jsonl#ferry"), (0, 0)).to_dict()
    forged["citations"][0][field] = value
    assert outcomes(verify(forged, tmp_path)) == [Outcome.MISATTRIBUTED]


def test_an_article_that_is_not_there(tmp_path: Path) -> None:
    assert outcomes(verify(reply_of(article_of("a.txt"), (0, 0)).to_dict(), tmp_path)) == [
        Outcome.MISSING
    ]


def test_a_file_that_the_standard_library_cannot_read(tmp_path: Path) -> None:
    (tmp_path / "ferry.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "torn.docx").write_bytes(b"PK\3\4 torn")
    (tmp_path / "torn.jsonl.gz").write_bytes(gzip.compress(TEXT.encode() * 99)[:60])
    for name in ("ferry.pdf", "torn.docx", "torn.jsonl.gz#1"):
        (check,) = verify(reply_of(article_of(name), (0, 0)).to_dict(), tmp_path).checks
        assert check.outcome is Outcome.UNREADABLE
        assert not check.verified
        assert name.partition("#")[0] in check.detail


def broken(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    reply = reply_of(article_of("ferry.txt"), (0, 0), (1, 1)).to_dict()
    change(reply)
    return reply


@pytest.mark.parametrize(
    ("receipt", "problem"),
    [
        (broken(lambda r: r["claims"][0].update(text="It sails.")), "not made of its quotes"),
        (broken(lambda r: r["claims"][0].update(citations=[9])), "not among the citations"),
        (broken(lambda r: r["claims"][0].update(citations=[])), "cites nothing"),
        (broken(lambda r: r["citations"][1].update(number=1)), "same number"),
        (broken(lambda r: r.update(text=r["text"] + " It sails.")), "not made of its claims"),
        (broken(lambda r: r.update(claims=[], text="")), "without a claim"),
        (broken(lambda r: r.update(status="refused")), "claims nothing"),
    ],
)
def test_an_answer_that_is_more_than_its_quotes(
    tmp_path: Path, receipt: dict[str, Any], problem: str
) -> None:
    write_article(tmp_path / "ferry.txt")
    verification = verify(receipt, tmp_path)
    assert not verification.ok
    assert any(problem in line for line in verification.problems)


def test_damage_to_a_receipt_is_noticed(tmp_path: Path) -> None:
    write_article(tmp_path / "ferry.txt")
    receipt = make_receipt(reply_of(article_of("ferry.txt"), (0, 0)).to_dict())
    assert verify(receipt, tmp_path).ok
    assert not verify(receipt | {"question": "Does it swim?"}, tmp_path).ok
    assert not verify({**receipt, "digest": None}, tmp_path).ok


# --------------------------------------------------------------------------- with Dateline's reader


def reader(text: str, **stated: str) -> receipts.ReadArticle:
    """A reader of cleaned text, as the library has one: here the text is known beforehand."""
    title = stated.get("title", "Ice stops the Skarholm ferry")
    author = stated.get("author", "Nils Oberg and Ida Moreau")

    def read(path: Path) -> Iterator[tuple[str, str, str, None, str, str]]:
        if path.suffix == ".jsonl":
            for line in path.read_bytes().splitlines():
                name = f"{path}#{json.loads(line)['id']}"
                yield name, title, author, None, "2024-02-29", text
        else:
            yield str(path), title, author, None, "2024-02-29", text

    return read


@pytest.mark.parametrize("name", ["ferry.pdf", "all.jsonl.gz"])
def test_offsets_and_attribution_are_strict_with_the_cleaned_text(
    tmp_path: Path, name: str
) -> None:
    write_article(tmp_path / name)
    mark = "#ferry" if "jsonl" in name else ""
    reply = reply_of(article_of(name + mark), (1, 2)).to_dict()
    quote = reply["citations"][0]["quote"]

    def outcome(receipt: dict[str, Any], read: receipts.ReadArticle) -> Outcome:
        return outcomes(verify(receipt, tmp_path, read))[0]

    assert outcome(reply, reader(TEXT)) is Outcome.OK
    assert outcome(changed(reply, quote, start=3), reader(TEXT)) is Outcome.ALTERED
    assert outcome(reply, reader("New. " + TEXT)) is Outcome.EDITED
    assert outcome(reply, reader("\n\nAdvertisement\n\n".join(FERRY))) is Outcome.ALTERED
    assert outcome(reply, reader(TEXT.replace("60", "61"))) is Outcome.ALTERED
    assert outcome(reply, reader(TEXT, author="Ida Moreau")) is Outcome.MISATTRIBUTED
    assert outcome(reply, reader(TEXT, title="Ice stops the ferry")) is Outcome.MISATTRIBUTED


# --------------------------------------------------------------------------- the lone file


def test_it_imports_the_standard_library_alone() -> None:
    tree = ast.parse(Path(receipts.__file__).read_text(encoding="utf-8"))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module or "rag"]
            if isinstance(node, ast.ImportFrom)
            else [n.name for n in node.names]
        )
    }
    assert imported <= sys.stdlib_module_names
    assert "__import__" not in ast.dump(tree)


def test_it_runs_as_a_lone_file(tmp_path: Path) -> None:
    shutil.copy(receipts.__file__, tmp_path / "receipts.py")
    articles = tmp_path / "articles"
    articles.mkdir()
    write_article(articles / "ferry.txt")
    reply = reply_of(article_of("ferry.txt"), (0, 1)).to_dict()
    for content, status, says in (
        (json.dumps(reply), 0, "1 of 1 citations verified"),
        (json.dumps(changed(reply, "Never said.")), 3, "altered"),
        ("{", 1, "Error"),
    ):
        (tmp_path / "receipt.json").write_text(content, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-I", "receipts.py", "receipt.json", "articles"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == status, done
        assert says in done.stdout + done.stderr
        assert "Traceback" not in done.stderr


def test_nothing_in_a_receipt_disturbs_the_terminal(tmp_path: Path) -> None:
    hostile = "\x1b]52;c;aGk=\x07\x9b2J\u202e"
    article = article_of(f"{hostile}.txt", title=hostile, author=hostile)
    reply = changed(reply_of(article, (0, 0)).to_dict(), f"Never {hostile} said.")
    write_article(tmp_path / "ferry.txt")
    reply["citations"].append(reply["citations"][0] | {"path": "ferry.txt"})
    printed = str(verify(reply, tmp_path))
    assert all(line.isprintable() for line in printed.split("\n"))


# --------------------------------------------------------------------------- malformed receipts

GOOD = make_receipt(reply_of(article_of("ferry.txt"), (0, 0)).to_dict())
json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@st.composite
def mutilated(draw: st.DrawFn) -> Any:
    """A receipt with one value somewhere replaced, added or missing."""
    receipt: Any = copy.deepcopy(GOOD)
    place: Any = receipt
    while True:
        key = draw(st.sampled_from(list(place) if isinstance(place, dict) else range(len(place))))
        if not place[key] or not isinstance(place[key], dict | list) or draw(st.booleans()):
            break
        place = place[key]
    if draw(st.booleans()):
        place[key] = draw(json_values)
    else:
        del place[key]
    return receipt


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.one_of(mutilated(), json_values))
def test_any_malformed_receipt_is_an_error_in_words(tmp_path: Path, receipt: Any) -> None:
    write_article(tmp_path / "ferry.txt")
    file = tmp_path / "receipt.json"
    file.write_text(json.dumps(receipt), encoding="utf-8")
    assert main([str(file), str(tmp_path)]) in (0, 1, 3)
    try:
        verification = verify(receipt, tmp_path)
    except ReceiptError as error:
        assert str(error)
    else:
        # Whatever else was changed, an answer that still verifies is the answer that was made.
        assert not verification.ok or receipt["text"] == GOOD["text"] or not receipt["citations"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"\x80abc",
        b"[" * 100_000,
        b'{"format": ' + b"[" * 400 + b"]" * 400 + b"}",
        b'{"status": 1' + b"0" * 5000 + b"}",
        b"NaN",
        b'"\\ud800"',
    ],
)
def test_any_other_file_is_an_error_in_words(
    tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "receipt.json").write_bytes(content)
    assert main([str(tmp_path / "receipt.json"), str(tmp_path)]) == 1
    assert capsys.readouterr().err.startswith("Error: ")


@pytest.mark.parametrize("missing", ["receipt", "articles"])
def test_missing_files_are_an_error_in_words(tmp_path: Path, missing: str) -> None:
    (tmp_path / "receipt.json").write_text(json.dumps(GOOD), encoding="utf-8")
    receipt = tmp_path / ("no.json" if missing == "receipt" else "receipt.json")
    assert main([str(receipt), str(tmp_path / "no" if missing == "articles" else tmp_path)]) == 1


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_damaged_articles_are_never_a_traceback(tmp_path: Path, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(FORMATS))
    file = tmp_path / name
    write_article(file)
    raw = bytearray(file.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    file.write_bytes(raw[: data.draw(st.integers(1, len(raw)))])
    verification = verify(reply_of(article_of(f"{name}#ferry"), (0, 0)).to_dict(), file)
    assert len(verification.checks) == 1


def test_a_word_document_that_defines_entities_is_not_read(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as parts:
        parts.writestr("word/document.xml", bomb)
    (tmp_path / "ferry.docx").write_bytes(content.getvalue())
    reply = reply_of(article_of("ferry.docx"), (0, 0)).to_dict()
    assert outcomes(verify(reply, tmp_path)) == [Outcome.UNREADABLE]


def test_hundreds_of_citations_in_thousands_of_articles_take_seconds(tmp_path: Path) -> None:
    filler = " ".join(f"Ship number {n} lay at anchor all day." for n in range(150))
    with gzip.open(tmp_path / "all.jsonl.gz", "wt", compresslevel=1) as stream:
        for number in range(3000):
            text = f"{filler}\n\nBoat {number} sank.\n\n{TEXT}"
            stream.write(json.dumps({"id": f"a{number}", "title": "T", "text": text}) + "\n")
    claims, citations = [], []
    for number in range(1, 301):
        quote = f"Boat {number} sank."
        citation = GOOD["citations"][0] | {"quote": quote, "start": 0, "end": len(quote)}
        place = {"number": number, "path": f"x/all.jsonl.gz#a{number}", "article_id": f"a{number}"}
        citations.append(citation | place | {"title": "T", "author": None})
        claims.append({"text": quote, "citations": [number]})
    text = " ".join(f"{claim['text']} [{claim['citations'][0]}]" for claim in claims)
    receipt = {"status": "answered", "question": "?", "text": text}
    began = time.process_time()
    verification = verify(receipt | {"claims": claims, "citations": citations}, tmp_path)
    assert verification.ok, verification.problems
    assert time.process_time() - began < 15
