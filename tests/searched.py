"""What the search over everything shows, read from its page."""

from django.test import Client
from lxml import html


def part_of(client: Client, asked: str, title: str) -> html.HtmlElement:
    """Return the part of the page that tells what was found under a title."""
    page = html.fromstring(client.get("/search/", {"q": asked}).content.decode())
    (part,) = page.xpath(f"//section[@class='found'][@aria-label='{title}']")
    return part


def searched(client: Client, asked: str) -> dict[str, list[str]]:
    """Return the titles of what was found, each with what its hits are called."""
    page = html.fromstring(client.get("/search/", {"q": asked}).content.decode())
    return {
        part.get("aria-label"): [hit.text_content() for hit in part.xpath(".//li/a/span")]
        for part in page.xpath("//section[@class='found']")
    }
