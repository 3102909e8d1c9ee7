"""Bringing the library up to date: whatever happens to the files, and whenever it is cut short."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update

from rag.errors import LibraryBusy, UsageError
from rag.library import Library
from rag.library.rules import digest_of
from rag.library.schema import articles, sketches, sources, write_meta, writer_lock
from rag.types import SyncReport
from tests.library.articles import line, story, write_file, write_lines


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    for number, name in enumerate(["fire", "flood", "frost"], start=1):
        write_file(folder / f"{name}.md", story(number), f"2024-05-0{number}")
    return folder


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "data") as opened:
        yield opened


def touch(path: Path) -> None:
    """Make sure that the file looks changed however coarse the clock is."""
    later = path.stat().st_mtime_ns + 2_000_000_000
    os.utime(path, ns=(later, later))


def rewrite(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")
    touch(path)


def ids(library: Library) -> list[str]:
    return sorted(article.id for article in library.articles())


def indexed(library: Library) -> set[str]:
    return {passage.article.id for passage in library.passages(library.passage_ids())}


# --------------------------------------------------------------------------- files


def test_new_unchanged_edited_moved_deleted(library: Library, news: Path) -> None:
    assert library.sync([news]) == SyncReport(added=("fire", "flood", "frost"))
    assert library.sync([news]) == SyncReport(unchanged=3)

    write_file(news / "fire.md", story(1) + "\n\nThe fire is out.", "2024-05-01")
    touch(news / "fire.md")
    (news / "old").mkdir()
    (news / "flood.md").rename(news / "old" / "water.md")
    (news / "frost.md").unlink()
    write_file(news / "storm.md", story(4))
    before = set(library.passage_ids())
    report = library.sync([news])
    assert report == SyncReport(
        added=("storm",), edited=("fire",), moved=("flood",), deleted=("frost",)
    )
    assert ids(library) == sorted(indexed(library)) == ["fire", "flood", "storm"]
    assert not before & set(library.passage_ids())
    moved = library.article("flood")
    assert moved is not None
    assert moved.path == str(news / "old" / "water.md")
    assert "The fire is out." in library.history("fire")[-1].text
    assert library.sync([news]) == SyncReport(unchanged=3)


def test_touched_but_unchanged(library: Library, news: Path) -> None:
    library.sync([news])
    revision = library.revision
    touch(news / "fire.md")
    rewrite(news / "flood.md", (news / "flood.md").read_text("utf-8") + "\n\n\n")
    assert library.sync([news]) == SyncReport(unchanged=3)
    assert library.revision == revision


def test_an_edit_undone_is_the_old_version_again(library: Library, news: Path) -> None:
    library.sync([news])
    original = (news / "fire.md").read_text("utf-8")
    passages = library.passage_ids()
    rewrite(news / "fire.md", original + "\nCorrection: it was a small fire.")
    assert library.sync([news]).edited == ("fire",)
    rewrite(news / "fire.md", original)
    assert library.sync([news]).edited == ("fire",)
    assert library.passage_ids() == passages
    assert len(library.history("fire")) == 2


def test_a_changed_title_is_an_edit_without_a_new_version(library: Library, news: Path) -> None:
    library.sync([news])
    before = library.passage_ids()
    write_file(news / "fire.md", story(1), "2024-05-01", title="Another title")
    touch(news / "fire.md")
    assert library.sync([news]).edited == ("fire",)
    assert len(library.history("fire")) == 1
    assert not set(before[:1]) & set(library.passage_ids())


def test_moved_and_edited_at_once_counts_as_edited(library: Library, news: Path) -> None:
    library.sync([news])
    text = (news / "fire.md").read_text("utf-8")
    (news / "fire.md").unlink()
    (news / "later").mkdir()
    rewrite(news / "later" / "fire.md", text + "\n\nThe fire is out.")
    assert library.sync([news]) == SyncReport(edited=("fire",), unchanged=2)
    assert len(library.history("fire")) == 2


def test_a_new_text_under_an_old_name_is_another_article(library: Library, news: Path) -> None:
    library.sync([news])
    (news / "fire.md").unlink()
    write_file(news / "later" / "fire.md", story(40))
    report = library.sync([news])
    assert (report.added, report.deleted) == (("fire-later",), ("fire",))


def test_only_what_lies_under_the_given_paths_is_deleted(library: Library, tmp_path: Path) -> None:
    for number, name in enumerate(["news", "news-2", "more"], start=1):
        write_file(tmp_path / name / f"story-{number}.md", story(number))
    library.sync([tmp_path / "news", tmp_path / "news-2", tmp_path / "more"])
    for path in tmp_path.glob("*/story-*.md"):
        path.unlink()
    assert library.sync([tmp_path / "news"]).deleted == ("story-1",)
    assert ids(library) == ["story-2", "story-3"]


def test_moved_away_from_a_folder_that_is_not_looked_at(library: Library, tmp_path: Path) -> None:
    old = write_file(tmp_path / "inbox" / "fire.md", story(1))
    library.sync([tmp_path / "inbox"])
    (tmp_path / "archive").mkdir()
    old.rename(tmp_path / "archive" / "f-1.md")
    report = library.sync([tmp_path / "archive"])
    assert (report.moved, report.added) == (("fire",), ())
    assert library.sync([tmp_path / "inbox"]) == SyncReport()
    assert ids(library) == ["fire"]


def test_a_copied_file_keeps_its_article_and_makes_a_copy(library: Library, news: Path) -> None:
    library.sync([news])
    (news / "fire-again.md").write_bytes((news / "fire.md").read_bytes())
    report = library.sync([news])
    assert (report.added, report.moved, report.copies) == ((), (), ("fire-again",))
    assert "fire-again" not in indexed(library)


def test_a_path_that_vanished_deletes_nothing(library: Library, news: Path) -> None:
    library.sync([news])
    news.rename(news.parent / "elsewhere")
    with pytest.raises(UsageError):
        library.sync([news])
    assert ids(library) == ["fire", "flood", "frost"]


def test_equal_names_get_ids_of_their_own(library: Library, tmp_path: Path) -> None:
    for number, desk in enumerate(["north", "south", "west"]):
        write_file(tmp_path / "news" / desk / "Weekly Report.md", story(number))
    library.sync([tmp_path / "news"])
    expected = ["weekly-report", "weekly-report-south", "weekly-report-west"]
    assert ids(library) == expected
    write_file(tmp_path / "news" / "east" / "Weekly Report.md", story(9))
    library.sync([tmp_path / "news"])
    assert ids(library) == sorted([*expected, "weekly-report-east"])
    with Library.open(tmp_path / "fresh") as fresh:
        fresh.sync([tmp_path / "news"])
        assert len(ids(fresh)) == 4


def test_unreadable_keeps_the_last_good_version(library: Library, news: Path) -> None:
    (news / "broken.pdf").write_bytes(b"%PDF-1.7 and then nothing")
    report = library.sync([news])
    assert [skip.path for skip in report.skipped] == [str(news / "broken.pdf")]
    good = library.history("fire")[-1]
    (news / "fire.md").write_bytes(b"%PDF-1.7 and then nothing, again")
    touch(news / "fire.md")
    for _ in range(2):
        report = library.sync([news])
        assert {Path(skip.path).name for skip in report.skipped} == {"broken.pdf", "fire.md"}
        assert report.deleted == report.edited == ()
        assert library.history("fire") == [good]
        assert "fire" in indexed(library)
    write_file(news / "fire.md", story(1), "2024-05-01")
    touch(news / "fire.md")
    report = library.sync([news])
    assert [Path(skip.path).name for skip in report.skipped] == ["broken.pdf"]
    assert report.unchanged == 3


# --------------------------------------------------------------------------- lines


@pytest.fixture
def week(tmp_path: Path) -> Path:
    return write_lines(tmp_path / "lines" / "week.jsonl", [line(number) for number in range(1, 5)])


def test_lines(library: Library, week: Path) -> None:
    assert library.sync([week]).added == ("n1", "n2", "n3", "n4")
    write_lines(week, [line(4), line(1), line(2, text=story(2) + " It went on."), line(7)])
    touch(week)
    report = library.sync([week])
    assert report == SyncReport(added=("n7",), edited=("n2",), deleted=("n3",), unchanged=2)
    assert library.article("n2").path == f"{week}#n2"  # type: ignore[union-attr]


def test_packing_a_file_moves_its_lines(library: Library, week: Path) -> None:
    library.sync([week.parent])
    with gzip.open(week.with_name("week.jsonl.gz"), "wb") as packed:
        packed.write(week.read_bytes())
    week.unlink()
    report = library.sync([week.parent])
    assert report == SyncReport(moved=("n1", "n2", "n3", "n4"))


@pytest.mark.parametrize(("source", "target"), [("a", "b"), ("b", "a")])
def test_a_line_moves_to_another_file(
    library: Library, tmp_path: Path, source: str, target: str
) -> None:
    folder = tmp_path / "lines"
    write_lines(folder / f"{source}.jsonl", [line(1), line(2), line(3)])
    write_lines(folder / f"{target}.jsonl", [line(8)])
    library.sync([folder])
    write_lines(folder / f"{source}.jsonl", [line(1)])
    moved = [line(8), line(2), line(3, text=story(3) + " It went on.")]
    write_lines(folder / f"{target}.jsonl", moved)
    for path in folder.iterdir():
        touch(path)
    report = library.sync([folder])
    assert report == SyncReport(moved=("n2",), edited=("n3",), unchanged=2)


def test_the_same_id_in_two_files(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "lines"
    write_lines(folder / "a.jsonl", [line(1)])
    write_lines(folder / "b.jsonl", [line(1, text=story(50))])
    assert library.sync([folder]).added == ("n1", "n1@b")
    assert library.sync([folder]) == SyncReport(unchanged=2)
    touch(folder / "a.jsonl")
    touch(folder / "b.jsonl")
    assert library.sync([folder]) == SyncReport(unchanged=2)
    assert library.article("n1").path == f"{folder / 'a.jsonl'}#n1"  # type: ignore[union-attr]


def test_a_line_that_breaks_keeps_its_article(library: Library, week: Path) -> None:
    library.sync([week])
    rest = [line(1), line(3), line(4)]
    write_lines(week, [rest[0], '{"id": "n2", "text": "cut off', *rest[1:]])
    touch(week)
    for _ in range(2):
        report = library.sync([week])
        assert report.deleted == ()
        assert len(report.skipped) == 2
        assert ids(library) == ["n1", "n2", "n3", "n4"]
    write_lines(week, [line(1), line(2), line(4)])
    touch(week)
    report = library.sync([week])
    assert report == SyncReport(deleted=("n3",), unchanged=3)


def test_a_line_broken_all_along_does_not_keep_the_deleted(library: Library, week: Path) -> None:
    lines = [line(number) for number in range(1, 5)]
    write_lines(week, ["not JSON", *lines])
    library.sync([week])
    write_lines(week, ["not JSON", *lines[1:]])
    touch(week)
    assert library.sync([week]).deleted == ("n1",)


def test_a_file_that_breaks_off_loses_nothing(library: Library, week: Path) -> None:
    packed = week.with_name("packed.jsonl.gz")
    lines = [json.dumps(line(number)) for number in range(1, 40)]
    packed.write_bytes(gzip.compress("\n".join(lines).encode()))
    library.sync([packed])
    packed.write_bytes(packed.read_bytes()[:900])
    touch(packed)
    report = library.sync([packed])
    assert report.deleted == ()
    assert report.skipped
    assert len(ids(library)) == 39


def test_a_file_of_lines_that_is_mended(library: Library, week: Path) -> None:
    good = week.read_bytes()
    week.write_bytes(b"\x00\x00 no lines at all")
    assert [skip.path for skip in library.sync([week]).skipped] == [str(week)]
    week.write_bytes(good)
    touch(week)
    assert library.sync([week]) == SyncReport(added=("n1", "n2", "n3", "n4"))
    assert library.sync([week]) == SyncReport(unchanged=4)
    week.write_bytes(b"\x00\x00 no lines at all")
    report = library.sync([week])
    assert (report.deleted, len(ids(library))) == ((), 4)
    week.write_bytes(good)
    assert library.sync([week]) == SyncReport(unchanged=4)
    week.unlink()
    assert library.sync([week.parent]).deleted == ("n1", "n2", "n3", "n4")


# --------------------------------------------------------------------------- copies


def test_a_copy_takes_the_place_of_its_original(library: Library, tmp_path: Path) -> None:
    wire = story(5)
    write_file(tmp_path / "news" / "wire.md", f"KESTREL (Coast Wire) — {wire}", "2024-05-02")
    cut = "\n\n".join(wire.split("\n\n")[:2])
    write_file(tmp_path / "news" / "mirror.md", cut, "2024-05-03", "Walls repaired")
    write_file(tmp_path / "news" / "other.md", wire.replace("crew 19", "crew 18"), "2024-05-03")
    report = library.sync([tmp_path / "news"])
    assert (report.added, report.copies) == (("other", "wire"), ("mirror",))
    assert [copy.id for copy in library.copies("wire")] == ["mirror"]
    assert indexed(library) == {"other", "wire"}

    (tmp_path / "news" / "wire.md").unlink()
    report = library.sync([tmp_path / "news"])
    assert (report.deleted, report.copies) == (("wire",), ())
    assert indexed(library) == {"mirror", "other"}
    assert library.copies("wire") == []


def test_an_original_edited_away_frees_its_copy(library: Library, tmp_path: Path) -> None:
    write_file(tmp_path / "news" / "one.md", story(5), "2024-05-02")
    write_file(tmp_path / "news" / "two.md", story(5), "2024-05-03")
    library.sync([tmp_path / "news"])
    assert indexed(library) == {"one"}
    write_file(
        tmp_path / "news" / "one.md", story(5).replace("repaired", "torn down"), "2024-05-02"
    )
    touch(tmp_path / "news" / "one.md")
    report = library.sync([tmp_path / "news"])
    assert (report.edited, report.unchanged) == (("one",), 1)
    assert indexed(library) == {"one", "two"}


def test_an_earlier_article_becomes_the_original(library: Library, tmp_path: Path) -> None:
    write_file(tmp_path / "news" / "late.md", story(5), "2024-05-03")
    write_file(tmp_path / "news" / "undated.md", story(5))
    report = library.sync([tmp_path / "news"])
    assert (report.added, report.copies) == (("late",), ("undated",))
    write_file(tmp_path / "news" / "newly-found.md", story(5), "2024-05-01")
    report = library.sync([tmp_path / "news"])
    assert (report.added, report.copies) == (("newly-found",), ("late",))
    assert [copy.id for copy in library.copies("newly-found")] == ["late", "undated"]
    assert indexed(library) == {"newly-found"}


def test_links_do_not_depend_on_the_order_of_arrival(tmp_path: Path) -> None:
    texts = {
        "full": f"{story(6)}\n\n{story(7)}",
        "half": story(6),
        "less": "\n\n".join(story(6).split("\n\n")[:2]),
        "same": story(6),
    }
    found = []
    for run, order in enumerate([list(texts), list(texts)[::-1], ["same", "full", "less", "half"]]):
        folder = tmp_path / f"{run}"
        with Library.open(folder / "data") as library:
            for name in order:
                write_file(folder / "news" / f"{name}.md", texts[name], "2024-05-01")
                library.sync([folder / "news"])
            found.append((ids(library), [copy.id for copy in library.copies("full")]))
    assert found == [(["full"], ["half", "less", "same"])] * 3


# --------------------------------------------------------------------------- cut short


def test_progress_counts_what_is_stored(library: Library, tmp_path: Path) -> None:
    lines = write_lines(tmp_path / "many.jsonl", [line(number) for number in range(150)])
    seen: list[tuple[int, int | None]] = []

    def check(stage: str, done: int, total: int | None) -> None:
        assert stage == "articles"
        assert len(library.articles()) == done
        seen.append((done, total))

    library.sync([lines], check)
    assert seen[0] == (0, 150)
    assert seen[-1] == (150, 150)
    assert len(seen) > 3


def test_interrupted_sync_goes_on_where_it_stopped(library: Library, tmp_path: Path) -> None:
    lines = write_lines(tmp_path / "many.jsonl", [line(number) for number in range(150)])

    def interrupt(stage: str, done: int, total: int | None) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        library.sync([lines], interrupt)
    stored = ids(library)
    assert 0 < len(stored) < 150
    assert set(stored) == indexed(library)
    report = library.sync([lines])
    assert report.unchanged == len(stored)
    assert len(report.added) == 150 - len(stored)


SYNC_SLOWLY = """
import sys
from pathlib import Path
from rag.library import Library
library = Library.open(Path(sys.argv[1]))
def tell(stage, done, total):
    print(done, flush=True)
