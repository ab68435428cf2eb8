"""The query language: what it means, and what it says of a query that cannot be read."""

import datetime as dt

import pytest

from jointcharge.index.query import parse_query
from jointcharge.index.snippets import highlights, is_near
from jointcharge.index.tokens import folded, prefix_of, words, words_in_place
from jointcharge.index.tree import And, Between, Code, Everything, Exists, Not, Or, Prefix, Words, positive_leaves
from jointcharge.records.errors import QueryError


def word(text, field=None):
    return Words(field, (text,))


A, B, C = word("a"), word("b"), word("c")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tráfico de PERSONAS", ["trafico", "de", "persona"]),
        ("18 U.S.C. § 1591(a)", ["18", "usc", "1591", "a"]),
        ("The U.N.report by A.B.Smith, e.g. here", ["the", "un", "report", "by", "ab", "smith", "eg", "here"]),
        ("O'Brien's agencies", ["o", "brien", "s", "agency"]),
        ("witnesses, taxes, churches, bribes, parties", ["witness", "tax", "church", "bribe", "party"]),
        ("police, Paris, bus, dress, gas", ["police", "paris", "bus", "dress", "gas"]),
        ("Łódź Straße Ærø İzmir Peñalver", ["lodz", "strasse", "aero", "izmir", "penalver"]),
        ("Пётр Ёлкин", ["петр", "елкин"]),
        ("人身売買 case", ["人", "身", "売", "買", "case"]),
        ("किताब की", ["किताब", "की"]),
        ("مُتَاجَرَة", ["متاجرة"]),
        ("snake_case a-b 1,000 3.5", ["snake", "case", "a", "b", "1", "000", "3", "5"]),
        ("½ ﷺ", ["1⁄2", "صلىاللهعليهوسلم"]),
        ("--- § & …", []),
    ],
)
def test_text_is_cut_into_comparable_words(text, expected):
    assert words(text) == expected
    assert [one.form for one in words_in_place(text)] == expected


@pytest.mark.parametrize("text", ["Tráfico — U.S.C. 人身 dé\u0301mo ไทย", "e\u0301te\u0301 ﬁn"])
def test_places_of_words_are_places_in_the_text_as_written(text):
    for one in words_in_place(text):
        assert folded(text[one.start : one.end]) == one.form


def test_no_word_holds_a_space_so_that_engines_can_be_handed_them_joined():
    every = "".join(chr(n) for n in range(0x20, 0xFFFF) if not 0xD800 <= n < 0xE000)
    for one in words(" ".join(every)):
        assert one.split() == [one]


def test_organs_and_organised_crime_stay_apart():
    assert len({*words("organ organised organisation office officer official policy police")}) == 8


def test_composed_and_decomposed_text_are_the_same_words():
    assert words("Pen\u0303alver tra\u0301fico") == words("Peñalver tráfico")


