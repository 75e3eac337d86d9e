"""nix/debian/unpack when things go wrong: nothing that a second run would trust, one line that says what to do.

Each test has a cache folder of its own; the packages already downloaded are linked into it, not fetched again. The recipe is
a small one: what goes wrong does so with any tree.
"""

import email.utils
import hashlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import pytest
from world import ROOT, SERVED, cache, long, run


sys.path.insert(0, str(ROOT / "nix/debian"))
import apt  # noqa: E402
import libraries  # noqa: E402

# What apt reads of each, and in which order it is tried: the files of a machine by their names below etc/apt.
SOURCES = {
    "what the installer wrote": (
        {"sources.list": "deb cdrom:[Debian GNU/Linux 12.0]/ bookworm main\ndeb http://deb.example.org/debian/ bookworm main non-free # x\n"},
        ["http://deb.example.org/debian/"],
    ),
    "what apt passes over": (
        {
            "sources.list": "# deb http://off.example.org/debian bookworm main\n",
            "sources.list.d/a.list.save": "deb http://saved.example.org/debian bookworm main\n",
            "sources.list.d/b.sources": "Types: deb\nEnabled: false\nURIs: http://off.example.org/debian\nSuites: bookworm\nComponents: main\n",
            "sources.list.d/c.sources": "Types: deb-src\nURIs: http://source.example.org/debian\nSuites: bookworm\nComponents: main\n",
            "sources.list.d/d.sources": "Types: deb\nURIs: http://x.example.org/debian-security\nSuites: bookworm-security\nComponents: main\n",
        },
        [],
    ),
    "lower case, lines that go on, several addresses": (
        {
            "sources.list.d/a.sources": "# x\ntypes: deb deb-src\nuris: http://one.example.org/debian\n http://two.example.org/debian\nsuites: bookworm\n"
            "components: main\n contrib\n"
        },
        ["http://one.example.org/debian", "http://two.example.org/debian"],
    ),
    "a third party's first": (
        {
            "sources.list.d/a.list": "deb [arch=amd64 signed-by=/a.gpg] https://third.example.org/linux/debian bookworm stable\n"
            "deb https://third.example.org/packages bookworm main\n",
            "sources.list.d/b.list": "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://mirror.example.org/pub/debian bookworm main\n",
        },
        ["http://mirror.example.org/pub/debian", "https://third.example.org/packages"],
    ),
    "a snapshot and a list of mirrors": (
        {
            "sources.list": "deb [check-valid-until=no] http://snapshot.example.org/archive/debian/20250520T000000Z bookworm main\n"
            "deb mirror+file:/etc/apt/mirrors.txt bookworm main\n"
        },
        ["mirror+file:/etc/apt/mirrors.txt", "http://snapshot.example.org/archive/debian/20250520T000000Z"],
    ),
}


