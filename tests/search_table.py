"""The one table of queries that every search engine must answer alike, over a small fictional corpus.

Each row: the query, what else is asked (filters, sort, page), and the ids of the cases expected (``c01`` for short).
The order counts where ``ordered`` is set; facet counts where ``facets`` is given.
"""

import datetime as dt
from dataclasses import dataclass, field

from jointcharge.records.case import Actor, Case, Charge, Keyword, Observability, Passage, Span, Stated, Tag, Verdict
from jointcharge.records.offences import OffenceMatch

SHA = "b" * 64
SPAN = Span(document=SHA, start=0, end=1)


def stated(value):
    return Stated(value=value, wording=str(value), span=SPAN)


def _charge(case_id, n, provision, wording, offence, disposition):
    verdicts = (
        (Verdict(instance="trial", disposition=disposition, wording=disposition, span=SPAN),) if disposition else ()
    )
    return Charge(
        charge_id=f"{case_id}#c{n}", actor_id=f"{case_id}#d1", provision=stated(provision) if provision else None,
        wording=stated(wording) if wording else None, verdicts=verdicts,
        classes=(OffenceMatch(offence_class=offence, rule="table", matched=wording or provision),),
    )  # fmt: skip


def make_case(
    name, title, country, when, sentences, *, court=None, charges=(), people=(), crime_types=("Trafficking in persons",),
    exploitation=(), sectors=(), keywords=(), source="sherloc", languages=("en",), number=None,
):  # fmt: skip
    case_id = f"t:{name}"
    date = when if isinstance(when, dt.date) else None
    passages = tuple(
        Passage(
            passage_id=f"{case_id}@{n}",
            span=SPAN,
            section="fact_summary",
            text=text,
            language=languages[(n - 1) % len(languages)],
        )
        for n, text in enumerate(sentences, 1)
    )
    return Case(
        case_id=case_id, source=source, number=number, title=stated(title) if title else None,
        country=stated(country) if country else None, court=stated(court) if court else None,
        decision_date=stated(date) if date else None, decision_year=date.year if date else when, url=f"https://portal/{name}",
        language=languages[0], crime_types=crime_types, exploitation=exploitation, sectors=sectors,
        keywords=tuple(Keyword(origin="legacy", crime_type=None, field="acts", value=stated(one)) for one in keywords),
        actors=tuple(
            Actor(actor_id=f"{case_id}#p{n}", role=role, label=stated(label)) for n, (role, label) in enumerate(people, 1)
        ),
        charges=tuple(_charge(case_id, n, *one) for n, one in enumerate(charges, 1)), passages=passages,
        observability=Observability(charges=True, corruption_charges=True, verdicts=True, text=True),
        fetched_at=dt.datetime(2026, 8, 1, tzinfo=dt.UTC), sha256=SHA,
    )  # fmt: skip


def _tag(name, n, dimension, label):
    return Tag(
        tag_id=f"{name}-{n}-{label}", passage_id=f"t:{name}@{n}", case_id=f"t:{name}", dimension=dimension, label=label,
        score=0.9, tagger="lexicon", version="1", span=SPAN,
    )  # fmt: skip


