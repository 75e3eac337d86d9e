"""What continuous integration reads: the workflow's own expression, Hydra's jobs, a binary cache of one's own."""

import json
import re
import subprocess

import pytest
from world import CROSS, ROOT, build, each, nix, run

WORKFLOW = (ROOT / ".github/workflows/ci.yml").read_text()


class Workflow:
    def test_its_matrix_lists_outputs_that_exist(self):
        expression = re.search(r"--apply '(.*?)'\)", WORKFLOW, re.S)[1]
        jobs = json.loads(nix("eval", "--json", ".#lib.ciMatrix", "--apply", expression).stdout)
        common = [row["alias"] for row in json.loads((ROOT / "targets.json").read_text()) if row["common"]]
        assert [job["target"] for job in jobs if job["system"] == "x86_64-linux"] == common
        assert [job["target"] for job in jobs if job["system"] == "aarch64-linux"] == ["aarch64"]
        assert {job["system"]: job["runner"] for job in jobs} == {"x86_64-linux": "ubuntu-latest", "aarch64-linux": "ubuntu-24.04-arm"}
        names = {}
        for job in jobs:
            kind, system, target = job["attribute"].split(".")
            for kind, name in [(kind, target), ("packages", f"{target}-deployable")]:
                if (kind, system) not in names:
                    names[kind, system] = json.loads(nix("eval", "--json", f".#{kind}.{system}", "--apply", "builtins.attrNames").stdout)
                assert name in names[kind, system]

    def test_it_uses_the_fields_that_the_matrix_has(self):
        (job,) = json.loads(nix("eval", "--json", ".#lib.ciMatrix", "--apply", 'f: f { targets = [ "aarch64" ]; systems = [ "x86_64-linux" ]; }').stdout)
        assert set(re.findall(r"\$\{\{ matrix\.(\w+) \}\}", WORKFLOW)) <= set(job)


class Guide:
    def test_the_page_shows_what_nix_prints(self):
        page = (ROOT / "docs/remote.md").read_text()
        expression, shown = re.search(r"^\$ nix eval --json .#lib.ciMatrix --apply '(.*)'\n(.*)$", page, re.M).groups()
        assert nix("eval", "--json", ".#lib.ciMatrix", "--apply", expression).stdout.strip() == shown


class Hydra:
    @each([*CROSS, "x86_64"], ["aarch64"])
    def test_a_job_is_the_package(self, alias):
        paths = [f"hydraJobs.packages.{alias}.x86_64-linux", f"packages.x86_64-linux.{alias}"]
        job, package = (json.loads(nix("eval", "--json", f".#{path}.drvPath").stdout) for path in paths)
        assert job == package


class BinaryCache:
    """The commands of docs/remote.md."""

    @pytest.fixture
    def folder(self, tmp_path):
        yield tmp_path
        run("chmod", "-R", "u+w", tmp_path)

    def test_a_package_goes_through_a_signed_cache_and_an_unsigned_one_is_refused(self, folder):
        package = build("packages.aarch64-deployable")
        (folder / "secret").write_text(nix("--no-overrides", "key", "generate-secret", "--key-name", "test-1").stdout)
        public = subprocess.run(
            [ROOT / "scripts/nix", "--no-overrides", "key", "convert-secret-to-public"], input=(folder / "secret").read_text(), capture_output=True, text=True, check=True
        ).stdout
        nix("copy", "--to", f"file://{folder}/unsigned", package)
        nix("copy", "--to", f"file://{folder}/signed?secret-key={folder}/secret", package)
        fetch = ["copy", package, "--to", f"local?root={folder}/machine", "--option", "trusted-public-keys", public]
        refused = nix(*fetch, "--from", f"file://{folder}/unsigned", check=False)
        assert refused.returncode != 0
        assert "lacks a signature by a trusted key" in refused.stderr
        nix(*fetch, "--from", f"file://{folder}/signed")
        copied = folder / "machine/nix/store" / package.name
        assert (copied / "bin/hello-openssl").read_bytes() == (package / "bin/hello-openssl").read_bytes()
