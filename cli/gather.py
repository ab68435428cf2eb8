"""``crawl``, ``import`` and ``raw``: what goes into the raw archive, and what lies there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jointcharge.cli import console
from jointcharge.cli.options import data_option, open_folder, wait_option

if TYPE_CHECKING:
    from pydantic import SecretStr

    from jointcharge.crawler.summary import CrawlSummary, FilterTotals
    from jointcharge.records.raw import RawDocument


@click.command("crawl")
@click.argument("portal")
@click.option("--crime-type", multiple=True, help="sherloc's filter; repeatable.  [default: Trafficking in persons]")
@click.option(
    "--query",
    multiple=True,
    metavar="WORDS",
    help="What to search the other portals for; repeatable.  [default: trafficking]",
)
@click.option(
    "--also", multiple=True, metavar="CRIME_TYPE", help="Another filter, to know which cases are filed under both."
)
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Stop after N cases.")
@click.option(
    "--i-have-computational-licence",
    "licensed",
    is_flag=True,
    help="State that you hold the licence that findcaselaw asks for.",
)
@click.option("--base-url", metavar="URL", help="Where the portal answers, if elsewhere (a local replica).")
@click.option(
    "--delay",
    type=click.FloatRange(min=0),
    default=1.0,
    show_default=True,
    metavar="SECONDS",
    help="Seconds between requests; below 1 only for an address on this machine.",
)
@click.option(
    "--refresh", is_flag=True, help="Ask again for pages the archive has; unchanged ones are not stored twice."
)
@click.option("--contact", metavar="TEXT", help="Who is crawling, for the portal's operators (mail or web address).")
@click.option(
    "--attachments/--no-attachments", default=True, show_default=True, help="Fetch the judgments that pages link to."
)
@click.option(
    "--max-attachment-mb", type=click.IntRange(min=1), default=50, show_default=True, help="Larger files are left out."
)
@data_option
@wait_option
def crawl_command(
    portal: str,
    crime_type: tuple[str, ...],
    query: tuple[str, ...],
    also: tuple[str, ...],
    limit: int | None,
    licensed: bool,
    base_url: str | None,
    delay: float,
    refresh: bool,
    contact: str | None,
    attachments: bool,
    max_attachment_mb: int,
    data: Path,
    wait: float,
) -> None:
    """Fetch a portal's cases into the raw archive; go on where an earlier run stopped.

    PORTAL is one of the portals known: sherloc (UNODC), courtlistener (United States), hudoc (European Court of
    Human Rights), findcaselaw (United Kingdom). One request a second at most, fewer where a portal allows fewer.
    """
    from jointcharge.crawler.portals import portal_of
    from jointcharge.crawler.run import crawl
    from jointcharge.crawler.settings import CrawlOptions

    options = CrawlOptions(
        crime_types=crime_type,
        queries=query,
        also=also,
        token=token_of(portal_of(portal).token_variable),
        has_computational_licence=licensed,
        limit=limit,
        base_url=base_url,
        delay=delay,
        refresh=refresh,
        contact=contact,
        attachments=attachments,
        max_attachment_mb=max_attachment_mb,
    )
    folder = open_folder(data, create=True)
    with folder.lock(f"crawl {portal}", wait), console.progress(f"Crawling {portal}") as bar:
        summary = crawl(portal, folder.path, options, lambda step: bar(step.done, step.total))
    show_crawl(summary)
    console.say(f"Next:  jointcharge parse --data {data}")


def token_of(variable: str | None) -> SecretStr | None:
    """The user's key to a portal, from the environment; None where there is none."""
    from pydantic import SecretStr

    token = os.environ.get(variable, "").strip() if variable else ""
    return SecretStr(token) if token else None


def show_crawl(summary: CrawlSummary) -> None:
    """Print a crawl's totals; its warnings and failures go to standard error."""
    for one in summary.filters:
        console.say(_filter_line(one))
    console.say(
        f"Cases: {summary.cases_fetched} fetched, {summary.cases_had} already there, {summary.cases_unchanged} unchanged."
        f" Attachments: {summary.attachments_fetched} fetched, {summary.attachments_had} already there."
    )
    pace = f", {summary.requests / summary.seconds:.1f} a second" if summary.seconds > 1 else ""
    console.say(f"{summary.requests} requests{pace}, {summary.bytes / 1e6:.1f} MB in {summary.seconds:.0f} s.")
    if summary.fill_rates:
        rates = ", ".join(f"{name} {share:.0%}" for name, share in summary.fill_rates.items())
        console.say(f"Sections on {summary.pages_measured} pages: {rates}.")
    for failure in summary.failures:
        console.warn(f"not fetched: {failure.url}: {failure.reason}")
    for warning in summary.warnings:
        console.warn(warning)
    if summary.interrupted:
        console.warn("interrupted; run the same command again to go on where it stopped")


