"""What leaves Nix: programs for a device without a store, archives, images."""

import functools
import gzip
import hashlib
import io
import json
import os
import pathlib
import re
import shutil
import tarfile
import tempfile

import pytest
from world import ROOT, Project, build, cargo, each, long, nix, run

ROWS = {row["alias"]: row for row in json.loads((ROOT / "targets.json").read_text())}
DEVICES = ["aarch64", "armv7", "riscv64"]
SHORT = ["aarch64"]
ABC = "sha256(abc): ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@functools.cache
def store():
    """The store's folder: Nix's usual one, or the stand-in's."""
    return build("packages.aarch64").parent


@functools.cache
def trees():
    """Debian's trees, unpacked for the devices, by name."""
    flakes = pathlib.Path(run(ROOT / "nix/debian/unpack", *DEVICES).stdout.splitlines()[-1])
    return {name: pathlib.Path(tree["path"]) for name, tree in json.loads((flakes / "../../trees.json").read_text()).items()}


class Machine:
    """A folder that is the whole world of the programs in it, which qemu runs: neither a store nor a cache is in sight."""

    __test__ = False

    def __init__(self, alias):
        self.row = ROWS[alias]
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="crossflake-machine-"))
        shutil.copy(trees()["qemu"] / f"usr/bin/qemu-{self.row['runner']['arch']}", self.root / "emulator")

    def with_debian(self):
        """Debian's own libc and OpenSSL of the architecture, where Debian has them."""
        architecture = self.row["debian"]["architecture"]
        for tree in [trees()[f"sysroot-{architecture}"], trees()[f"libraries-{architecture}"]]:
            for path in (tree / "usr/lib").rglob("*.so*"):
                if ".so." in path.name and "gconv" not in path.parts:
                    place = self.root / path.relative_to(tree)
                    place.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy(path, place)
        (self.root / "lib").symlink_to("usr/lib")
        return self

    def run(self, program, *arguments, **options):
        unprivileged = ["unshare", "--map-root-user"] if os.geteuid() != 0 else []
        return run(*unprivileged, shutil.which("chroot", path="/usr/sbin:/usr/bin:/sbin:/bin"), self.root, "/emulator", program, *arguments, environment={"QEMU_CPU": self.row["runner"]["cpu"] or "max"}, **options)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        run("chmod", "-R", "u+w", self.root)
        shutil.rmtree(self.root)


def glibc_names(program):
    """The versions of glibc that stand in a program, the greatest last; read without readelf."""
    return sorted({tuple(map(int, match.split(b"."))) for match in re.findall(rb"\0GLIBC_(2\.\d+)(?=\0)", program.read_bytes())})