class TestSources:
    """The machine's apt sources are read as apt reads them."""

    @pytest.fixture
    def machine(self, tmp_path, monkeypatch):
        def machine(files):
            etc = tmp_path / "etc/apt"
            for folder in "sources.list.d", "trusted.gpg.d":
                (etc / folder).mkdir(parents=True, exist_ok=True)
            for name, content in files.items():
                (etc / name).write_bytes(content if isinstance(content, bytes) else content.encode())
            (tmp_path / "apt.conf").write_text(f'Dir::Etc "{etc}";\n')
            monkeypatch.setenv("APT_CONFIG", str(tmp_path / "apt.conf"))
            return apt.Apt.machine()

        return machine

    @pytest.mark.parametrize("name", SOURCES)
    def test_addresses_in_their_order(self, machine, name):
        files, expected = SOURCES[name]
        assert [source.uri for source in apt.Source.of_machine(machine(files))] == expected

    def test_what_a_source_says_goes_on(self, machine):
        key = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n abc\n -----END PGP PUBLIC KEY BLOCK-----"
        stanza = f"Types: deb\nURIs: http://a.example.org/debian\nSuites: bookworm\nComponents: main\nSigned-By:\n {key}\n"
        line = "deb [check-valid-until=no signed-by=0123456789ABCDEF] http://b.example.org/debian bookworm main\n"
        first, second = apt.Source.of_machine(machine({"sources.list.d/a.sources": stanza, "sources.list.d/b.list": line}))
        assert f"Signed-By: \n {key}\n" in first.stanza("trixie", first.signed_by)
        text = second.stanza("trixie", second.signed_by)
        assert "Signed-By: 0123456789ABCDEF\n" in text
        assert "Check-Valid-Until: no\n" in text
        # Debian's keyring is the second try of what is no keyring.
        assert list(second.keyrings())[0] == "0123456789ABCDEF"

    @pytest.mark.skipif(not shutil.which("gpg"), reason="gpg is missing")
    @pytest.mark.parametrize("form", ["trusted", "number", "inline", "third party first"])
    def test_a_mirror_in_a_folder(self, machine, tmp_path, monkeypatch, form):
        mirror = tmp_path / "mirror/debian"
        release = mirror / "dists/trixie"
        (release / "main/binary-amd64").mkdir(parents=True)
        (release / "main/binary-amd64/Packages").write_text("")
        empty = hashlib.sha256(b"").hexdigest()
        (release / "Release").write_text(
            "Origin: Debian\nSuite: stable\nCodename: trixie\nComponents: main\nArchitectures: amd64\n"
            f"Date: {email.utils.formatdate(usegmt=True)}\nSHA256:\n {empty} 0 main/binary-amd64/Packages\n"
        )
        home = pathlib.Path(tempfile.mkdtemp(prefix="gpg"))
        gpg = ["gpg", "--homedir", home, "--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", ""]
        run(*gpg, "--quick-generate-key", "archive@example.org", "ed25519", "sign")
        run(*gpg, "--output", release / "InRelease", "--clearsign", release / "Release")
        number = re.search("fpr:+([0-9A-F]+)", run(*gpg, "--with-colons", "--list-keys").stdout)[1]
        armoured = run(*gpg, "--armor", "--export").stdout
        shutil.rmtree(home, ignore_errors=True)
        line = f"deb file:{mirror} bookworm main\n"
        files = {"sources.list": line, "trusted.gpg.d/archive.asc": armoured}
        if form == "number":
            files["sources.list"] = line.replace("deb ", f"deb [signed-by={number}] ")
        elif form == "inline":
            block = "".join(f" {part or '.'}\n" for part in armoured.strip().splitlines())
            stanza = f"Types: deb\nURIs: file:{mirror}\nSuites: bookworm\nComponents: main\nSigned-By:\n{block}"
            files = {"sources.list.d/debian.sources": stanza}
        elif form == "third party first":
            shutil.copytree(mirror, tmp_path / "third/debian")
            other = tmp_path / "third/debian/dists/trixie/InRelease"
            other.write_text(other.read_text().replace("Origin: Debian", "Origin: Third"))
            files["sources.list"] = f"deb file:{tmp_path}/third/debian bookworm main\n" + line
        machine(files)
        monkeypatch.setattr(apt.Source, "KEYRINGS", [])
        stand_in = apt.Apt(tmp_path / "cache", "trixie", "amd64")
        stand_in.configure([])
        stand_in.update()
        assert stand_in.chosen[0].uri == f"file:{mirror}"
        # Without the key, it is the key that is named.
        if form == "trusted":
            (tmp_path / "etc/apt/trusted.gpg.d/archive.asc").unlink()
            with pytest.raises(apt.Failure, match="cannot read the package lists") as raised:
                apt.Apt(tmp_path / "other", "trixie", "amd64").update()
            assert "debian-archive-keyring" in raised.value.hint