def _filter_line(one: FilterTotals) -> str:
    about = "about " if one.tolerance else ""
    told = f"{one.crime_type}: the portal counts {about}{one.found}, its pages name {one.listed}"
    if one.repeated:
        told += f", {len(one.repeated)} named twice"
    if one.missing:
        told += f", {one.missing} MISSING"
    return told + ("; listing ended early by --limit." if one.partial else ".")


@click.command("import")
@click.argument("kind", metavar="KIND")
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--court",
    metavar="COURT",
    help="With KIND files: the court that gave these judgments, where the text does not tell.",
)
@data_option
@wait_option
def import_command(kind: str, path: Path, court: str | None, data: Path, wait: float) -> None:
    """Bring files of your own into the raw archive.

    KIND says what they are: files (a folder of judgments as PDF, HTML, DOCX, XML, text or JSON), htd (a
    HumanTraffickingData.org table), ussc (a US Sentencing Commission datafile), pacer (a US federal docket page).
    """
    from jointcharge.crawler.archive import Archive
    from jointcharge.parsing.formats import parse_file

    brought = read_folder(path, court) if kind == "files" else iter([parse_file(kind, path.name, read_file(path)).raw])
    folder = open_folder(data, create=True)
    with folder.lock(f"import {kind}", wait), Archive(folder.raw).writing(kind) as archive:
        count = len([archive.write(raw) for raw in brought])
    console.say(f"Imported {count} file{'' if count == 1 else 's'}. Next:  jointcharge parse --data {data}")


def read_folder(folder: Path, court: str | None) -> Iterator[RawDocument]:
    """Every file of a folder and of those below it, hidden ones left out, by path. Raises ImportFileError."""
    from jointcharge.parsing.courts import all_courts
    from jointcharge.parsing.formats import to_raw_file
    from jointcharge.parsing.formats.files import media_type_for
    from jointcharge.records.errors import ImportFileError

    known = [one.NAME for one in all_courts()]
    if court is not None and court not in known:
        raise ImportFileError(f"no court is called {court!r}; use one of: {', '.join(known)}")
    if not folder.is_dir():
        raise ImportFileError(f"{folder} is not a folder; give the folder that holds the judgments")
    files = sorted(one for one in folder.rglob("*") if one.is_file() and not one.name.startswith("."))
    if not files:
        raise ImportFileError(f"no file in {folder}; give the folder that holds the judgments")
    for file in files:
        raw = to_raw_file("files", file.relative_to(folder).as_posix(), read_file(file))
        yield raw.model_copy(update={"media_type": media_type_for(raw.media_type, court)})


def read_file(file: Path) -> bytes:
    """The bytes of a file the user named."""
    from jointcharge.records.errors import ImportFileError

    try:
        return file.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise ImportFileError(f"cannot read {file}: {reason}; check the path") from error


@click.group("raw")
def raw_command() -> None:
    """Look into the raw archive: the bytes as they were served."""


@raw_command.command("show")
@click.argument("case")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the bytes to a file.")
@click.option("--headers", is_flag=True, help="Show where, when and what, without the bytes.")
@data_option
def raw_show(case: str, output: Path | None, headers: bool, data: Path) -> None:
    """Find a case's bytes again, by case id, number or address."""
    from jointcharge.crawler.archive import Archive

    folder = open_folder(data)
    archive = Archive(folder.raw)
    entry = archive.find(address_of(folder.corpus, case))
    if headers:
        console.say("\n".join(f"{name}: {value}" for name, value in entry.model_dump(mode="json").items()))
        return
    body = archive.read(entry).body
    if output is None:
        console.write_bytes(body)
    else:
        output.write_bytes(body)
        console.tell(f"{len(body)} bytes of {entry.url} ({entry.fetched_at:%Y-%m-%d %H:%M} UTC) in {output}")


def address_of(corpus: Path, case: str) -> str:
    """The address of a case named by number or title, once parsed; else the name as given."""
    from jointcharge.records.corpus import Corpus
    from jointcharge.records.errors import UnknownCaseError

    if not corpus.exists():
        return case
    with Corpus(corpus) as opened:
        try:
            return opened.case(case).url
        except UnknownCaseError:
            return case


@raw_command.command("list")
@click.option("--portal", help="Only this portal.")
@data_option
def raw_list(portal: str | None, data: Path) -> None:
    """List what the archive holds, one document a line."""
    from jointcharge.crawler.archive import Archive

    for entry in Archive(open_folder(data).raw).entries(portal=portal):
        console.say(f"{entry.fetched_at:%Y-%m-%dT%H:%M:%SZ}  {entry.kind:10}  {entry.sha256[:12]}  {entry.url}")