class Deployable:
    @each(DEVICES, SHORT)
    def test_it_runs_in_a_debian_system_with_no_store_in_sight(self, alias):
        with Machine(alias).with_debian() as machine:
            deployable = build(f"packages.{alias}-deployable")
            # Only the package itself can start where its store is.
            shutil.copytree(build(f"packages.{alias}") / "bin", machine.root / "unchanged")
            shutil.copytree(deployable, machine.root / "opt")
            assert not (machine.root / store().relative_to("/")).exists()
            unchanged = machine.run("/unchanged/hello-openssl", "abc", check=False)
            assert unchanged.returncode != 0
            assert f"{store()}/" in unchanged.stderr
            output = machine.run("/opt/bin/hello-openssl", "abc").stdout
            assert ABC in output
            assert "openssl: 3." in output

    @each(DEVICES, SHORT)
    def test_no_file_names_the_store(self, alias):
        # What a package forgets leaves a hash of e's, which no store path has.
        name = re.compile(os.fsencode(store()) + b"/(?!e{32}-)[ -~]{0,60}")

        def files(package):
            return [path for path in package.rglob("*") if path.is_file()]

        # The package that it is made from does.
        assert any(name.search(path.read_bytes()) for path in files(build(f"packages.{alias}")))
        found = {path: name.findall(path.read_bytes()) for path in files(build(f"packages.{alias}-deployable"))}
        assert found
        assert {path: names for path, names in found.items() if names} == {}

    def test_a_package_keeps_no_source_alive(self):
        package = build("packages.aarch64")
        closure = nix("path-info", "--recursive", f"{ROOT}#packages.aarch64").stdout.split()
        assert str(package) in closure
        assert any("-openssl-" in path for path in closure), closure
        assert [path for path in closure if re.search("vendor|crates|dependencies", path)] == []

    @each(DEVICES, SHORT)
    def test_the_report_says_what_the_device_needs(self, alias):
        deployable = build(f"packages.{alias}-deployable")
        report = json.loads((deployable / "share/crossflake/report.json").read_text())
        (program,) = report["files"]
        assert report["target"] == ROWS[alias]["triple"]
        assert program["file"] == "bin/hello-openssl"
        assert program["interpreter"] == ROWS[alias]["interpreter"]
        assert os.fsencode(ROWS[alias]["interpreter"]) + b"\0" in (deployable / "bin/hello-openssl").read_bytes()
        assert {"libssl.so.3", "libcrypto.so.3", "libc.so.6"} <= set(report["libraries"])
        minimum = glibc_names(deployable / "bin/hello-openssl")[-1]
        assert report["minimumGlibc"] == ".".join(map(str, minimum))
        text = (deployable / "share/crossflake/report.txt").read_text()
        assert f"minimum glibc  {report['minimumGlibc']}\n" in text


