"""What `crossflake export debian` prints, run in a fresh Debian that lies in a folder: the example is cross-built and tested."""

import importlib.machinery
import importlib.util
import os
import pathlib
import platform
import shutil
import sys
import tempfile

import pytest
from world import EXAMPLE, MACHINES, ROOT, build, each, long, machine, run, shell

# One suite by two names: while a mirror is being written to, its lists under one of them may be whole.
SUITES = ["trixie", "stable"]
# Nothing in there must survive a power cut.
HURRY = "etc/dpkg/dpkg.cfg.d/hurry"
# The last one's libraries lie in a folder that is not named as its tools are.
TARGETS = {"aarch64": "aarch64-unknown-linux-gnu", "armv7": "armv7-unknown-linux-gnueabihf", "i686": "i686-unknown-linux-gnu"}
ARCHITECTURES = {"aarch64": "aarch64", "armv7": "arm", "i686": "x86"}


def missing():
    """What this machine lacks for a Debian in a folder, in words."""
    if os.geteuid() != 0:
        return "a Debian in a folder needs root"
    if not shutil.which("mmdebstrap"):
        return "mmdebstrap is not installed: apt-get install mmdebstrap"
    return None


def mirror():
    """The address of Debian's archive, as the stand-in finds it in the machine's own apt sources."""
    return apt.Source.of_machine(apt.Apt.machine())[0].uri


@long
@pytest.mark.skipif(missing() is not None, reason=str(missing()))
@pytest.mark.xdist_group("debian-export")
class DebianExport:
    @pytest.fixture(scope="class", autouse=True)
    def prepared(self, request, tmp_path_factory):
        """The folders that they share; apt's own user must be able to enter them."""
        cls = request.cls
        cls.debian = pathlib.Path(tempfile.mkdtemp(prefix="crossflake-debian-"))
        try:
            cls.prepare(tmp_path_factory.mktemp("vendor"))
            yield
        finally:
            shutil.rmtree(cls.debian, ignore_errors=True)

    @classmethod
    def prepare(cls, vendor):
        script = run(build("default") / "bin/crossflake", "export", "debian", *TARGETS).stdout
        # The crates come along, so that only packages are fetched in there.
        settings = shell("x86_64", "cargo", "vendor", "--locked", vendor / "vendor").stdout
        cls.project = cls.debian / "project"
        for suite in SUITES:
            try:
                cls.debootstrap(suite)
                shutil.copytree(EXAMPLE, cls.project, ignore=shutil.ignore_patterns("target"))
                shutil.copytree(vendor / "vendor", cls.project / "vendor")
                (cls.project / ".cargo").mkdir(exist_ok=True)
                (cls.project / ".cargo/config.toml").write_text(settings.replace(str(vendor / "vendor"), "vendor"))
                (cls.project / "crossflake-debian.sh").write_text(script)
                cls.inside("sh crossflake-debian.sh")
                break
            except AssertionError as error:
                if "Mirror sync in progress" not in str(error) or suite == SUITES[-1]:
                    raise
        (cls.debian / HURRY).unlink()

    @classmethod
    def debootstrap(cls, suite):
        """A minimal Debian, in an empty folder."""
        shutil.rmtree(cls.debian)
        cls.debian.mkdir(mode=0o755)
        run("mmdebstrap", "--quiet", "--variant=apt", suite, cls.debian, mirror())
        (cls.debian / HURRY).write_text("force-unsafe-io\n")
        shutil.copy("/etc/resolv.conf", cls.debian / "etc/resolv.conf")

    @classmethod
    def inside(cls, command, check=True):
        """A command of the shell, in the project, in there."""
        return run(
            "env", "-i", "HOME=/root", "CARGO_PROFILE_DEV_DEBUG=0", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "chroot", cls.debian, "sh", "-c", f"cd /project && {command}",
            check=check,
        )

    @each(TARGETS)
    def test_the_example_is_tested(self, alias):
        triple = TARGETS[alias]
        output = self.inside(f". ./crossflake-debian.sh && cargo test --offline --locked --target {triple}").stdout
        assert "test tests::openssl_hashes ... ok" in output
        assert "test tests::pkg_config_found_the_openssl_that_runs ... ok" in output
        assert "test the_program_says_its_architecture_and_hashes ... ok" in output
        assert output.count("test result: ok.") == output.count("test result:")
        assert machine(self.project / f"target/{triple}/debug/hello-openssl") == MACHINES[alias]
        output = self.inside(f". ./crossflake-debian.sh && cargo run --offline --quiet --target {triple}").stdout
        assert f"architecture: {ARCHITECTURES[alias]}\n" in output
        assert f"built on: {platform.machine()}\n" in output

    def test_a_failing_test_fails(self):
        broken = self.project / "tests/must_fail.rs"
        broken.write_text("#[test]\nfn this_fails() {\n    assert_eq!(std::env::consts::ARCH, \"none\");\n}\n")
        triple = TARGETS["aarch64"]
        result = self.inside(f". ./crossflake-debian.sh && cargo test --offline --target {triple} --test must_fail", check=False)
        broken.unlink()
        assert result.returncode == 101, result.stderr
        assert 'left: "aarch64"' in result.stdout + result.stderr

    def test_a_second_run_installs_nothing(self):
        # Where all is there, it needs neither root nor the archive.
        result = self.inside("HOME=/nonexistent chroot --userspec=nobody / sh /project/crossflake-debian.sh")
        assert (result.stdout, result.stderr) == ("", "")

    def test_a_package_that_does_not_exist_fails(self):
        script = (self.project / "crossflake-debian.sh").read_text()
        (self.project / "unknown.sh").write_text(script.replace("libssl-dev:arm64", "libcrossflake-dev:arm64"))
        result = self.inside("sh unknown.sh", check=False)
        assert result.returncode == 1
        assert "libcrossflake-dev:arm64" in result.stderr
        result = self.inside(". ./unknown.sh && echo went on", check=False)
        assert "went on" not in result.stdout
