"""The links of the site.

`links TOP DOCS` adds the pages of the repository's top folder, and turns links to files that are no pages into links to the repository.
`check SITE` fails where a page links to a file or a heading that the site does not have.
"""

import html.parser
import pathlib
import posixpath
import re
import sys
import urllib.parse

REPOSITORY = "https://github.com/crossflake/crossflake"
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)\s#]+)(#[^)\s]*)?\)")


def rewrite(text, folder, pages):
    """A page's text; `folder` is where the page is, seen from the top of the repository."""

    def to(match):
        path = posixpath.normpath(posixpath.join(folder, match[1]))
        anchor = match[2] or ""
        page = path.removeprefix("docs/")
        return f"]({page}{anchor})" if page in pages else f"]({REPOSITORY}/blob/main/{path}{anchor})"

    return LINK.sub(to, text)


def links(top, docs):
    own = {page: "docs" for page in docs.glob("*.md")} | {page: "" for page in top.glob("*.md")}
    pages = {page.name for page in own}
    for page, folder in own.items():
        (docs / page.name).write_text(rewrite(page.read_text(), folder, pages))


class Page(html.parser.HTMLParser):
    """What a page has: its anchors, and where it leads."""

    def __init__(self, text):
        super().__init__()
        self.anchors, self.leads = set(), set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        if named.get("id"):
            self.anchors.add(named["id"])
        # Scripts and fonts are mdBook's own; Debian's package lacks some of them.
        if tag == "a" and named.get("href"):
            self.leads.add(named["href"])


def broken(site):
    """(page, link) for each link within the site that leads nowhere."""
    pages = {page: Page(page.read_text()) for page in site.glob("**/*.html")}
    for page, found in pages.items():
        # These two are made to be shown elsewhere.
        if page.name in ("404.html", "toc.html"):
            continue
        for lead in sorted(found.leads):
            link = urllib.parse.urlsplit(lead)
            if link.scheme or link.netloc:
                continue
            path = urllib.parse.unquote(link.path)
            target = page.parent.joinpath(path).resolve() if path else page
            anchor = urllib.parse.unquote(link.fragment)
            if not target.exists() or (anchor and target in pages and anchor not in pages[target].anchors):
                yield page.relative_to(site), lead


def main(command, *folders):
    folders = [pathlib.Path(folder).resolve() for folder in folders]
    if command == "links":
        links(*folders)
        return
    wrong = [f"{page}: {lead}" for page, lead in broken(*folders)]
    if wrong:
        sys.exit("links that lead nowhere:\n" + "\n".join(wrong))


main(*sys.argv[1:])