class OwnProject:
    """The example with another line in its flake."""

    @pytest.fixture
    def with_lines(self, project):
        def make(*lines):
            copy = project('targets = [ "aarch64" ];')
            flake = copy.folder / "flake.nix"
            flake.write_text(flake.read_text().replace("src = ./.;", "\n".join(["src = ./.;", *lines])))
            return copy

        return make

    def fails(self, project, *expected):
        result = project.nix("build", "aarch64-deployable", "--no-link", "--print-build-logs", check=False)
        assert result.returncode != 0
        for text in expected:
            assert text in result.stderr

    def program_that_prints(self, project, code):
        main = project.folder / "src/main.rs"
        main.write_text(main.read_text().replace("fn main() {", f"fn main() {{\n    {code}\n"))
        return project

    def test_a_program_that_names_a_store_path_fails(self, with_lines):
        project = self.program_that_prints(with_lines('env.DATA = "${./c}";'), 'println!("{}", env!("DATA"));')
        self.fails(project, f"bin/hello-openssl refers to {store()}/", "-c\n", "error: hello-openssl-aarch64-0.1.0 refers to the Nix store", "removeReferencesTo = pkgs:")

    def test_a_reference_that_is_given_up_is_overwritten(self, with_lines):
        project = self.program_that_prints(
            with_lines('env.DATA = "${./c}";', 'deployable.removeReferencesTo = _: [ "${./c}" ];'), 'println!("{}", env!("DATA"));'
        )
        deployable = pathlib.Path(project.nix("build", "aarch64-deployable", "--no-link", "--print-out-paths").stdout.strip())
        with Machine("aarch64").with_debian() as machine:
            shutil.copytree(deployable, machine.root / "opt")
            assert f"{store()}/{32 * 'e'}-c\n" in machine.run("/opt/bin/hello-openssl").stdout

    def test_a_static_program_needs_nothing(self, with_lines):
        triple = ROWS["aarch64"]["triple"].upper().replace("-", "_")
        project = with_lines(f'env.CARGO_TARGET_{triple}_RUSTFLAGS = "-C target-feature=+crt-static";')
        # Debian's static OpenSSL wants more libraries than its pkg-config file names without --static.
        shutil.rmtree(project.folder / "tests")
        (project.folder / "Cargo.toml").write_text('[package]\nname = "static"\nversion = "0.0.0"\nedition = "2024"\n')
        (project.folder / "Cargo.lock").write_text('version = 4\n\n[[package]]\nname = "static"\nversion = "0.0.0"\n')
        (project.folder / "build.rs").unlink()
        (project.folder / "src/lib.rs").unlink()
        (project.folder / "src/main.rs").write_text('fn main() {\n    println!("nothing is needed");\n}\n')
        deployable = pathlib.Path(project.nix("build", "aarch64-deployable", "--no-link", "--print-out-paths").stdout.strip())
        report = json.loads((deployable / "share/crossflake/report.json").read_text())
        assert report["libraries"] == []
        assert report["minimumGlibc"] is None
        assert report["files"][0]["interpreter"] is None
        with Machine("aarch64") as machine:
            shutil.copytree(deployable, machine.root / "opt")
            assert machine.run("/opt/bin/static").stdout == "nothing is needed\n"

    def test_a_package_that_needs_a_newer_glibc_than_the_floor_fails(self, with_lines):
        # One that was built elsewhere: nothing here could lower its need.
        project = with_lines('deployable.glibc = "2.17";', "deployable.package = crossflake.packages.x86_64-linux.aarch64;")
        self.fails(project, "error: bin/hello-openssl needs glibc 2.34, and the floor is 2.17 (", "__libc_start_main@GLIBC_2.34", "raise the floor")

    def test_a_package_of_another_target_fails(self, with_lines):
        project = with_lines("deployable.package = crossflake.packages.x86_64-linux.armv7;")
        project.targets.append("armv7")
        self.fails(
            project,
            "error: bin/hello-openssl asks for ld-linux-armhf.so.3, and the interpreter of aarch64-unknown-linux-gnu is ld-linux-aarch64.so.1",
            "hint: give a `package` that was built for aarch64-unknown-linux-gnu",
        )

    def test_data_that_begins_as_a_program_stays(self, with_lines):
        data = "stdenv.mkDerivation { name = \"data\"; buildCommand = ''mkdir -p $out/share; printf '\\177ELF, it says' >$out/share/data''; }"
        project = with_lines(f"deployable.package = crossflake.inputs.nixpkgs.legacyPackages.x86_64-linux.{data};")
        deployable = pathlib.Path(project.nix("build", "aarch64-deployable", "--no-link", "--print-out-paths").stdout.strip())
        assert (deployable / "share/data").read_bytes() == b"\x7fELF, it says"

    def test_an_image_brings_its_own_glibc_whatever_the_floor(self, with_lines):
        project = with_lines('deployable.glibc = "2.28";')
        holds = "targets: toString targets.aarch64-deployable.image.package == toString targets.aarch64"
        assert project.nix("eval", "packages.x86_64-linux", "--apply", holds).stdout == "true\n"

    def test_a_floor_that_is_a_number_fails(self, with_lines):
        self.fails(with_lines("deployable.glibc = 2.28;"), "mkDeployable: `glibc` is a float, but it should be a null or string")