class Unpack:
    @pytest.fixture(autouse=True)
    def prepared(self):
        """A cache folder, on the disk of the packages already downloaded, and a checkout with the small recipe."""
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="crossflake-cache-", dir=cache()))
        checkout = self.folder / "checkout"
        shutil.copytree(ROOT / "nix/debian", checkout / "nix/debian")
        for table in ["crates.json", "targets.json"]:
            shutil.copy(ROOT / table, checkout)
        recipe = checkout / "nix/debian/components.json"
        components = json.loads(recipe.read_text())
        components["components"]["host"]["install"] = ["bash-static", "coreutils", "gawk", "patchelf"]
        recipe.write_text(json.dumps(components))
        self.script = checkout / "nix/debian/unpack"
        yield
        shutil.rmtree(self.folder)

    def link_downloads(self):
        for suite in (cache() / "debian").iterdir():
            if (suite / "apt").is_dir():
                for part in ["archives", "lists"]:
                    shutil.copytree(suite / "apt" / part, self.folder / "debian" / suite.name / "apt" / part, copy_function=os.link)

    def unpack(self, *arguments, **options):
        return run(self.script, *arguments, environment={"CROSSFLAKE_CACHE": str(self.folder)} | options.pop("environment", {}), **options)

    def trees(self):
        return [path for path in self.folder.glob("debian/*/trees/*") if not path.name.startswith(".")]

    def started(self, *arguments):
        environment = os.environ | {"CROSSFLAKE_CACHE": str(self.folder)}
        return subprocess.Popen([self.script, *arguments], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)

    def unpack_until(self, pattern, *arguments):
        """Kill it as soon as there is a file of that name below the suite's folder."""
        process = self.started(*arguments)
        while not any(self.folder.glob(f"debian/*/{pattern}")):
            assert process.poll() is None, f"ended, and made no {pattern}"
            time.sleep(0.001)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    @pytest.mark.parametrize("alone", [True, False], ids=["alone", "with its programs"])
    @long
    def test_killed_twenty_times_a_next_run_completes(self, alone):
        self.link_downloads()
        began = time.monotonic()
        self.unpack("x86_64", "protobuf")
        usual = time.monotonic() - began
        seen = set()
        for number in range(20):
            # The last one may have been killed before it made the folder, or its programs still work in it.
            shutil.rmtree(self.folder / "debian/trixie/trees", ignore_errors=True)
            (self.folder / "debian/trixie/trees.json").unlink(missing_ok=True)
            process = self.started("x86_64", "protobuf")
            time.sleep(usual * (number + 0.5) / 20)
            (process.kill if alone else lambda process=process: os.killpg(process.pid, signal.SIGKILL))()
            process.wait()
            trees = self.trees()
            seen.add(len(trees))
            for tree in trees:
                assert any((tree / "packages").iterdir()), tree
            # What a killed one has left may still be at work; then it is waited for.
            if number % 5 == 0:
                self.unpack("x86_64", "protobuf")
                assert len(self.trees()) == 5
        self.unpack("x86_64", "protobuf")
        assert len(self.trees()) == 5
        assert not list(self.folder.glob("debian/*/trees/.making-*"))
        assert len(seen) > 1, seen

    @long
    def test_what_was_changed_behind_its_back(self):
        self.link_downloads()
        folder = self.unpack("x86_64").stdout.strip()
        suite = pathlib.Path(folder).parent.parent
        state = suite / "trees.json"
        whole = state.read_text()

        for cut in whole[:100], '{"host": 1}':
            state.write_text(cut)
            result = self.unpack("x86_64")
            assert f"{state} cannot be read" in result.stderr
            assert result.stdout.strip() == folder
            assert json.loads(state.read_text()) == json.loads(whole)

        # A package of the same size, in the place of one that was checked when it was downloaded.
        archive, = suite.glob("apt/archives/gawk_*.deb")
        content = archive.read_bytes()
        archive.unlink()
        archive.write_bytes(bytes(len(content)))
        shutil.rmtree(suite / "trees")
        assert f"{archive.name} is not the package that the lists name" in self.unpack("x86_64").stderr
        assert archive.read_bytes() == content

    @long
    def test_a_cache_that_was_moved_leaves_nothing_behind(self):
        self.link_downloads()
        first = self.unpack("x86_64").stdout
        moved = self.folder / "moved"
        moved.mkdir()
        (self.folder / "debian").rename(moved / "debian")
        (moved / "nix/store").mkdir(parents=True)
        result = self.unpack("x86_64", environment={"CROSSFLAKE_CACHE": str(moved)})
        assert f"this cache was moved from {self.folder}: its trees are unpacked again" in result.stderr
        assert f"note: its Nix store is of no use here: chmod -R u+w {moved}/nix; rm -r {moved}/nix" in result.stderr
        assert result.stdout.startswith(str(moved)) and result.stdout != first
        assert len(list(moved.glob("debian/*/trees/*"))) == 4

    def test_a_cache_that_may_only_be_read(self):
        self.link_downloads()
        first = self.unpack("x86_64").stdout
        script = f"mount --bind {self.folder} {self.folder} && mount -o remount,bind,ro {self.folder} || exit 77; {self.script} x86_64; echo $?; {self.script} x86_64 protobuf; echo $?"
        result = run("unshare", "--user", "--map-root-user", "--mount", "bash", "-c", script, environment={"CROSSFLAKE_CACHE": str(self.folder)}, check=False)
        if result.returncode == 77:
            pytest.skip("this machine lets no user mount a folder")
        assert result.stdout == f"{first}0\n1\n", result.stderr
        assert "hint: make it writable or set CROSSFLAKE_CACHE to another folder" in result.stderr
        assert "Traceback" not in result.stderr

    def test_killed_at_any_moment_a_second_run_completes(self):
        self.link_downloads()
        wanted = ["x86_64", "protobuf"]
        for moment in ["apt/apt.conf", "trees/.making-host-*", "trees/host-*", "trees/.making-protobuf-*"]:
            self.unpack_until(moment, *wanted)
            # What stands there under its own name is whole.
            for tree in self.trees():
                assert any((tree / "packages").iterdir()), tree
        self.unpack(*wanted)
        names = {tree.name.rsplit("-", 1)[0] for tree in self.trees()}
        assert names == {"host", "libraries-amd64", "protobuf", "qemu", "unshare"}
        # One that uses the loader and libraries of another tree.
        protoc, = self.folder.glob("debian/*/trees/protobuf-*/usr/bin/protoc")
        assert "libprotoc" in run(protoc, "--version").stdout

    @long
    def test_full_disk_is_named_and_with_room_a_second_run_completes(self):
        script = f"""
            mkdir {self.folder}/small && mount -t tmpfs -o size=220m none {self.folder}/small || exit 77
            export CROSSFLAKE_CACHE={self.folder}/small
            {self.script} x86_64
            echo "first: $?"
            mount -o remount,size=4g {self.folder}/small && {self.script} x86_64
            echo "second: $?"
        """
        result = run("unshare", "--user", "--map-root-user", "--mount", "bash", "-c", script, check=False)
        if result.returncode == 77:
            pytest.skip("this machine lets no user mount a tmpfs")
        assert "first: 1\n" in result.stdout
        assert "second: 0\n" in result.stdout, result.stderr
        assert "No space left on device" in result.stderr
        assert "hint: make room" in result.stderr
        assert "Traceback" not in result.stderr

    def test_no_network_is_one_clear_line_fails(self):
        result = self.unpack("aarch64", environment={"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}, check=False)
        assert result.returncode == 1
        lines = [line for line in result.stderr.splitlines() if line.startswith("error: ")]
        assert len(lines) == 1, result.stderr
        assert "cannot read the package lists of Debian" in lines[0]
        assert "hint: check the network" in result.stderr

    @long
    def test_a_mirror_without_the_packages_of_its_lists_is_read_by_the_other_name(self):
        self.link_downloads()
        programs = self.folder / "programs"
        programs.mkdir()
        # No package of the first lists, whichever name they have, is there.
        (programs / "apt-get").write_text(
            f"""#!/bin/bash
            lists=$(grep Suites: {self.folder}/debian/*/apt/parts/debian.sources)
            if [[ " $* " == *" download "* ]]; then
                echo "$lists" >>{self.folder}/asked
                if [[ $lists == $(head -n 1 {self.folder}/asked) ]]; then
                    echo 'E: Failed to fetch http://mirror/pool/main/g/glibc/libc6.deb  404  Not Found' >&2
                    exit 100
                fi
            fi
            exec {shutil.which("apt-get")} "$@"
            """
        )
        (programs / "apt-get").chmod(0o755)
        for archive in self.folder.glob("debian/*/apt/archives/gawk_*.deb"):
            archive.unlink()
        result = self.unpack("x86_64", environment={"PATH": f"{programs}:{os.environ['PATH']}"})
        assert re.search("the mirror's lists of `.*` name packages that it does not have", result.stderr)
        assert len({tree.name.rsplit("-", 1)[0] for tree in self.trees()}) == 4
        # Both names were asked for it.
        assert len(set((self.folder / "asked").read_text().splitlines())) == 2

    def test_neither_nix_nor_apt_says_what_to_install_fails(self):
        with tempfile.TemporaryDirectory() as programs:
            for name in ["bash", "dirname", "git", "python3", "readlink", "sed", "basename", "timeout", "env"]:
                os.symlink(shutil.which(name), pathlib.Path(programs, name))
            environment = {"PATH": programs, "CROSSFLAKE_CACHE": str(self.folder), "HOME": programs}
            result = run(ROOT / "scripts/demo", environment=environment, check=False)
            assert result.returncode == 1
            assert "error: neither Nix nor Debian's apt is here" in result.stderr
            assert "hint: install Nix" in result.stderr

    def test_a_target_that_debian_does_not_serve_fails(self):
        result = self.unpack("ios", check=False)
        assert result.returncode == 1
        assert "error: Debian's packages do not serve `ios`" in result.stderr
        # Each of them is in the lists by which the tests go.
        served = re.search("they serve (.*)", result.stderr)[1].split()
        assert served == sorted(SERVED)


@pytest.mark.parametrize(("version", "left"), [("2", {"liba1", "liba-dev", "libb"}), ("1", {"liba1", "libb"})])
def test_headers_of_another_version_than_their_library_are_not_kept(tmp_path, version, left):
    deb = {"recipe": libraries.RECIPE, "path": str(tmp_path), "loads": [], "brings": [], "parts": []}
    known = {
        "liba1": deb | {"version": "2"},
        "liba-dev": deb | {"version": version, "parts": ["liba1", "libgone"]},
        "libb": deb | {"version": "1", "loads": ["liba1"]},
    }
    assert libraries.Libraries.whole(known).keys() == left