TRAFFICKING = ("Penal Code s. 301", "Trafficking in persons", "trafficking")
BRIBE = ("Penal Code s. 120", "Bribing a public official", "bribery_active")
CASES = (
    make_case(
        "c01", "People v. Orrin Vask", "THA", dt.date(2012, 3, 5),
        ["The accused recruited nine women from villages in the north.", "He paid bribes to two police officers at the border.",
         "The officers let the lorry pass.", "Witnesses described the journey."],
        court="Criminal Court of Bangkok", charges=[(*TRAFFICKING, "convicted"), (*BRIBE, "convicted")],
        people=[("defendant", "Orrin Vask"), ("victim", "Lunamara Teel")], exploitation=("Sexual exploitation",), keywords=("Recruitment",),
        number="THAx001",
    ),
    make_case(
        "c02", "State v. Delphine Marrow", "KHM", dt.date(2014, 7, 21),
        ["A police officer of the border post took a bribe of 1,000 dollars.", "Passports were forged.", "Officials were paid."],
        court="Court of Appeal", charges=[(*TRAFFICKING, "acquitted"), ("Law 12 art. 4", "Forgery of documents", "document_forgery", "convicted")],
        people=[("defendant", "Delphine Marrow"), ("judge", "Anselm Quay")], exploitation=("Forced labour or services",), sectors=("Fishing",),
    ),
    make_case(
        "c03", "R v. Tobin", "GBR", dt.date(2015, 1, 30),
        ["The organ was sold to a clinic.", "Organised criminals arranged removal of organs.", "No officer was involved."],
        court="Crown Court at Leeds", charges=[("Modern Slavery Act 2015 s. 2", "Human trafficking", "trafficking", "convicted")],
        exploitation=("Removal of organs",), crime_types=("Trafficking in persons", "Participation in an organized criminal group"),
    ),
    make_case(
        "c04", "Ministerio Público c. Águeda Peñalver", "ARG", dt.date(2014, 11, 2),
        ["La imputada captó a mujeres mediante engaño.", "El tráfico de personas continuó.", "Un funcionario recibió sobornos."],
        court="Tribunal Oral Federal", charges=[("Artículo 145 bis", "Trata de personas", "trafficking", "convicted")],
        languages=("es",), exploitation=("Sexual exploitation",),
    ),
    make_case(
        "c05", "検察官 対 佐藤", "JPN", 2013,
        ["被告人は人身売買の罪で起訴された。", "The visas had been issued on a false basis."],
        charges=[(*TRAFFICKING, None)], languages=("ja", "en"), sectors=("Entertainment",),
    ),
    make_case(
        "c06", "Прокурор против Ёлкина", "RUS", dt.date(2010, 6, 15),
        ["Торговля людьми доказана.", "Обвиняемый Ёлкин дал взятку."], languages=("ru",), charges=[(*TRAFFICKING, "convicted")],
    ),
    make_case(
        "c07", "USA v. O'Brien", "USA", dt.date(2011, 9, 9),
        ["The indictment charged violations of 18 U.S.C. § 1591(a).", "O'Brien's agencies charged recruitment fees.",
         "The victims' passports were held; the debt grew."],
        court="District Court", charges=[("18 U.S.C. 1591", "Sex trafficking of children", "trafficking", "convicted"),
                                         ("18 U.S.C. 1956", "Money laundering", "laundering", "dismissed")],
        exploitation=("Sexual exploitation", "Forced labour or services"), source="htd", number="2:11-cr-00042",
    ),
    make_case(
        "c08", "Attorney General v. Hale", "NGA", None,
        ["The border was crossed by night.", "Police arrived and a search followed.", "Nobody took money."],
        charges=[(*TRAFFICKING, "pending")], crime_types=("Smuggling of migrants",),
    ),
    make_case(
        "c09", None, None, dt.date(2015, 1, 30),
        ["Bribery of officials, bribery of guards and bribery of clerks.", "Bribery was common."],
        charges=[(*BRIBE, "acquitted")],
    ),
    make_case("c10", "คดีค้ามนุษย์", "THA", dt.date(2016, 5, 1), ["จำเลยถูกตัดสินจำคุก", "An agency sent workers abroad."], languages=("th",)),
    make_case("c11", "Twin case", "MDA", dt.date(2016, 5, 1), ["Identical words stand here."]),
    make_case("c12", "Twin case", "MDA", dt.date(2016, 5, 1), ["Identical words stand here."]),
)  # fmt: skip
TAGS = (
    _tag("c01", 2, "form", "bribery"), _tag("c01", 2, "stage", "transport_border"), _tag("c01", 2, "actor", "police"),
    _tag("c02", 1, "form", "bribery"), _tag("c02", 1, "actor", "border_customs"), _tag("c02", 2, "signal", "fraudulent_documents"),
    _tag("c04", 3, "form", "bribery"), _tag("c05", 2, "signal", "irregular_issue"), _tag("c05", 2, "stage", "documents"),
    _tag("c07", 1, "element", "MEANS_DECEPTION"), _tag("c07", 2, "signal", "unlawful_fees"), _tag("c07", 2, "actor", "recruitment_agency"),
    _tag("c09", 1, "form", "private_bribery"),
)  # fmt: skip
FILED = {"t:c03": ("Corruption",), "t:c08": ("Trafficking in persons",)}
EVERY = tuple(case.case_id.removeprefix("t:") for case in CASES)