def test_the_beginning_before_a_star_keeps_its_last_letters():
    assert prefix_of("officials") == ["officials"]
    assert prefix_of("anti-corrupt") == ["anti", "corrupt"]


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", Everything()),
        ("  ", Everything()),
        ("*", Everything()),
        ("a", A),
        ("a b", And((A, B))),
        ("a AND b", And((A, B))),
        ("a b c", And((A, B, C))),
        ("a OR b", Or((A, B))),
        ("a b OR c", Or((And((A, B)), C))),
        ("a OR b c", Or((A, And((B, C))))),
        ("a (b OR c)", And((A, Or((B, C))))),
        ("NOT a", Not(A)),
        ("a NOT b", And((A, Not(B)))),
        ("a AND NOT b", And((A, Not(B)))),
        ("a -b", And((A, Not(B)))),
        ("-(a b)", Not(And((A, B)))),
        ("NOT NOT a", Not(Not(A))),
        ("+a +b", And((A, B))),
        ("((a))", A),
        ("and or not", And((word("and"), word("or"), word("not")))),
        ('"AND"', word("and")),
        ("a - b", And((A, B))),
        ("a § b & c", And((A, B, C))),
        ("§ a", A),
        ("(§) a", A),
        ("a-b", Words(None, ("a", "b"))),
        ('"a b"', Words(None, ("a", "b"))),
        ("“a b”", Words(None, ("a", "b"))),
        ('"a b"~5', Words(None, ("a", "b"), 5)),
        ('"a"~5', A),
        ("corrupt*", Prefix(None, "corrupt")),
        ("title:a", word("a", "title")),
        ("TITLE:a", word("a", "title")),
        ('title:"a b"', Words("title", ("a", "b"))),
        ("title:(a OR b) c", And((Or((word("a", "title"), word("b", "title"))), C))),
        ("title:(a text:b)", And((word("a", "title"), word("b", "text")))),
        ("title:corrupt*", Prefix("title", "corrupt")),
        ("title:*", Exists("title")),
        ("-title:a", Not(word("a", "title"))),
        ("18:1591", Words(None, ("18", "1591"))),
        ("country:tha", Code("country", "THA")),
        ("country:Thailand", Code("country", "THA")),
        ('country:"viet nam"', Code("country", "VNM")),
        ("country:XXK", Code("country", "XXK")),
        ("country:t*", Code("country", "T", prefix=True)),
        ("form:Bribery", Code("form", "bribery")),
        ("form:*", Exists("form")),
        ("case_id:htd:2:11-cr-42-JCH", Code("case_id", "htd:2:11-cr-42-JCH")),
        ("year:2014", Between("year", 2014, 2014)),
        ("year:[2010 TO 2015]", Between("year", 2010, 2015)),
        ("year:{2010 TO 2015}", Between("year", 2011, 2014)),
        ("year:[* TO 2015}", Between("year", None, 2014)),
        ("year:[* TO *]", Between("year", None, None)),
        ("year:>=2010", Between("year", 2010, None)),
        ("year:>2010", Between("year", 2011, None)),
        ("year:<=2010", Between("year", None, 2010)),
        ("year:<2010", Between("year", None, 2009)),
        ('year:"2014"', Between("year", 2014, 2014)),
        ("year:(2010 OR 2012)", Or((Between("year", 2010, 2010), Between("year", 2012, 2012)))),
    ],
)
def test_query_means(text, tree):
    assert parse_query(text) == tree


def day(*ymd):
    return dt.date(*ymd).toordinal()


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("date:2012", (2012, 1, 1), (2012, 12, 31)),
        ("date:2012-02", (2012, 2, 1), (2012, 2, 29)),
        ("date:2012-02-03", (2012, 2, 3), (2012, 2, 3)),
        ("date:[2012 TO 2013-05]", (2012, 1, 1), (2013, 5, 31)),
        ("date:{2012 TO 2013-05}", (2013, 1, 1), (2013, 4, 30)),
        ("date:[2012-01-01 TO *]", (2012, 1, 1), None),
        ("date:>2012", (2013, 1, 1), None),
        ("date:<2012-06", None, (2012, 5, 31)),
    ],
)
def test_a_year_or_a_month_stands_for_all_its_days(text, low, high):
    assert parse_query(text) == Between("date", low and day(*low), high and day(*high))