@long
@pytest.mark.xdist_group("floor")
class GlibcFloor:
    """C and Rust linked by zig for an older glibc than the package set's."""

    MANIFEST = '''
        [package]
        name = "floor"
        version = "0.0.0"
        edition = "2024"
        [build-dependencies]
        cc = "1"
    '''
    BUILD = 'fn main() { cc::Build::new().file("number.c").compile("number"); }'
    # glibc 2.38 has a strtol of its own for programs compiled with its headers.
    C = "#define _GNU_SOURCE\n#include <stdlib.h>\nlong number(const char *text) { return strtol(text, 0, 0); }\n"
    RUST = 'unsafe extern "C" { fn number(text: *const std::ffi::c_char) -> std::ffi::c_long; }\n' \
           'fn main() { println!("{}", unsafe { number(c"0x2a".as_ptr()) }); }\n'
    FLAKE = """{
      outputs = { crossflake, ... }: crossflake.lib.mkProject {
        src = ./.;
        targets = [ "aarch64" "armv7" ];
        perTarget.aarch64.deployable.glibc = "2.28";
        perTarget.armv7.deployable.glibc = "2.31";
      };
    }"""
    FLOORS = {"aarch64": (2, 28), "armv7": (2, 31)}

    @pytest.fixture(scope="class", autouse=True)
    def prepared(self, request):
        """The project that they share."""
        cls = request.cls
        with Project() as cls.project:
            cls.project.targets = list(cls.FLOORS)
            shutil.rmtree(cls.project.folder)
            for name, text in {"Cargo.toml": cls.MANIFEST, "build.rs": cls.BUILD, "number.c": cls.C, "src/main.rs": cls.RUST, "flake.nix": cls.FLAKE}.items():
                (cls.project.folder / name).parent.mkdir(parents=True, exist_ok=True)
                (cls.project.folder / name).write_text(text)
            cargo("generate-lockfile", cwd=cls.project.folder)
            yield

    def built(self, output):
        return pathlib.Path(self.project.nix("build", output, "--no-link", "--print-out-paths").stdout.strip())

    @each(FLOORS)
    def test_the_program_needs_no_newer_one_and_runs(self, alias):
        floor = self.FLOORS[alias]
        with Machine(alias).with_debian() as machine:
            # Without the floor, it would need more.
            assert glibc_names(self.built(alias) / "bin/floor")[-1] > floor
            deployable = self.built(f"{alias}-deployable")
            assert glibc_names(deployable / "bin/floor")[-1] <= floor
            report = json.loads((deployable / "share/crossflake/report.json").read_text())
            assert tuple(map(int, report["minimumGlibc"].split("."))) <= floor
            shutil.copytree(deployable, machine.root / "opt")
            assert machine.run("/opt/bin/floor").stdout == "42\n"


class Archive:
    def test_it_is_the_deployable_and_reproducible(self):
        deployable = build("packages.aarch64-deployable")
        archive = build("packages.aarch64-deployable.archive")
        with tarfile.open(archive) as tar:
            members = tar.getmembers()
            content = tar.extractfile("bin/hello-openssl").read()
        assert content == (deployable / "bin/hello-openssl").read_bytes()
        names = [member.name for member in members]
        assert names == sorted(names)
        assert {(member.uid, member.gid, member.mtime) for member in members} == {(0, 0, 1)}
        nix("build", "--no-link", "--rebuild", f"{ROOT}#aarch64-deployable.archive")


class Image:
    ARCHITECTURES = {"aarch64": ("arm64", None), "armv7": ("arm", "v7"), "riscv64": ("riscv64", None)}

    @each(DEVICES, SHORT)
    def test_it_is_a_valid_layout_of_the_architecture_and_runs(self, alias):
        with Machine(alias) as machine:
            blobs = self.blobs(build(f"packages.{alias}-deployable.image"))
            (manifest,) = blobs["index.json"]["manifests"]
            platform = manifest["platform"]
            assert (platform["architecture"], platform.get("variant"), platform["os"]) == (*self.ARCHITECTURES[alias], "linux")
            manifest = self.blob(blobs, manifest)
            config = self.blob(blobs, manifest["config"])
            assert (config["architecture"], config.get("variant"), config["os"]) == (*self.ARCHITECTURES[alias], "linux")
            (layer,) = manifest["layers"]
            data = gzip.decompress(self.blob(blobs, layer))
            assert config["rootfs"]["diff_ids"] == ["sha256:" + hashlib.sha256(data).hexdigest()]
            with tarfile.open(fileobj=io.BytesIO(data)) as tar:
                tar.extractall(machine.root, filter="fully_trusted")
            assert ABC in machine.run(*config["config"]["Entrypoint"], "abc").stdout
            # What docker reads.
            (docker,) = blobs["manifest.json"]
            assert docker["Config"] == "blobs/" + manifest["config"]["digest"].replace(":", "/")
            assert docker["Layers"] == ["blobs/" + layer["digest"].replace(":", "/")]

    def test_it_is_reproducible(self):
        build("packages.aarch64-deployable.image")
        nix("build", "--no-link", "--rebuild", f"{ROOT}#aarch64-deployable.image")

    @staticmethod
    def blobs(image):
        """Every file of the archive; JSON outside of the blobs is read."""
        with tarfile.open(image) as tar:
            files = {member.name: tar.extractfile(member).read() for member in tar.getmembers() if member.isfile()}
        return {name: data if name.startswith("blobs/") else json.loads(data) for name, data in files.items()}

    def blob(self, blobs, descriptor):
        """The described blob, its digest and size checked; JSON is read."""
        data = blobs["blobs/" + descriptor["digest"].replace(":", "/")]
        assert "sha256:" + hashlib.sha256(data).hexdigest() == descriptor["digest"]
        assert len(data) == descriptor["size"]
        return json.loads(data) if descriptor["mediaType"].endswith("+json") else data