@dataclass(frozen=True)
class Row:
    query: str
    expected: tuple[str, ...]
    ask: dict = field(default_factory=dict)
    facets: dict = field(default_factory=dict)
    ordered: bool = False
    total: int | None = None


def row(query, expected, *, facets=None, ordered=False, total=None, **ask):
    return Row(query, tuple(expected.split()), ask, facets or {}, ordered, total)


ROWS = (
    # words, case, accents, plurals
    row("", " ".join(EVERY), ordered=True),
    row("*", " ".join(EVERY), ordered=True),
    row("bribe", "c01 c02"),
    row("BRIBES", "c01 c02"),
    row("trafico", "c04"),
    row("Tráfico", "c04"),
    row("agency", "c07 c10"),
    row("agencies", "c07 c10"),
    row("witness", "c01"),
    row("organ", "c03"),
    row("organised", "c03"),
    row("office", ""),
    row("elkin", ""),
    row("Елкина", "c06"),
    row("взятку", "c06"),
    row("nowhere", ""),
    # other scripts
    row("人身売買", "c05"),
    row("売人", ""),
    row("佐藤", "c05"),
    row("จำคุก", "c10"),
    row("ค้ามนุษย์", "c10"),
    # words that break into several
    row("O'Brien", "c07"),
    row("1,000", "c02"),
    row("18 U.S.C. 1591", "c07"),
    row('"18 USC 1591"', "c07"),
    row("usc", "c07"),
    # operators
    row("police border", "c01 c02 c08"),
    row("police AND border AND bribe", "c01 c02"),
    row("organ OR agency", "c03 c07 c10"),
    row("police NOT bribe", "c08"),
    row("police -bribe", "c08"),
    row("NOT trafficking", "c04 c09 c10 c11 c12"),
    row("organ OR police NOT bribe", "c03 c08"),
    row("(organ OR police) NOT bribe", "c03 c08"),
    row("bribe (forged OR lorry)", "c01 c02"),
    row("bribe AND (forged OR visa)", "c02"),
    row("NOT (police OR trafficking)", "c04 c09 c10 c11 c12"),
    row("organ OR NOT (police OR trafficking)", "c03 c04 c09 c10 c11 c12"),
    row("+police +lorry", "c01"),
    row("and or not", ""),
    # a case's passages together; phrases not over passages
    row("women lorry", "c01"),
    row('"police officer"', "c01 c02"),
    row('"police officers at the border"', "c01"),
    row('"border officers"', ""),
    row('"the border the officers"', ""),
    row('"removal of organs"', "c03"),
    # nearness, in any order
    row('"bribe police"~2', "c01"),
    row('"police bribe"~2', "c01"),
    row('"bribe police"~7', "c01 c02"),
    row('"bribe police"~6', "c01"),
    row('"police bribe"~7', "c01 c02"),
    row('"police bribe"~0', ""),
    row('"police border bribe"~5', "c01"),
    row('"border bribe police"~6', "c01 c02"),
    row('"border bribe police"~3', ""),
    row('"officer border bribe"~6', "c01 c02"),
    row('"bribery bribery bribery"~5', "c09"),
    row('"bribery bribery bribery"~4', ""),
    row('"bribery bribery"~2', "c09"),
    row('"bribery bribery"~1', ""),
    row('title:"marrow state"~2', "c02"),
    row('title:"marrow state"~1', ""),
    row('title:"state marrow delphine"~1', "c02"),
    # prefixes
    row("brib*", "c01 c02 c09"),
    row("traffick*", "c01 c02 c03 c05 c06 c07 c08"),
    row("agenc*", "c07 c10"),
    row("soborn*", "c04"),
    row("взят*", "c06"),
    row("人*", "c05"),
    row("title:peop*", "c01"),
    # fields
    row("title:state", "c02"),
    row("text:bribery", "c09"),
    row("charge:bribing", "c01 c09"),
    row('charge:"public official"', "c01 c09"),
    row('provision:"145 bis"', "c04"),
    row("provision:1956", "c07"),
    row("person:vask", "c01"),
    row("person:quay", "c02"),
    row("lunamara", ""),
    row("person:teel", ""),
    row("keyword:recruitment", "c01"),
    row("number:THAx001", "c01"),
    row('number:"2:11-cr-00042"', "c07"),
    row("case_id:t:c05", "c05"),
    row("case_id:t:c1*", "c10 c11 c12"),
    row("country:THA", "c01 c10"),
    row("country:thailand", "c01 c10"),
    row('country:"United States"', "c07"),
    row("country:(THA OR KHM)", "c01 c02 c10"),
    row("country:T*", "c01 c10"),
    row("country:*", "c01 c02 c03 c04 c05 c06 c07 c08 c10 c11 c12"),
    row("NOT country:*", "c09"),
    row("court:crown", "c03"),
    row('court:"court of appeal"', "c02"),
    row("court:(appeal OR federal)", "c02 c04"),
    row("crime_types:smuggling", "c08"),
    row("crime_types:corruption", "c03"),
    row("offence_class:bribery_active", "c01 c09"),
    row("offence_class:brib*", "c01 c09"),
    row("disposition:acquitted", "c02 c09"),
    row("disposition:unknown", "c05"),
    row('exploitation:"forced labour"', "c02 c07"),
    row("sector:fishing", "c02"),
    row("form:bribery", "c01 c02 c04"),
    row("form:private_bribery", "c09"),
    row("form:*", "c01 c02 c04 c09"),
    row("form:* NOT offence_class:brib*", "c02 c04"),
    row("stage:documents", "c05"),
    row("actor:police", "c01"),
    row("signal:(unlawful_fees OR irregular_issue)", "c05 c07"),
    row("element:MEANS_DECEPTION", "c07"),
    row("element:means_*", "c07"),
    row("element:ACT_*", ""),
    row("source:htd", "c07"),
    row("language:es", "c04"),
    row("language:ja language:en", "c05"),
    # ranges
    row("year:2014", "c02 c04"),
    row("year:[2010 TO 2012]", "c01 c06 c07"),
    row("year:{2010 TO 2012}", "c07"),
    row("year:[2010 TO 2012}", "c06 c07"),
    row("year:[2015 TO *]", "c03 c09 c10 c11 c12"),
    row("year:>2014 country:THA", "c10"),
    row("year:<=2010", "c06"),
    row("year:*", "c01 c02 c03 c04 c05 c06 c07 c09 c10 c11 c12"),
    row("date:2014", "c02 c04"),
    row("date:2015-01-30", "c03 c09"),
    row("date:2014-11", "c04"),
    row("date:[2014-07-21 TO 2014-11-02]", "c02 c04"),
    row("date:{2014-07-21 TO 2014-11-02]", "c04"),
    row("date:[* TO 2011-09-09]", "c06 c07"),
    row("date:*", "c01 c02 c03 c04 c06 c07 c09 c10 c11 c12"),
    row("NOT date:*", "c05 c08"),
    # filters
    row("", "c01 c10", filters={"country": ("THA",)}),
    row("", "c01 c02 c10", filters={"country": ("THA", "KHM")}),
    row("bribe", "c01", filters={"country": ("THA", "ARG")}),
    row("", "c01", filters={"country": ("THA",), "offence_class": ("bribery_active",)}),
    row("", "c02", filters={"court": ("Court of Appeal",)}),
    row("", "", filters={"court": ("appeal",)}),
    row("", "c02 c04", filters={"year": ("2014",)}),
    row("", "c03", filters={"crime_types": ("Corruption",)}),
    row("", "c03 c08", filters={"crime_types": ("Corruption", "Smuggling of migrants")}),
    row("", "c02 c09", filters={"disposition": ("acquitted",)}),
    row("", "c07 c08", filters={"disposition": ("pending", "dismissed")}),
    row("", "c02 c07", filters={"exploitation": ("Forced labour or services",)}),
    row("", "c02 c05", filters={"sector": ("Entertainment", "Fishing")}),
    row("", "c02 c07", filters={"offence_class": ("laundering", "document_forgery")}),
    row("", "c09", filters={"form": ("private_bribery",)}),
    row("", "c01 c05", filters={"stage": ("documents", "transport_border")}),
    row("", "c02", filters={"actor": ("border_customs",)}),
    row("", "c07", filters={"signal": ("unlawful_fees",)}),
    row("", "c07", filters={"source": ("htd",)}),
    row("", "c06 c10", filters={"language": ("ru", "th")}),
    row("bribe", "c01 c02", filters={"country": ()}),
    row("bribe", "", filters={"country": ("Atlantis",)}),
    row("", "c02", filters={"form": ("bribery",), "country": ("THA", "KHM"), "year": ("2014",)}),
    row("brib* NOT forged", "c01", filters={"form": ("bribery",), "stage": ("transport_border",)}),
    # order and paging
    row("identical", "c11 c12", ordered=True),
    row("bribery", "c09", ordered=True),
    row("", "c06 c07 c01 c05 c02 c04 c03 c09 c10 c11 c12 c08", ordered=True, sort="date"),
    row("", "c10 c11 c12 c03 c09 c04 c02 c05 c01 c07 c06 c08", ordered=True, sort="-date"),
    row("", "c04 c05 c06", ordered=True, page=2, per_page=3, total=12),
    row("", "", ordered=True, page=9, per_page=3, total=12),
    row("", "c01 c05", ordered=True, sort="date", page=2, per_page=2, total=12),
    row("twin", "c12", ordered=True, page=2, per_page=1, total=2),
    row("brib*", "c09", ordered=True, page=2, per_page=1, total=3, filters={"form": ("bribery", "private_bribery"), "source": ("sherloc",)}),
    # facets count cases
    row("", " ".join(EVERY), facets={"country": {"MDA": 2, "THA": 2, "ARG": 1, "GBR": 1, "JPN": 1, "KHM": 1, "NGA": 1, "RUS": 1, "USA": 1},
                                     "form": {"bribery": 3, "private_bribery": 1}, "year": {"2016": 3, "2014": 2, "2015": 2, "2010": 1, "2011": 1, "2012": 1, "2013": 1}}),
    row("bribe", "c01 c02", facets={"disposition": {"convicted": 2, "acquitted": 1}, "actor": {"border_customs": 1, "police": 1}, "sector": {"Fishing": 1}}),
    row("police", "c01 c02 c08", facets={"exploitation": {"Forced labour or services": 1, "Sexual exploitation": 1}, "crime_types": {"Trafficking in persons": 3, "Smuggling of migrants": 1}}),
    row("police", "c01 c02", filters={"form": ("bribery",)}, facets={"actor": {"border_customs": 1, "police": 1}, "stage": {"transport_border": 1}}),
    row("title:*", "c01 c02 c03 c04 c05 c06 c07 c08 c10 c11 c12"),
    row("NOT title:*", "c09"),
    row("person:*", "c01 c02"),
    row("sector:*", "c02 c05"),
    row("case_id:*", " ".join(EVERY)),
    row("nowhere", "", facets={"country": {}}),
    row("", "c01 c10", filters={"country": ("THA",)}, facets={"language": {"en": 1, "th": 1}, "source": {"sherloc": 2}}),
)  # fmt: skip
