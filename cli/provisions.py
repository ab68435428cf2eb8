"""``provisions``: what is known of a country's law on trafficking and corruption."""

from __future__ import annotations

import click

from jointcharge.cli import console


@click.command("provisions")
@click.argument("country")
@click.option(
    "--format",
    "fmt",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    show_default=True,
    help="Form of the list.",
)
def provisions_command(country: str, fmt: str) -> None:
    """List a country's provisions on trafficking and corruption, with dates and ICCS and UNCAC articles.

    COUNTRY is a name or an ISO 3166 code (INT for international law). It is a pointer to the law, and no advice.
    """
    from jointcharge.analysis import provisions

    found = provisions.country_provisions(country)
    render = {"text": provisions.to_text, "json": provisions.to_json, "csv": provisions.to_csv}[fmt]
    console.say(render(found).rstrip("\n"))
