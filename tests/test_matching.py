"""Matching: names in strangers' texts, with offsets into exactly those texts."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.matching import Brand, Match, Matcher
from monitor.matching.fold import Origins, fold

HARBOR = Brand(
    name="Harbor Plumbing",
    also_called=(
        "Harbor Plumbing & Heating",
        "HPH Ltd.",
        "@harborplumbing",
        "@hph@social.example",
        "#HarborFail",
        "harborplumbing.example",
        "https://www.harbor-pipes.example/",
    ),
    not_us=("Harbor Plumbing Supply", "Pearl Harbor"),
)


def found(brand: Brand | str, text: str) -> list[str]:
    """What the spans of one brand cover."""
    matches = Matcher([Brand(name=brand) if isinstance(brand, str) else brand]).find(text)
    return [text[start:end] for match in matches for start, end in match.spans]


def rule(brand: Brand, text: str) -> str | None:
    matches = Matcher([brand]).find(text)
    return matches[0].rule if matches else None


@pytest.mark.parametrize(
    ("name", "text", "covered"),
    [
        ("Acme", "ACME, acme; Acme!", ["ACME", "acme", "Acme"]),
        ("Acme", "Acme's, Acme’s, Acmes and the Acmes'", ["Acme"] * 4),
        ("Lexus", "two Lexuses", ["Lexus"]),
        ("Gap", "Gapless gapping, a stopgap", []),
        ("Gap", "gaps", ["gap"]),
        ("Gap", "Gap2 2Gap gap_x", []),
        ("Gap", "_Gap_ *Gap* (Gap) “Gap” 'Gap'", ["Gap"] * 5),
        ("Can", "I can't, can not", ["can"]),
        ("Acme", "l’Acme, dell'Acme, Acme'nin, O'Acme, Acme'ing", ["Acme"] * 3),
        ("Harbor Plumbing", "Harbor  Plumbing, harbor-plumbing, HARBOR\nPLUMBING", 3),
        ("Harbor Plumbing", "Harbor\u00a0Plumbing’s and Harbor – Plumbing", 2),
        ("Harbor Plumbing", "harborplumbing", []),
        ("Café Noir", "cafe noir, CAFÉ NOIR, Cafe\u0301 Noir", ["cafe noir", "CAFÉ NOIR", "Cafe\u0301 Noir"]),
        ("Cafe Noir", "Café Noir", ["Café Noir"]),
        ("Müller", "Muller, Mueller, MÜLLER", ["Muller", "Mueller", "MÜLLER"]),
        ("Straße 9", "STRASSE 9", ["STRASSE 9"]),
        ("Acme", "İİ ẞß ﬁ Ａｃｍｅ Ac\u200bme Ac\u00adme", ["Ａｃｍｅ", "Ac\u200bme", "Ac\u00adme"]),
        ("s", "ß", []),
        ("Acme", "Acme™ Acme® 😡Acme😡", ["Acme"] * 3),
        ("アクメ", "株式会社アクメの対応", ["アクメ"]),
        ("Acme", "Acmeの対応", ["Acme"]),
        ("삼성", "삼성에서 전화가 없다", ["삼성"]),
        ("สยาม", "ฉันไปสยามวันนี้", ["สยาม"]),
        ("か", "がか\u3099", []),
        ("Чайка", "в чайке и ЧАЙКА", ["ЧАЙКА"]),
        ("Yahoo!", "Yahoo! and yahoo's", ["Yahoo!", "yahoo"]),
        ("Yum!", "yum, Yum!", ["Yum!"]),
        ("C&A", "C&A's, c & a; vitamin C and A", ["C&A", "c & a"]),
        ("AT&T", "AT&T at & t ＡＴ＆Ｔ AT and T", ["AT&T", "at & t", "ＡＴ＆Ｔ"]),
        ("H&M", "H&M-shop", ["H&M"]),
        ("7-Eleven", "7-Eleven, 7 Eleven, 7-elevens", ["7-Eleven", "7 Eleven", "7-eleven"]),
        ('Toys "R" Us', "Toys “R” Us, toys 'r' us, Toys R Us", 3),
        ("L'Oréal", "L’Oréal, l'oreal, loreal", ["L’Oréal", "l'oreal", "loreal"]),
        (".NET", ".NET and .net, but ASP.NET and internet", [".NET", ".net"]),
        ("Ben & Jerry's", "Ben and Jerrys, ben & jerry’s", ["Ben and Jerrys", "ben & jerry’s"]),
        ("Disney+", "Disney+ is down. Disney is not.", ["Disney+"]),
        ("Dr. Pepper", "dr pepper, Dr. Pepper", ["dr pepper", "Dr. Pepper"]),
        ("AC/DC", "ac/dc", ["ac/dc"]),
        ("Acme", "https://x.example/acme www.acme.example mail acme@x.example acme.com", []),
        ("Acme", "see https://x.example/a Acme.They never called", ["Acme"]),
        ("Acme Coffee", "#AcmeCoffee #acmecoffee #acme_coffee #acmecoffeefan a#acmecoffee", 3),
        ("Ben & Jerry's", "#benjerrys #BenAndJerrys", ["#benjerrys", "#BenAndJerrys"]),
        (
            "Acme Coffee",
            "AcmeCoffee's, AcmeCoffees; acmecoffee ACMECOFFEE Acmecoffee MyAcmeCoffee AcmeCoffeeShop",
            ["AcmeCoffee"] * 2,
        ),
        ("acme coffee", "AcmeCoffee acmecoffee", ["AcmeCoffee"]),
        ("T-Mobile", "TMobile tmobile TMOBILE", ["TMobile"]),
        ("eBay Motors", "eBayMotors EBayMotors ebaymotors", ["eBayMotors", "EBayMotors"]),
        ("AT&T", "ATT att AtT", []),
        ("H-E-B", "HEB", []),
        ("Acme Coffee", "https://x.example/AcmeCoffee AcmeCoffee.com", []),
        ("Booking.com", "booking.com, www.Booking.com/x", ["booking.com", "Booking.com"]),
    ],
)
def test_names(name: str, text: str, covered: list[str] | int) -> None:
    got = found(name, text)
    assert (len(got) if isinstance(covered, int) else got) == covered


@pytest.mark.parametrize(
    ("text", "which"),
    [
        ("Harbor Plumbing", "name"),
        ("Harbor Plumbing and Heating", "alias"),
        ("hph ltd called", "alias"),
        (".@HarborPlumbing!", "handle"),
        ("@harborplumbing@mastodon.example", "handle"),
        ("https://mastodon.example/@harborplumbing", "handle"),
        ("thanks @hph@social.example", "handle"),
        ("@hph", None),
        ("@harborplumbing.bsky.social", None),
        ("@harborplumbing_x @harborplumbings @harborplumbing-x", None),
        ("info@harborplumbing", None),
        ("#harborfail", "hashtag"),
        ("#HarborPlumbing", "hashtag"),
        ("see http://shop.harborplumbing.example/x?y", "domain"),
        ("mail info@harborplumbing.example", "domain"),
        ("HarborPlumbing.Example.", "domain"),
        ("https://reviews.example/r/harborplumbing.example", "domain"),
        ("notharborplumbing.example my-harborplumbing.example", None),
        ("harborplumbing.example.evil.com", None),
        ("harborplumbing.example@evil.com", None),
        ("harbor-pipes.example", "domain"),
        ("harbor pipes.example", None),
        ("Pearl Harbor Plumbing", None),
        ("Pearl Harbor Plumbing Supply", None),
        ("the Harbor Plumbing Supplys", None),
        ("Harbor Plumbing at Pearl Harbor", "name"),
        ("Harbor Plumbing #harborfail @harborplumbing", "handle"),
    ],
)
def test_rules(text: str, which: str | None) -> None:
    assert rule(HARBOR, text) == which


def test_the_longest_name_wins_and_every_brand_has_its_own_spans() -> None:
    matcher = Matcher([Brand(name="Acme"), Brand(name="Acme Coffee"), Brand(name="Bolt", also_called=("ACME",))])
    text = "Acme Coffee is not Acme, nor Bolt."
    assert matcher.find(text) == [
        Match("Acme", "name", ((19, 23),)),
        Match("Acme Coffee", "name", ((0, 11),)),
        Match("Bolt", "name", ((29, 33),)),
    ]


def test_title_and_text_have_offsets_of_their_own() -> None:
    assert Matcher([Brand(name="Acme")]).find("oh Acme", "Ｈi, Acme’s!") == [
        Match("Acme", "name", ((3, 7),), ((4, 8),)),
    ]
    assert Matcher([Brand(name="Acme")]).find("", "Acme") == [Match("Acme", "name", (), ((0, 4),))]


@pytest.mark.parametrize(
    ("text", "title", "context", "counts"),
    [
        ("Spark is bad", "", "", False),
        ("Spark sent two plumbers", "", "", True),
        ("Spark is bad", "Plumber needed", "", True),
        ("Spark is bad", "", "Springfield plumber's forum", True),
        ("Spark: no hot\nwater", "", "", True),
        ("Spark changed my batteries", "", "", True),
        ("#Spark", "", "", False),
        ("@sparkhelp", "", "", True),
        ("see spark.example", "", "", True),
        ("Spark, a plumber with an Apache server", "", "", False),
        ("@sparkhelp apache", "", "", False),
        ("Spark plumber", "", "Apache list", False),
    ],
)
def test_only_with_and_never_with(text: str, title: str, context: str, counts: bool) -> None:
    spark = Brand(
        name="Spark",
        also_called=("@sparkhelp", "spark.example"),
        only_with=("plumber", "hot water", "battery"),
        never_with=("apache",),
    )
    assert bool(Matcher([spark]).find(text, title, context)) is counts


def test_a_dropped_brand_does_not_shadow_another() -> None:
    matcher = Matcher([Brand(name="Acme"), Brand(name="Acme Coffee", only_with=("espresso",))])
    assert [match.brand for match in matcher.find("Acme Coffee is shut")] == ["Acme"]


def test_exact_case() -> None:
    target = Brand(name="Target", also_called=("Tar-Jay", "@target"), exact_case=("Target",))
    assert found(target, "target TARGET Target Targets Target's #target #Target tar-jay @TARGET") == [
        "Target",
        "Target",
        "Target",
        "#Target",
        "tar-jay",
        "@TARGET",
    ]
    assert found(Brand(name="The Gap", exact_case=True), "The\nGap, the gap") == ["The\nGap"]


def test_the_same_text_gives_the_same_answer_and_nothing_matches_nothing() -> None:
    matcher = Matcher([])
    assert matcher.find("Acme") == []
    assert Matcher([Brand(name="Acme")]).find("") == []
    assert Matcher([Brand(name="™"), Brand(name="Acme")]).find("™ Acme")[0].brand == "Acme"


NAMES = ("Acme", "Café Noir", "Ben & Jerry's", "アクメ", "7-Eleven", "Straße", "İstanbul Gaz")
MATCHER = Matcher([Brand(name=name, also_called=(f"@{name.split()[0]}",)) for name in NAMES])
KNOWN = {fold(form) for name in NAMES for form in (name, f"@{name.split()[0]}")}
KNOWN |= {"ben and jerry's", "ben and jerrys", "ben&jerrys", "strasse"}


@given(st.text(), st.sampled_from(NAMES), st.text())
@example("İß", "Acme", "\u0301")
@example("", "Ben & Jerry's", "'s")
@example("\ud800 ", "Straße", " \udfff")
def test_every_span_is_a_name_wherever_it_stands(before: str, name: str, after: str) -> None:
    text = f"{before} {name.upper()} {after}"
    matches = MATCHER.find(text, before)
    assert name in {match.brand for match in matches}
    for match in matches:
        for source, spans in ((text, match.spans), (before, match.title_spans)):
            assert list(spans) == sorted(set(spans))
            for start, end in spans:
                assert 0 <= start < end <= len(source)
                folded = fold(source[start:end])
                assert folded in KNOWN or folded.startswith("#")


@given(st.text())
def test_folding_is_stable_and_its_places_are_inside(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    origins = Origins(text, folded)
    for start in range(len(folded)):
        span = origins.span(start, start + 1)
        assert span is None or 0 <= span[0] < span[1] <= len(text)


@pytest.mark.parametrize(
    "unit", ["(acme)", "acme.", "a@", "www.", "acme&", "'acme'", "é ", "@", "#acme", "-", "\u0301"]
)
def test_hostile_texts_are_read_in_time(unit: str) -> None:
    matcher = Matcher([Brand(name="Acme", also_called=("@acme", "acme.example"), not_us=("Acme Acme",))])

    def seconds(length: int) -> float:
        spent = []
        for _ in range(3):
            start = time.process_time()
            matcher.find(unit * (length // len(unit)) + " Acme")
            spent.append(time.process_time() - start)
        return min(spent)

    # Four times the length is four times the work, and not sixteen times.
    assert seconds(40_000) < 9 * seconds(10_000) + 0.05


def test_a_thousand_brands_cost_little_more_than_ten() -> None:
    text = "They never called back and the order was late again. " * 4

    def seconds(brands: int) -> float:
        matcher = Matcher([Brand(name=f"Name{n} Works", also_called=(f"@works{n}",)) for n in range(brands)])
        best = 9.0
        for _ in range(3):
            start = time.process_time()
            for _ in range(500):
                matcher.find(text)
            best = min(best, time.process_time() - start)
        return best

    assert seconds(1000) < 10 * seconds(10) + 0.005


def test_a_shadowed_name_keeps_its_place_from_shorter_ones() -> None:
    acme, coffee = Brand(name="Acme"), Brand(name="Acme Coffee", not_us=("Acme Coffee Makers Union",))
    for brands in ((acme, coffee), (coffee, acme)):
        matcher = Matcher(brands)
        assert matcher.find("Acme Coffee Makers Union struck") == []
        assert [(m.brand, m.spans) for m in matcher.find("Acme Coffee Makers Union and Acme")] == [
            ("Acme", ((29, 33),))
        ]
        assert [m.brand for m in matcher.find("Acme Coffee is cold")] == ["Acme Coffee"]


def test_what_is_not_one_brand_of_a_name_may_be_the_other() -> None:
    matcher = Matcher([Brand(name="Delta", not_us=("Delta Air Lines",)), Brand(name="DELTA", also_called=("#dal",))])
    assert [(m.brand, m.spans) for m in matcher.find("Delta Air Lines")] == [("DELTA", ((0, 5),))]
    longer = Matcher([Brand(name="Delta Air", not_us=("Delta Air Lines",)), Brand(name="Delta Air Lines")])
    assert [m.brand for m in longer.find("Delta Air Lines")] == ["Delta Air Lines"]


def test_a_name_in_camel_case_is_the_name() -> None:
    coffee = Brand(name="Acme Coffee", also_called=("Acme Roast House",))
    assert rule(coffee, "AcmeCoffee never called") == "name"
    assert rule(coffee, "AcmeRoastHouse never called") == "alias"
    assert rule(coffee, "#AcmeCoffee never called") == "hashtag"
    assert found(Brand(name="acme Coffee", exact_case=True), "AcmeCoffee acmeCoffee") == ["acmeCoffee"]
