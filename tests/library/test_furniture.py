from __future__ import annotations

import pytest

from rag.library.furniture import drop_furniture, is_furniture

FURNITURE = """
- Advertisement -
ADVERTISEMENT
Read More
Share on Facebook
Share this article
Listen 5 min
4 min read
12 comments
Skip to content
Video Ad Feedback
___
* * *
By Jane Doe
Written by Jane Doe and John Roe
Photo by Jane Doe
Image credit: Jane Doe
© 2024 The Evening Bugle
Copyright 2024 The Evening Bugle. All rights reserved.
© 2024 The Evening Bugle. All rights reserved.
READ MORE: Harbour road to close for a year
More:Harbour road to close for a year
Related: Shop owners fear for their trade
'It was chaos':Harbour road closes without notice to residents
Sign up for our newsletter and get the news in your inbox every morning.
Follow us on Instagram
Follow Jane Doe on Twitter: @janedoe.
Click here to subscribe
Hit play on the player above to hear the podcast and follow along with the transcript below.
Contact reporter Jane Doe at jdoe@bugle.example.
Jane Doe covers harbours for the Bugle. Reach her at jdoe@bugle.example.
Jane Doe contributed to this report.
Contributing: The Harbour Press
This story has been updated with additional details.
We use cookies to make this site better.
Tags: harbour, road, storm
Home | News | Sport | Weather
London CNN —
See the storm from above 02:30 - Source: Bugle
Anzeige
Lire aussi : la route du port ferme
We may earn a commission if you buy through these links.
"""

REPORTING = """
The company said its newsletter reached two million readers.
“Follow us on Instagram,” the band told the crowd.
Share prices fell on Monday as investors fled.
Watch officers saw the ship turn at 9:30 p.m. and called the harbour.
Readers of the newsletter were told to click here, the court heard.
The video was shared on Facebook more than a million times.
Follow the money, detectives say, and the rest explains itself.
Police asked witnesses to contact them at the station.
At 10:21 a.m. on Friday the alarm rang.
Getty Images sued the firm in London.
The advertisement was withdrawn.
1. Aries
- Milk: $3.50
2014: 12
Where the money went
What she said: nothing
Population: 38,705
"Yes!" chants filled the hall after the vote.
The privacy policy of the bank was at the heart of the trial, prosecutors said.
She runs a daily newsletter on bees.
Agents may earn a commission on each sale.
Millions follow him on Instagram.
The names of minors may not be published.
The plan gives patients full access to their files.
The hotline can be reached at 555-0100.
The grants support local journalism in poor towns.
You can subscribe to the service for ten dollars a month.
The court is to rule on the terms of service.
Friends try to reach her by phone.
Such messages land in your inbox at night.
Correction: The bridge was opened in 1932, not 1923.
"""


@pytest.mark.parametrize("line", FURNITURE.strip().split("\n"))
def test_a_line_about_the_page_is_furniture(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize("line", REPORTING.strip().split("\n"))
def test_a_line_of_reporting_stays(line: str) -> None:
    assert drop_furniture([line]) == [line]


def test_a_list_of_links_goes_and_ends_at_the_next_sentence() -> None:
    page = [
        "The bridge opened on Monday.",
        "More from The Evening Bugle",
        "Harbour Road Closes For A Year",
        "Who pays for the mole?",
        "The bridge cost three million.",
        "A Quiet Street",
        "It stands on a quiet street.",
        "Trending on The Evening Bugle",
        "Storm Takes Roof Of Town Hall",
    ]
    assert drop_furniture(page) == [
        "The bridge opened on Monday.",
        "The bridge cost three million.",
        "A Quiet Street",
        "It stands on a quiet street.",
    ]


def test_captions_stay_and_their_credits_go() -> None:
    gallery = (
        "A ferry leaves the harbour on Monday. Ann Lee/AFP/Getty Images Crowds wave from the quay. "
        "Bo Ray/Reuters In pictures: The ferry Prev Next"
    )
    assert drop_furniture([gallery]) == [
        "A ferry leaves the harbour on Monday.",
        "Crowds wave from the quay.",
    ]
    assert drop_furniture(["The old mill burns. Courtesy Ann Lee"]) == ["The old mill burns."]
    assert drop_furniture(["The mill. Ann Lee/Getty Images", "Getty Images"]) == ["The mill."]


def test_a_closing_call_goes_and_the_sentence_before_it_stays() -> None:
    dated = "The election is on Nov. 5. Sign up for our newsletter."
    assert drop_furniture([dated]) == ["The election is on Nov. 5."]

    paragraph = "The bridge opened on Monday. Sign up for our newsletter to learn more."
    assert drop_furniture([paragraph]) == ["The bridge opened on Monday."]


def test_a_signature_goes_but_not_the_name_under_a_quotation() -> None:
    shopping = ["- Milk", "- Bread"]
    assert drop_furniture(shopping) == shopping

    page = ["The bridge opened.", "— Ann Lee", "“Bridges are hope.”", "— Bo Ray"]
    assert drop_furniture(page) == ["The bridge opened.", "“Bridges are hope.”", "— Bo Ray"]


def test_a_long_paragraph_that_repeats_is_kept_once() -> None:
    long = "The bridge, which cost three million, was opened on Monday by the mayor."
    assert drop_furniture([long, "So it is.", long, "So it is."]) == [
        long,
        "So it is.",
        "So it is.",
    ]