HEAD_OF_ELF = b"\x7fELF\2\1\1" + bytes(9) + b"\2\0\x3e\0\1\0\0\0" + b"\xff" * 40


@pytest.mark.skipif(not shutil.which("readelf"), reason="binutils are missing")
class TestOddFiles:
    """The script of deployable packages on files that are no programs, though they begin so."""

    @pytest.fixture
    def deploy(self, tmp_path):
        def deploy(files, triple, *, executable=(), check=True):
            package = tmp_path / "0-package"
            for name, content in files.items():
                path = os.path.join(os.fsencode(package), name)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "wb") as file:
                    file.write(content)
                os.chmod(path, 0o755 if name in executable else 0o644)
            environment = {"package": str(package), "out": str(tmp_path / "out"), "triple": triple, "interpreter": "/lib64/ld-linux-x86-64.so.2"}
            environment |= {"tools": "", "floor": "", "forgotten": "", "NIX_STORE": "/nix/store", "LC_ALL": "C"}
            environment["tools"] = shutil.which("readelf").removesuffix("readelf")
            return run("bash", "-c", (ROOT / "nix/deployable.sh").read_text(), environment=environment, check=check)

        return deploy

    def test_data_stays_and_the_report_is_json(self, deploy, tmp_path):
        files = {
            b"share/notes": b"MZ is how they begin\n",
            b"share/setup.exe": b"MZ" + bytes(100),
            b"share/cut": HEAD_OF_ELF,
            b'share/a\nb\t"\\\x1b\xff': pathlib.Path("/bin/true").read_bytes(),
            "share/ü".encode(): pathlib.Path("/bin/true").read_bytes(),
        }
        result = deploy(files, "x86_64-unknown-linux-gnu")
        assert "note: share/cut begins as a program" in result.stderr
        report = json.loads((tmp_path / "out/share/crossflake/report.json").read_text())
        assert {file["file"] for file in report["files"]} >= {'share/a\nb\t"\\\x1b\ufffd', "share/ü"}
        for name, content in files.items():
            with open(os.path.join(os.fsencode(tmp_path / "out"), name), "rb") as file:
                assert file.read() == content

    @pytest.mark.parametrize(
        ("name", "content", "triple"),
        [("bin/tool", HEAD_OF_ELF, "x86_64-unknown-linux-gnu"), ("bin/tool.exe", b"MZ" + bytes(100), "x86_64-pc-windows-gnu")],
        ids=["elf", "exe"],
    )
    def test_a_program_that_cannot_be_read_is_an_error(self, deploy, name, content, triple):
        result = deploy({name.encode(): content}, triple, executable=[name.encode()], check=False)
        assert result.returncode == 1
        assert re.search(f"error: {name} begins as a program, but cannot be read as one: .+\n\nhint: ", result.stderr)
