import io
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from bot import render
from bot.saving import markdown
from bot.screen import Screen
from bot.sources import matching, source_lines, source_row, source_to_dict
from rag.types import (
    Article,
    Citation,
    CitedClaim,
    Claim,
    Coverage,
    Evidence,
    Passage,
    Quote,
    Reason,
    Rejected,
    Skipped,
    SyncReport,
    Trace,
)
from tests.bot.hostile import hostile, obeyed, unstyled
from tests.bot.scripted import BRIDGE, COPY, FERRY, FERRY_TEXT, SKIPPED, answer, refusal


def shown(lines, *, width=80, terminal=False, no_color=False):
    screen, out = Screen(), io.StringIO()
    screen.out = Console(
        file=out,
        width=width,
        force_terminal=terminal,
        no_color=no_color,
        color_system="truecolor" if terminal else None,
        legacy_windows=False,
    )
    screen.show(lines)
    return out.getvalue()


def test_an_answer_is_followed_by_its_numbered_quotes_and_their_sources():
    text = shown(render.reply_lines(answer("Where?")))
    assert text.startswith(
        "The ferry to Skarholm sailed again on Friday. [1]"
        " Captain Mira Voss said 212 passengers were on board. [2]\n"
    )
    assert "[2] “Captain Mira Voss said 212 passengers were on board.”" in text
    assert "Ferry runs again after the storm — Harbour Post, 3 May 2024, by Ines Okafor" in text
    assert "https://harbour.example/ferry" in text
    assert "Confidence: 82%" in text


def test_a_partial_answer_names_what_was_left_out_and_why():
    rejected = [
        Rejected("The ferry sank.", Reason.QUOTE_NOT_FOUND, "a detail"),
        Rejected("It sailed.", Reason.NOT_LITERAL),
    ]
    text = shown(render.reply_lines(answer("Where?", rejected=rejected)))
    assert "The ferry sank." in text
    assert "its quote does not stand in the article (a detail)" in text
    assert "It sailed." not in text


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_words_and_a_refusal_says_what_it_searched(reason):
    text = shown(render.reply_lines(refusal("Who won?", reason)))
    assert "No answer. The articles do not tell who won the regatta." in text
    assert "Bridge closed for repairs — Valley Courier, 9 May 2024" in text
    assert "Searched: 2 articles, from 3 May 2024 to 9 May 2024." in text
    bare = replace(refusal("Who won?", reason), missing="", nearest=())
    assert render.REASONS[reason][1:] in shown(render.reply_lines(bare))


def test_why_shows_scores_choices_rejections_and_timings():
    rejected = [Rejected("The ferry sank.", Reason.NO_QUOTE)]
    text = shown(render.why_lines(answer("Where?", rejected=rejected)))
    assert "1. relevance 5.31, similarity 0.82, keywords 12.4 → chosen [1][2]" in text
    assert "2. relevance -2.50, keywords 3.1\n" in text
    assert "The ferry sank." in text
    assert "retrieve 0.03 s" in text


@pytest.mark.parametrize(
    ("coverage", "expected"),
    [
        (Coverage(0, None, None), "0 articles"),
        (Coverage(2, None, None), "2 articles without a date"),
        (Coverage(1, date(2024, 5, 3), date(2024, 5, 3)), "1 article, of 3 May 2024"),
        (
            Coverage(4614, date(2020, 1, 3), date(2023, 6, 12)),
            "4,614 articles, from 3 January 2020 to 12 June 2023",
        ),
    ],
)
def test_coverage_in_words(coverage, expected):
    assert render.coverage_words(coverage) == expected


def test_the_report_counts_changes_and_lists_twenty_skipped_things_or_all():
    report = SyncReport(added=("a", "b", "c", "d"), moved=("m",), unchanged=7, skipped=SKIPPED)
    text = shown(render.sync_lines(report, verbose=False))
    assert "added              4  a, b, c, …" in text
    assert "moved              1  m" in text
    assert "/news/broken-19.pdf: it is encrypted" in text
    assert "/news/broken-20.pdf" not in text
    assert "and 5 more; --verbose lists all" in text
    everything = shown(render.sync_lines(report, verbose=True))
    assert "a, b, c, d" in everything
    assert "/news/broken-24.pdf" in everything
    assert "more" not in everything


def test_sources_are_found_by_all_words_and_copies_are_noted():
    assert matching([FERRY, BRIDGE], "harbour FERRY") == [FERRY]
    assert matching([FERRY, BRIDGE], "") == [FERRY, BRIDGE]
    row = shown([source_row(BRIDGE, [COPY])])
    assert row == (
        "bridge-closed\t2024-05-09\tValley Courier\tBridge closed for repairs\tbridge-closed-2\n"
    )
    assert "copy: bridge-closed-2" in shown(source_lines(BRIDGE, [COPY]))
    assert source_to_dict(BRIDGE, [COPY])["copies"] == ["bridge-closed-2"]