library.sync([Path(sys.argv[2])], tell)
"""


@pytest.mark.parametrize("delay", [0.0, 0.02])
def test_kill_loses_no_article_that_was_reported(tmp_path: Path, delay: float) -> None:
    lines = write_lines(tmp_path / "many.jsonl", [line(number) for number in range(500)])
    data = tmp_path / "data"
    command = [sys.executable, "-c", SYNC_SLOWLY, str(data), str(lines)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    reported = 0
    while reported < 64:
        reported = int(process.stdout.readline())
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    reported = max([reported, *map(int, process.stdout.read().split())])
    process.wait()
    process.stdout.close()
    assert reported < 500
    with Library.open(data) as library:
        stored = ids(library)
        assert len(stored) >= reported
        assert {f"n{number}" for number in range(reported)} <= set(stored)
        assert indexed(library) == set(stored)
        for passage in library.passages(library.passage_ids()):
            text = library.version(passage.version).text
            assert text[passage.start : passage.end] == passage.text
        report = library.sync([lines])
        assert report.unchanged == len(stored)
        assert len(report.added) == 500 - len(stored)
        assert library.sync([lines]) == SyncReport(unchanged=500)


def test_one_writer_at_a_time(library: Library, news: Path, tmp_path: Path) -> None:
    library.sync([news])
    write_file(news / "storm.md", story(4))
    with writer_lock(tmp_path / "data"):
        with pytest.raises(LibraryBusy, match="Try again"):
            library.sync([news])
        assert len(library.articles()) == 3
    assert library.sync([news]).added == ("storm",)


# --------------------------------------------------------------------------- any history

SLOTS = ["a.md", "b.md", "desk/a.md", "desk/c.md"]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.sampled_from(SLOTS), st.integers(1, 4)),
        st.tuples(st.just("delete"), st.sampled_from(SLOTS), st.just(0)),
        st.tuples(st.just("move"), st.sampled_from(SLOTS), st.integers(0, len(SLOTS) - 1)),
        st.tuples(st.just("sync"), st.just(""), st.just(0)),
    ),
    max_size=12,
)


def take(step: tuple[str, str, int], folder: Path, clock: int) -> None:
    what, slot, number = step
    path = folder / slot
    if what == "write":
        write_file(path, story(number, sentences=6), "2024-05-01")
        os.utime(path, ns=(clock, clock))
    elif what == "delete":
        path.unlink(missing_ok=True)
    elif what == "move" and path.exists():
        path.rename(folder / SLOTS[number])


def contents(library: Library) -> tuple[dict[str, str], set[str]]:
    """The text at each path, and the texts that are indexed."""
    originals = library.articles()
    everything = [*originals, *(copy for a in originals for copy in library.copies(a.id))]
    texts = {article.path: library.history(article.id) for article in everything}
    now = {
        path: next(version.text for version in versions if version.text in Path(path).read_text())
        for path, versions in texts.items()
    }
    passages = library.passages(library.passage_ids())
    return now, {library.version(passage.version).text for passage in passages}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_any_history_ends_like_a_fresh_start(steps: list[tuple[str, str, int]]) -> None:
    with TemporaryDirectory() as place:
        folder = Path(place).resolve() / "news"
        (folder / "desk").mkdir(parents=True)
        with Library.open(Path(place, "old")) as old, Library.open(Path(place, "new")) as new:
            for clock, step in enumerate(steps):
                if step[0] == "sync":
                    old.sync([folder])
                else:
                    take(step, folder, 10**18 + clock * 10**9)
            old.sync([folder])
            new.sync([folder])
            assert contents(old) == contents(new)
            assert len(contents(old)[0]) == len(list(folder.rglob("*.md")))
            assert len(old.articles()) == len(contents(old)[1])


# --------------------------------------------------------------------------- changed rules


@pytest.mark.parametrize("key", ["comparing", "packing"])
def test_other_rules_are_followed_without_reading_files(
    library: Library, news: Path, key: str
) -> None:
    (news / "fire-again.md").write_bytes((news / "fire.md").read_bytes())
    library.sync([news])
    passages = library.passage_ids()
    with library._engine.begin() as connection:
        write_meta(connection, {key: "made by other code"})
        connection.execute(update(articles).values(packed="made by other code", copy_of=None))
        if key == "comparing":
            connection.execute(delete(sketches))
    for path in news.iterdir():
        path.unlink()
    write_file(news / "storm.md", story(4))
    library.sync([news / "storm.md"])
    if key == "comparing":
        assert [copy.id for copy in library.copies("fire")] == ["fire-again"]
        assert set(passages) < set(library.passage_ids())
    assert {"fire", "flood", "frost", "storm"} <= indexed(library)


def test_other_code_for_reading_reads_all_files_again(library: Library, news: Path) -> None:
    library.sync([news])
    with library._engine.begin() as connection:
        connection.execute(update(sources).values(reader="other code"))
        connection.execute(update(articles).where(articles.c.id == "fire").values(title="Wrong"))
    report = library.sync([news])
    assert (report.edited, report.unchanged) == (("fire",), 2)
    assert library.sync([news]) == SyncReport(unchanged=3)


def test_rules_change_with_the_code_they_rest_on() -> None:
    assert len({digest_of("reading"), digest_of("splitting"), digest_of("duplicates")}) == 3
    assert digest_of("reading") == digest_of("reading")
