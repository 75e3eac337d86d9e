"""What continuous integration reads: the workflow's own expression, Hydra's jobs, a binary cache of one's own."""

import json
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from world import CROSS, ROOT, build, nix, run

WORKFLOW = (ROOT / ".github/workflows/ci.yml").read_text()


class Workflow(unittest.TestCase):
    def test_its_matrix_lists_outputs_that_exist(self):
        expression = re.search(r"--apply '(.*?)'\)", WORKFLOW, re.S)[1]
        jobs = json.loads(nix("eval", "--json", ".#lib.ciMatrix", "--apply", expression).stdout)
        common = [row["alias"] for row in json.loads((ROOT / "targets.json").read_text()) if row["common"]]
        self.assertEqual([job["target"] for job in jobs if job["system"] == "x86_64-linux"], common)
        self.assertEqual([job["target"] for job in jobs if job["system"] == "aarch64-linux"], ["aarch64"])
        self.assertEqual({job["system"]: job["runner"] for job in jobs}, {"x86_64-linux": "ubuntu-latest", "aarch64-linux": "ubuntu-24.04-arm"})
        names = {}
        for job in jobs:
            kind, system, target = job["attribute"].split(".")
            for kind, name in [(kind, target), ("packages", f"{target}-deployable")]:
                if (kind, system) not in names:
                    names[kind, system] = json.loads(nix("eval", "--json", f".#{kind}.{system}", "--apply", "builtins.attrNames").stdout)
                self.assertIn(name, names[kind, system])

    def test_it_uses_the_fields_that_the_matrix_has(self):
        (job,) = json.loads(nix("eval", "--json", ".#lib.ciMatrix", "--apply", 'f: f { targets = [ "aarch64" ]; systems = [ "x86_64-linux" ]; }').stdout)
        self.assertLessEqual(set(re.findall(r"\$\{\{ matrix\.(\w+) \}\}", WORKFLOW)), set(job))


class Guide(unittest.TestCase):
    def test_the_page_shows_what_nix_prints(self):
        page = (ROOT / "docs/remote.md").read_text()
        expression, shown = re.search(r"^\$ nix eval --json .#lib.ciMatrix --apply '(.*)'\n(.*)$", page, re.M).groups()
        self.assertEqual(nix("eval", "--json", ".#lib.ciMatrix", "--apply", expression).stdout.strip(), shown)


class Hydra(unittest.TestCase):
    def test_a_job_is_the_package(self):
        for alias in [*CROSS, "x86_64"]:
            job, package = (json.loads(nix("eval", "--json", f".#{path}.drvPath").stdout) for path in [f"hydraJobs.packages.{alias}.x86_64-linux", f"packages.x86_64-linux.{alias}"])
            self.assertEqual(job, package)


class BinaryCache(unittest.TestCase):
    """The commands of docs/remote.md."""

    def test_a_package_goes_through_a_signed_cache_and_an_unsigned_one_is_refused(self):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="crossflake-cache-"))
        self.addCleanup(shutil.rmtree, folder)
        self.addCleanup(run, "chmod", "-R", "u+w", folder)
        package = build("packages.aarch64-deployable")
        (folder / "secret").write_text(nix("--no-overrides", "key", "generate-secret", "--key-name", "test-1").stdout)
        public = subprocess.run(
            [ROOT / "scripts/nix", "--no-overrides", "key", "convert-secret-to-public"], input=(folder / "secret").read_text(), capture_output=True, text=True, check=True
        ).stdout
        nix("copy", "--to", f"file://{folder}/unsigned", package)
        nix("copy", "--to", f"file://{folder}/signed?secret-key={folder}/secret", package)
        fetch = ["copy", package, "--to", f"local?root={folder}/machine", "--option", "trusted-public-keys", public]
        refused = nix(*fetch, "--from", f"file://{folder}/unsigned", check=False)
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("lacks a signature by a trusted key", refused.stderr)
        nix(*fetch, "--from", f"file://{folder}/signed")
        copied = folder / "machine/nix/store" / package.name
        self.assertEqual((copied / "bin/hello-openssl").read_bytes(), (package / "bin/hello-openssl").read_bytes())


if __name__ == "__main__":
    unittest.main()