def test_a_pipe_gets_each_line_whole_and_unstyled():
    title = "A title that goes on and on " * 10
    article = replace(FERRY, title=title.strip())
    assert f"{title.strip()} — Harbour Post" in shown(source_lines(article, []), width=20)
    assert "\x1b" not in shown(render.reply_lines(answer("Where?")))


def test_the_quote_is_highlighted_without_colour_too():
    quote = answer("Where?").citations[0].quote
    lines = render.article_lines(FERRY, FERRY_TEXT, (quote.start, quote.end))
    text = shown(lines, terminal=True, no_color=True)
    assert f"\x1b[7m{quote.text}\x1b[0m" in text
    assert "Paragraph 59" in text


def test_the_words_that_answer_stand_in_bold_on_a_terminal_and_change_no_text():
    reply = answer("Where?")
    cited = reply.claims[0]
    start = cited.claim.text.index(" ") + 1
    end = cited.claim.text.index(" ", start)
    claim = replace(cited.claim, answer=(start, end))
    pointed = replace(reply, claims=(replace(cited, claim=claim), *reply.claims[1:]))
    lines = render.reply_lines(pointed)
    bold = f"\x1b[1m{claim.text[start:end]}\x1b[0m"
    assert bold in shown(lines, terminal=True)
    assert shown(lines) == shown(render.reply_lines(reply))


def test_no_colour_means_no_colour():
    coloured = shown(render.reply_lines(answer("Where?")), terminal=True)
    assert "\x1b[36m" in coloured
    plain = shown(render.reply_lines(answer("Where?")), terminal=True, no_color=True)
    assert "\x1b[36m" not in plain
    assert "\x1b[1m" in plain


def test_markup_and_emoji_codes_show_as_they_stand():
    article = replace(FERRY, title="[bold]Loud[/bold] [/] :smiley: \\[x]")
    text = shown(source_lines(article, []), terminal=True)
    assert "[bold]Loud[/bold] [/] :smiley: \\[x]" in text


def test_markdown_tells_the_conversation_and_outside_text_formats_nothing():
    evil = replace(FERRY, title="<b>x</b> [a](javascript:b) *c*", url="javascript:alert(1)")
    said = refusal("# who `won`?")
    text = markdown([("Where?", answer("Where?")), (said.question, replace(said, nearest=(evil,)))])
    assert "## Where?" in text
    assert "> **[1]** “The ferry to Skarholm sailed again on Friday.”" in text
    assert "<https://harbour.example/ferry>" in text
    assert "\\# who \\`won\\`?" in text
    assert "\\<b\\>x\\</b\\> \\[a\\](javascript:b) \\*c\\*" in text


# ---------------------------------------------------------------- whatever the fields hold

articles = st.builds(
    Article,
    id=hostile,
    title=hostile,
    path=hostile,
    author=st.none() | hostile,
    outlet=st.none() | hostile,
    published=st.none() | st.dates(),
    url=st.none() | hostile,
)


@st.composite
def replies(draw):
    """Answers and refusals with hostile text in every field that bears any."""
    article, text = draw(articles), draw(hostile)
    quote = Quote(article, "v", 0, len(text), text)
    passage = Passage("p", article, "v", 0, len(text), text, ())
    rejected = (Rejected(draw(hostile), draw(st.sampled_from(Reason)), draw(hostile)),)
    trace = Trace(draw(hostile), (Evidence(passage, 1.0),))
    question = draw(hostile)
    if draw(st.booleans()):
        return replace(
            answer(question),
            claims=(CitedClaim(Claim(draw(hostile), (quote,)), (1,)),),
            citations=(Citation(1, quote),),
            rejected=rejected,
            trace=trace,
        )
    return replace(
        refusal(question), missing=draw(hostile), nearest=(article,), rejected=rejected, trace=trace
    )


@settings(max_examples=50)
@given(replies(), st.integers(20, 120), st.booleans())
def test_nothing_from_outside_reaches_the_terminal_unfiltered(reply, width, terminal):
    for lines in (render.reply_lines(reply), render.why_lines(reply)):
        output = shown(lines, width=width, terminal=terminal)
        assert not obeyed(output)
        assert terminal or "\x1b" not in output
    assert not obeyed(markdown([(reply.question, reply)]))


@settings(max_examples=50)
@given(articles, hostile, hostile, hostile, st.integers(20, 120), st.booleans())
def test_nor_from_an_article_its_list_or_a_report(article, before, quoted, reason, width, terminal):
    report = SyncReport(added=(article.id,), skipped=(Skipped(article.path, reason),))
    place = (len(before), len(before + quoted))
    for lines in (
        render.article_lines(article, before + quoted + before, place),
        source_lines(article, [article]),
        [source_row(article, [article])],
        render.sync_lines(report, verbose=False),
    ):
        assert not obeyed(shown(lines, width=width, terminal=terminal))
    assert shown([source_row(article, [article])]).count("\t") == 4


@settings(max_examples=50)
@given(replies(), st.integers(20, 60))
def test_no_row_is_wider_than_the_window(reply, width):
    output = shown(render.reply_lines(reply) + render.why_lines(reply), width=width, terminal=True)
    assert all(cell_len(row) <= width for row in unstyled(output).split("\n"))
