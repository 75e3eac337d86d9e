"""The site of the docs, as a browser shows it."""

import functools
import html
import http.server
import os
import pathlib
import re
import threading

import pytest
from world import ROOT, long, nix, run, tool

# The filter is asked as a user asks it, in a page of its own that frames the site's.
ASKS = """<!doctype html><iframe src="/{page}" width="1200" height="900"></iframe><script>
const frame = document.querySelector("iframe");
addEventListener("load", () => {{
  const field = frame.contentDocument.querySelector(".table-filter");
  field.value = "riscv64 musl";
  field.dispatchEvent(new Event("input"));
  const table = field.nextElementSibling;
  document.title = [...table.querySelectorAll("tbody tr")].filter((row) => row.offsetHeight > 0).map((row) => row.innerText).join("|");
}});
</script>"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    __test__ = False

    def log_message(self, *_):
        pass

    def do_GET(self):
        if not self.path.startswith("/asks/"):
            super().do_GET()
            return
        page = ASKS.format(page=self.path.removeprefix("/asks/")).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(page)


@pytest.fixture(scope="module")
def browse():
    """The page after its scripts have run, as HTML."""
    site = nix("build", "--no-link", "--print-out-paths", f"{ROOT}#docs").stdout.strip()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=site))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    shell = pathlib.Path(tool("chromium-headless-shell", folder="lib/chromium", component="chromium"))
    # Debian's libpulse names the folder of its other half relative to /usr.
    libraries = ":".join(str(path.parent) for path in shell.parents[2].glob("lib/*/pulseaudio/libpulsecommon*"))

    def dom(page):
        options = ["--no-sandbox", "--disable-gpu", "--virtual-time-budget=8000", "--dump-dom"]
        environment = {"LD_LIBRARY_PATH": libraries or os.environ.get("LD_LIBRARY_PATH", "")}
        return run(shell, *options, f"http://127.0.0.1:{server.server_port}/{page}", environment=environment).stdout

    yield dom
    server.shutdown()


@long
@pytest.mark.parametrize("page", ["index", "guide", "recipes", "reference", "options", "libraries", "causes", "targets"])
def test_each_page_has_its_text_and_the_list_of_pages(browse, page):
    shown = browse(f"{page}.html")
    assert "<h1" in shown.split("<main>")[1]
    # Written by mdBook's script.
    assert re.search(r'<a href="[^"]*targets\.html"', shown.split("<main>")[0])


@long
def test_the_table_of_targets_is_filtered(browse):
    shown = html.unescape(re.search("<title>(.*?)</title>", browse("asks/targets.html"), re.DOTALL)[1])
    rows = shown.split("|")
    assert any("riscv64gc-unknown-linux-musl" in row for row in rows)
    assert all("riscv64" in row and "musl" in row for row in rows)
