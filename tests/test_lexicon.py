"""The lexicon: its pattern language, its vocabulary's own examples, and what it must leave alone."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from jointcharge.classify.gold import case_of_sentences, read_gold
from jointcharge.classify.lexicon import _Reader, find_in_text, open_lexicon, status_in_text
from jointcharge.classify.patterns import Folded, Pattern, Terms, compile_pattern, fold
from jointcharge.classify.vocabulary import FOLDER, PARTS, Rule, RuleEntry, Vocabulary, languages, open_vocabulary
from jointcharge.records.case import FormStatus, TagDimension
from jointcharge.records.codebook import labels_of
from jointcharge.records.errors import TaggerError

GOLD = Path(__file__).resolve().parents[2] / "shared" / "data" / "sherloc_summaries.jsonl"
VOCABULARIES = {language: open_vocabulary(language) for language in languages()}
RULES = [(language, rule.entry) for language, v in VOCABULARIES.items() for rule in v.rules]
EXAMPLES = [(language, entry, text) for language, entry in RULES for text in entry.examples]
COUNTEREXAMPLES = [(language, entry, text) for language, entry in RULES for text in entry.counterexamples]


def labels(*sentences: str) -> set[str]:
    case = case_of_sentences("t:1", "t", "t", list(sentences))
    return {f"{tag.dimension}:{tag.label}" for tag in open_lexicon().tag(case)}


def forms(*sentences: str) -> set[str]:
    return {label.removeprefix("form:") for label in labels(*sentences) if label.startswith("form:")}


def matches(pattern: str, text: str, **terms: list[str]) -> bool:
    compiled = compile_pattern(pattern, Terms(terms))
    folded = Folded(fold(text))
    found = bool(compiled.regex.search(folded.text))
    assert not found or may_match(compiled, folded), "the stems would have hidden this match"
    assert spans(compiled, folded) == [match.span() for match in compiled.regex.finditer(folded.text)]
    return found


def spans(pattern: Pattern, folded: Folded) -> list[tuple[int, int]]:
    """Where the pattern matches the first text that it is asked about, of which it then holds the wordings alone."""
    return [match.span() for match in replace(pattern).matches(folded)]


def may_match(pattern: Pattern, folded: Folded) -> bool:
    return not any(folded.begins.isdisjoint(choice.stems) for choice in pattern.needed)


# ---- the vocabulary's own examples ------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "entry", "text"), EXAMPLES, ids=lambda v: getattr(v, "id", str(v)[:40]))
def test_every_example_is_tagged_by_its_rule(language: str, entry: RuleEntry, text: str) -> None:
    assert entry.id in {f.rule.entry.id for found in find_in_text(text, language) for f in found}


@pytest.mark.parametrize(("language", "entry", "text"), COUNTEREXAMPLES, ids=lambda v: getattr(v, "id", str(v)[:40]))
def test_no_rule_gives_a_counterexample_the_label(language: str, entry: RuleEntry, text: str) -> None:
    given = {f.rule.entry.id: f.rule.entry.label for found in find_in_text(text, language) for f in found}
    assert entry.label not in given.values(), given


@pytest.mark.parametrize("language", VOCABULARIES)
def test_actor_stage_and_status_examples_hold_their_label(language: str) -> None:
    vocabulary = VOCABULARIES[language]
    actors = dict(vocabulary.actors)
    for entry in vocabulary.actor_entries:
        for text in entry.examples:
            assert any(p.regex.search(fold(text)) for p in actors[entry.label]), (entry.label, text)
    stages = {label: patterns for found in vocabulary.stages.values() for label, patterns in found}
    for entry in vocabulary.stage_entries:
        for text in entry.examples:
            assert any(p.regex.search(fold(text)) for p in stages[entry.label]), (entry.label, text)
    for status in vocabulary.status_entries:
        for text in status.examples:
            assert status_in_text(text, language) is status.status, text


@pytest.mark.parametrize("language", VOCABULARIES)
def test_every_label_of_the_codebook_has_words(language: str) -> None:
    vocabulary = VOCABULARIES[language]
    ruled = {rule.entry.label for rule in vocabulary.rules}
    assert {*labels_of(TagDimension.FORM), *labels_of(TagDimension.SIGNAL)} == ruled
    assert {label for label, _ in vocabulary.actors} == set(labels_of(TagDimension.ACTOR))
    assert {entry.label for entry in vocabulary.stage_entries} == set(labels_of(TagDimension.STAGE))


def test_rule_ids_are_unique() -> None:
    ids = [(language, entry.id) for language, entry in RULES]
    assert len(ids) == len(set(ids))


@pytest.mark.skipif(not GOLD.exists(), reason="the labelled summaries lie outside the repository")
def test_no_example_is_copied_from_the_labelled_summaries() -> None:
    """Seven words in a row in common would be a copy."""
    source = {
        tuple(words[i : i + 7])
        for gold in read_gold(GOLD)
        for passage in gold.case.passages
        for words in [re.findall(r"\w+", passage.text.lower())]
        for i in range(len(words) - 6)
    }
    texts = [text for _, entry in RULES for text in (*entry.examples, *entry.counterexamples)]
    for text in texts:
        words = re.findall(r"\w+", text.lower())
        assert not any(tuple(words[i : i + 7]) in source for i in range(len(words) - 6)), text


# ---- guards -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "No evidence was found that the officers had been bribed.",
        "The police officers never accepted bribes from the owner.",
        "He refused to pay a bribe to the constable.",
        "The mayor denied having taken bribes.",
        "The sergeant did not take any bribe.",
        "Corruption is endemic in the border region, and bribes to police are common.",
        "Bribery of officials is widespread in the country.",
        "The State has signed the United Nations Convention against Corruption.",
        "The file was opened under the Prevention of Corruption Act.",
        "He was indicted under the Racketeer Influenced and Corrupt Organizations Act (RICO).",
        "She was convicted of corruption of minors.",
        "They were charged with corrupting a child under the age of sixteen.",
        "The Anti-Corruption Commission took part in the operation.",
        "The defendant claimed that the police officers had demanded a bribe and framed him.",
        "Two men posing as police officers demanded money from the migrants to release them.",
        "An undercover police officer paid the defendant 300 dollars for a girl.",
        "The police raided the bar, rescued nine women and arrested the owner.",
        "The trafficker bribed the girl's friends with sweets.",
        "The court ordered the defendant to pay 3,000 euros to each victim.",
        "An official receiver was appointed over the company's property.",
    ],
)
def test_a_guarded_sentence_asserts_no_corrupt_form(sentence: str) -> None:
    assert forms(sentence) == set()


def test_a_negation_in_another_clause_does_not_hide_the_bribe() -> None:
    assert "bribery" in forms("He never worked with forged papers, but he bribed two customs officers.")


def test_a_negation_after_the_bribe_does_not_hide_it() -> None:
    assert "bribery" in forms("The owner bribed a labour inspector, who then did not enter the sleeping hall.")


def test_where_one_match_is_taken_back_another_of_the_same_sentence_may_stand() -> None:
    told = "The clerk of the hotel had been given 20 euros"
    assert "bribery" not in forms(told + ".")
    assert "bribery" in forms(told + "; the sergeant at the gate had been given 20 euros.")


def test_what_hangs_over_the_sentence_takes_back_all_of_its_matches() -> None:
    told = "The sergeant at the gate was given 20 euros, and the consul was given a watch"
    assert "bribery" in forms(told + ".")
    assert forms(told + ", as rumour says, which turned out to be slander.") == set()


def test_a_rank_in_a_title_is_not_an_official_involved() -> None:
    assert "signal:official_involved" not in labels("Inspector Moreau testified about the search of the flat.")


def test_an_impostor_is_no_official() -> None:
    assert labels("A man pretending to be a police officer was arrested with the girls.") == set()


def test_a_clients_fee_is_no_fee_charged_to_the_victim() -> None:
    assert "signal:unlawful_fees" not in labels("Each customer paid a bar fine of 1,000 pesos to take a girl out.")


def test_a_drug_debt_is_no_unlawful_fee() -> None:
    assert "signal:unlawful_fees" not in labels("She had to repay her heroin debt by working as a prostitute.")


def test_a_false_promise_is_no_forged_paper() -> None:
    assert labels("They were recruited with false promises and fake job offers.") == set()


def test_taking_a_true_passport_is_no_signal() -> None:
    assert labels("On arrival he took the women's passports and locked the door.") == set()


def test_what_officers_are_offered_while_they_play_a_part_is_no_bribe() -> None:
    offer = "The manager offered the policemen money so that they would come again."
    assert "bribery" in forms(offer)
    assert forms("Two undercover agents entered the bar.", offer) == set()


@pytest.mark.parametrize(
    ("sentence", "label"),
    [
        ("The barges were not searched, the harbour sergeant having accepted two cases of gin.", "bribery"),
        ("Of what each girl earned, 40 francs went to the local gendarmes.", "bribery"),
        ("The corporal and his men ate at the inn without ever paying.", "bribery"),
        ("He kept the place open with the knowledge of the district police.", "abuse_of_functions"),
        ("A clerk of the town hall certified the ages without having seen a child.", "abuse_of_functions"),
        ("The local station was not informed, because a leak was feared.", "abuse_of_functions"),
        ("The constable phoned the landlady an hour before each inspection.", "abuse_of_functions"),
        ("Prison guards sold the detainees to a broker.", "abuse_of_functions"),
        ("The driver handed over 20 dollars and the soldiers allowed them to continue.", "bribery"),
        ("At the ferry he gave the sergeant a basket of prawns.", "bribery"),
        ("An airport employee escorted the girls past the counter.", "abuse_of_functions"),
        ("A registrar built a villa on a salary of 300 dollars a month.", "illicit_enrichment"),
    ],
)
def test_corruption_told_in_one_clause_is_found(sentence: str, label: str) -> None:
    assert label in forms(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "According to the inspector's report, the defendant received 400 dollars for each woman.",
        "The officer let the bus through after checking every passport.",
        "The officers drove the girl back to the house to collect her luggage.",
        "The police escorted the women over the border to their home country.",
        "The consul, who had been deceived, stamped the passports without question.",
        "The officers found 3,000 euros in the drawer.",
        "The registrar's fee of 20 euros is laid down in the ordinance.",
        "Soldiers of the rebel army forced the women to work in the camp.",
        "The defence insinuates that the inspector wanted money.",
        "He told the girls that he had friends in the police and that complaining was useless.",
        "She believed that the officers had been bribed and did not report it.",
        "The coast guard received a message in a bottle and informed the prosecutor.",
    ],
)
def test_officials_who_do_their_duty_or_are_deceived_are_not_corrupt(sentence: str) -> None:
    assert forms(sentence) == set()


@pytest.mark.parametrize(
    ("sentence", "label"),
    [
        ("Each of the waiters had 30 euros a week deducted for the van.", "unlawful_fees"),
        ("The papers proved to be forged.", "fraudulent_documents"),
        ("The permits were granted to a bakery that had ceased trading.", "irregular_issue"),
        ("The hotel belonged to a member of the regional council.", "official_involved"),
        ("When the police arrived the rooms were empty.", "tip_off_or_impunity"),
        ("The profits were funnelled through two companies.", "laundering"),
        ("A sum was handed to a man at the consulate for the visa.", "undeclared_payment"),
    ],
)
def test_a_signal_told_in_plain_words_is_found(sentence: str, label: str) -> None:
    assert f"signal:{label}" in labels(sentence)


# ---- statuses, stages and actors --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("The constable was acquitted of taking bribes.", FormStatus.ACQUITTED),
        ("The constable was convicted of accepting bribes.", FormStatus.CONVICTED),
        ("The constable was charged with bribery.", FormStatus.CHARGED),
        ("The owner allegedly bribed a constable.", FormStatus.ALLEGED),
        ("The owner bribed a constable every week.", FormStatus.FOUND),
    ],
)
def test_a_form_says_how_firmly_it_is_asserted(sentence: str, status: FormStatus) -> None:
    (tag,) = [t for t in open_lexicon().tag(case_of_sentences("t:1", "t", "t", [sentence])) if t.label == "bribery"]
    assert tag.status is status


def test_only_forms_carry_a_status() -> None:
    case = case_of_sentences(
        "t:1", "t", "t", ["She travelled on a forged passport that a bribed policeman had stamped."]
    )
    assert {tag.dimension for tag in open_lexicon().tag(case) if tag.status is not None} == {TagDimension.FORM}


def test_actor_and_stage_stand_in_the_sentence_of_the_form() -> None:
    found = labels("The owner bribed a border guard to let the van cross.")
    assert {"form:bribery", "actor:border_customs", "stage:transport_border"} <= found


def test_no_stage_or_actor_without_a_form_or_signal() -> None:
    assert labels("The police stopped the bus at the border and checked all passports.") == set()


def test_bribery_and_what_the_official_did_for_it_are_both_marked() -> None:
    both = forms("The brothel owner paid bribes to a police sergeant, and the sergeant warned her of every raid.")
    assert both == {"bribery", "abuse_of_functions"}


def test_context_two_sentences_away_counts_and_three_does_not() -> None:
    debt, filler = "She could not leave until she had repaid her debt.", "The room had one window."
    travel = "A woman arranged the flight."
    assert "signal:unlawful_fees" in labels(travel, filler, debt)
    assert "signal:unlawful_fees" not in labels(travel, filler, filler, debt)


# ---- the pattern language ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "text", "matched"),
    [
        ("bribe*", "He was BRIBED.", True),
        ("bribe", "He was bribed.", False),
        ("bribe*", "unbribed", False),
        ("pay_off", "to pay-off the men", True),
        ("pay ..2 police", "to pay all the police", True),
        ("pay ..2 police", "to pay some of the local police", False),
        ("pay ... police", "pay one two three four five six seven eight police", True),
        ("pay ... police", "pay; the police", False),
        ("the? raid", "raid", None),
        ("before the? raid", "before raid", True),
        ("before the? raid", "before the raid", True),
        ("paid #", "paid 3,000", True),
        ("paid #", "paid nothing", False),
        ("paid €#", "paid €3", None),
        ("victim* wage*", "the victim’s wages", True),
        ("smuggling fee", "their “smuggling” fee", True),
    ],
)
def test_the_pattern_language_matches_what_it_says(pattern: str, text: str, matched: bool | None) -> None:
    if matched is None:
        with pytest.raises(TaggerError, match="the lexicon's pattern"):
            matches(pattern, text)
    else:
        assert matches(pattern, text) is matched


def test_a_term_list_opens_inside_a_pattern() -> None:
    assert matches("{force} took", "Gendarmes took it.", force=["police", "gendarme*"])
    assert not matches("{force} took", "Bakers took it.", force=["police", "gendarme*"])


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("{nobody} took", "names the unknown term 'nobody'; define it"),
        ("(a|b)+", "is not of the pattern language"),
        ("bribe ..3", "ends with a gap; say what follows it"),
        ("...", "ends with a gap"),
        ("the? bribe", "starts with an optional token; leave it out"),
        ("", "holds no word that must be there; add one"),
    ],
)
def test_a_bad_pattern_is_refused_with_what_to_do(pattern: str, message: str) -> None:
    with pytest.raises(TaggerError, match=re.escape(message)):
        compile_pattern(pattern, Terms({}))


def test_folding_keeps_every_offset() -> None:
    text = "İ “Straße” — O’Brien\u00a0DŽ"
    assert len(fold(text)) == len(text)
    assert fold("“A” — b’s\u00a0c") == '"a" - b\'s c'


@pytest.mark.parametrize("language", VOCABULARIES)
def test_neither_stems_nor_wordings_left_out_hide_or_move_a_match(language: str) -> None:
    texts = [Folded(fold(s)) for lang, _, t in EXAMPLES + COUNTEREXAMPLES if lang == language for s in t.split(" || ")]
    for rule in VOCABULARIES[language].rules:
        for pattern in rule.patterns:
            for text in texts:
                whole = [match.span() for match in pattern.regex.finditer(text.text)]
                assert spans(pattern, text) == whole, (pattern.source, text.text)
                assert not whole or may_match(pattern, text), (pattern.source, text.text)


@pytest.mark.parametrize("language", VOCABULARIES)
def test_what_is_looked_for_is_what_can_match(language: str) -> None:
    vocabulary = VOCABULARIES[language]
    texts = [s for lang, _, t in EXAMPLES + COUNTEREXAMPLES if lang == language for s in t.split(" || ")]
    assert_nothing_is_missed(vocabulary, texts)


def test_a_list_within_a_list_a_number_a_wild_beginning_and_a_doubled_word_are_looked_for() -> None:
    terms = Terms(
        {"police": ["constable", "police_chief"], "official": ["{police}", "mayor", "mayor"], "any": ["*port"]}
    )
    rules = [
        Rule(entry, TagDimension.FORM, tuple(compile_pattern(one, terms) for one in sources), (), ())
        for entry, sources in (
            (RULES[0][1], ("{official} took #", "{police}|{official} took", "{any} took")),
            (RULES[1][1], ("took {official}?", "bribe* ... {official}", "# # took")),
        )
    ]
    texts = ["The constable took 500.", "The mayor took", "A passport took", "5 5 took", "bribed the police chief", ""]
    assert_nothing_is_missed(replace(VOCABULARIES["en"], rules=tuple(rules)), texts)


def assert_nothing_is_missed(vocabulary: Vocabulary, texts: Sequence[str]) -> None:
    reader = _Reader(vocabulary)
    patterns = [pattern for rule in vocabulary.rules for pattern in rule.patterns]
    for words in (Folded(fold(text)) for text in texts):
        able = [index for index, pattern in enumerate(patterns) if may_match(pattern, words)]
        assert reader._candidates(words) == able, words.text


# ---- the files --------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "lexicon"
    shutil.copytree(FOLDER, copy)
    return copy


def test_a_language_is_added_by_adding_files(folder: Path) -> None:
    for part in PARTS:
        (folder / f"{part}.xx.yml").write_text((folder / f"{part}.en.yml").read_text("utf-8"), "utf-8")
    assert languages(folder) == ("en", "xx")
    assert open_vocabulary("xx", folder).language == "xx"


@pytest.mark.parametrize(
    ("part", "old", "new", "message"),
    [
        ("forms", "label: bribery", "label: graft", "'graft' is no form of the codebook"),
        ("forms", "unless: [negation", "unless: [nagation", "unknown guard 'nagation'; define it"),
        ("forms", "score: 0.85", "score: 7", "'bribe_given_or_taken' in forms.en.yml"),
        ("forms", "    examples:", "    exemples:", "'bribe_given_or_taken' in forms.en.yml"),
        ("stages", "label: documents", "label: paper", "'paper' is no stage of the codebook"),
        ("actors", "label: police", "label: cops", "unknown term|'cops' is no actor"),
        ("terms", "terms:", "terms: [", "terms.en.yml cannot be read"),
    ],
)
def test_a_wrong_entry_is_named_with_its_file(folder: Path, part: str, old: str, new: str, message: str) -> None:
    path = folder / f"{part}.en.yml"
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(TaggerError, match=message):
        open_vocabulary("en", folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "guards.en.yml").unlink()
    with pytest.raises(TaggerError, match=r"guards\.en\.yml cannot be read .*; restore or mend it"):
        open_vocabulary("en", folder)


def test_a_changed_word_changes_the_version(folder: Path) -> None:
    before = open_vocabulary("en", folder).digest
    path = folder / "terms.en.yml"
    path.write_text(path.read_text("utf-8") + "\n# a comment\n", "utf-8")
    open_vocabulary.cache_clear()
    assert open_vocabulary("en", folder).digest != before


# ---- speed ------------------------------------------------------------------------------------------------


def test_most_of_the_lexicon_is_dismissed_without_a_look_at_the_text() -> None:
    """Its speed is measured by ``benchmarks/lexicon_sherloc.py``; this catches a pattern that every sentence would pay for."""
    patterns = [pattern for rule in open_vocabulary("en").rules for pattern in rule.patterns]
    sentences = [Folded(fold(text.split(" || ")[0])) for _, _, text in EXAMPLES + COUNTEREXAMPLES]
    looked_for = sum(may_match(pattern, words) for words in sentences for pattern in patterns)
    assert looked_for / len(sentences) < len(patterns) / 50
    assert not [pattern.source for pattern in patterns if "" in pattern.rarest.stems]


def test_a_page_without_a_full_stop_is_read() -> None:
    """A pattern that runs away on 120,000 characters would never end."""
    endless = "the officer paid the police money for the visa and the debt " * 2000
    assert {"form:bribery", "actor:police"} <= labels(endless)