@pytest.mark.parametrize(
    ("text", "at", "what", "remedy"),
    [
        ("a AND", 3, "AND has nothing after it", 'quote it: "and"'),
        ("a OR OR b", 3, "OR has nothing after it", "put a word there"),
        ("OR a", 1, "OR has nothing before it", "put a word there"),
        ("NOT", 1, "NOT has nothing after it", "put a word there"),
        ("(a AND )", 4, "AND has nothing after it", "put a word there"),
        ("(a b", 1, "this parenthesis is not closed", "close it: (a OR b)"),
        ("a (b (c)", 3, "this parenthesis is not closed", "close it"),
        ("(", 1, "this parenthesis is not closed", "close it"),
        ("a)", 2, "closes a parenthesis that was never opened", "take it out"),
        ("a ()", 3, "nothing between the parentheses", "put a word there"),
        ("(NOT )", 2, "NOT has nothing after it", "put a word there"),
        ('say "a b', 5, "this quotation mark is not closed", 'close it: "two words"'),
        ('"a b"~', 1, "the distance is missing", '"near words"~5'),
        ('"polic* officer"', 1, "a * cannot stand within quotation marks", "polic* AND officer"),
        ("cor*upt", 1, "a * can only end a word", "corrupt*"),
        ("*corrupt", 1, "a * can only end a word", "corrupt*"),
        ("anti-corrupt*", 1, "a * can follow one word only", "anti AND corrupt*"),
        ("corupt~", 1, "similar spellings", "corrupt*"),
        ("corupt~2", 1, "similar spellings", "corrupt*"),
        ("bribe^2", 1, "weights", "leave out the ^"),
        ("colour:red", 1, "there is no field 'colour'", "use one of: title, text"),
        ("title:text:a", 7, "a field within a field", "text:word"),
        ("a title:", 3, "title: has nothing after it", "title:word"),
        ("form: bribery", 1, "form: has nothing after it", "form:word"),
        ("title:)", 7, "an operand is missing", "put a word there"),
        ("country:Utopia", 9, "no country is called 'Utopia'", "country:THA"),
        ("year:soon", 6, "'soon' is not a year", "2014"),
        ("year:2014-05", 6, "'2014-05' is not a year", "2014"),
        ("date:2014-02-30", 6, "'2014-02-30' is not a date", "2014-05-31"),
        ("year:[2010 to 2015]", 6, "this range cannot be read", "TO in capitals"),
        ("year:[2010 TO", 6, "this bracket is not part of a range", "year:[2010 TO 2015]"),
        ("year:[2015 TO 2010]", 6, "ends before it begins", "earlier bound first"),
        ("year:>=*", 6, "a bound is missing", "year:>=2010"),
        ("title:[a TO b]", 7, "only year and date have ranges", "year:[2010 TO 2015]"),
        ("[2010 TO 2015]", 1, "only year and date have ranges", "year:[2010 TO 2015]"),
        ("§ &", 1, "no word in it to search for", "write at least one word"),
        ("(" * 50 + "a" + ")" * 50, 13, "more than 12 parentheses", "write it flatter"),
        ("NOT " * 5000 + "a", 49, "more than 12 parentheses", "write it flatter"),
        (" ".join(["a"] * 200), 301, "more than 150 words", "several steps"),
    ],
)
def test_bad_query_shows_where_and_how_to_write_it(text, at, what, remedy):
    with pytest.raises(QueryError) as caught:
        parse_query(text)
    message, shown, caret = str(caught.value).split("\n")
    assert message.startswith(f"cannot read the query at character {at}: ")
    assert what in message
    assert remedy in message
    if len(text) < 90:
        assert shown == f"  {text}"
        assert caret.index("^") == 2 + at - 1


def test_the_caret_stands_below_wide_characters():
    with pytest.raises(QueryError) as caught:
        parse_query("人身売買 AND (")
    assert str(caught.value).split("\n")[2] == "  " + " " * (8 + 5) + "^"


def test_a_long_query_is_shown_around_the_fault():
    with pytest.raises(QueryError) as caught:
        parse_query("word " * 60 + "(a" + " word" * 60)
    _, shown, caret = str(caught.value).split("\n")
    assert len(shown) < 110
    assert shown[caret.index("^")] == "("


def test_leaves_under_not_are_no_reason_to_show_a_passage():
    leaves = positive_leaves(parse_query('a -b "c d"~3 (e* OR NOT f) form:bribery year:2014 a'))
    assert leaves == (A, Words(None, ("c", "d"), 3), Prefix(None, "e"), Code("form", "bribery"))


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("officer", ["officers", "officer"]),
        ('"police officer"', ["police", "officers"]),
        ('"officer bribe"', []),
        ('"bribe police"~3', ["police", "officers", "bribes"][::2]),
        ("polic*", ["police"]),
        ("trafico", ["Tráfico"]),
        ("title:officer", ["officers", "officer"]),
        ("country:THA", []),
        ("court:officer", []),
        ("NOT officer", []),
        ("third -officer", ["third"]),
    ],
)
def test_highlights_are_the_words_that_answer(query, marked):
    text = "Tráfico: police officers took bribes; a third officer left."
    found = highlights(text, positive_leaves(parse_query(query)))
    assert [text[start:end] for start, end in found] == marked


@pytest.mark.parametrize(
    ("values", "wanted", "slop", "near"),
    [
        (["a b c"], ["a", "c"], 1, True),
        (["c b a"], ["a", "c"], 1, True),
        (["a b b c"], ["a", "c"], 1, False),
        (["a b", "c"], ["b", "c"], 1, True),
        (["a b", "c"], ["b", "c"], 0, False),
        (["a x a"], ["a", "a"], 1, True),
        (["a x"], ["a", "a"], 9, False),
        (["c x x a b c"], ["a", "b", "c"], 0, True),
        ([], ["a"], 9, False),
    ],
)
def test_near_words_stand_in_one_stretch_in_any_order(values, wanted, slop, near):
    assert is_near([value.split() for value in values], wanted, slop) is near
