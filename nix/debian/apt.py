"""Debian's packages by the machine's own apt, without root: what installing some takes, and their .debs."""

import concurrent.futures
import errno
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import threading
import time


# Files that the programs started here keep open: the lock on the cache, so that it is held for as long as one of them works.
HELD = []


class Failure(Exception):
    """An error for the user: one line, and a hint."""

    def __init__(self, message, hint):
        super().__init__(message)
        self.hint = hint


class Gone(Failure):
    """The archive has no file where its own lists say that one is."""


def progress(message, end="\n"):
    """One line on stderr; on a terminal it is written over by the next."""
    if sys.stderr.isatty():
        print(f"\r\033[K{message}", end=end, file=sys.stderr, flush=True)
    elif end == "\n":
        print(message, file=sys.stderr, flush=True)


def write_atomically(path, text):
    """Replace a file in one step; leave it alone where nothing changes."""
    if path.exists() and path.read_text() == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    temporary.write_text(text)
    temporary.replace(path)


class Source:
    """One line or stanza of the machine's apt sources, for one address."""

    # Since apt 2.9 some machines have the second.
    KEYRINGS = ["/usr/share/keyrings/debian-archive-keyring.gpg", "/usr/share/keyrings/debian-archive-keyring.pgp"]
    OFF = {"no", "false", "without", "off", "disable", "0"}

    def __init__(self, uri, fields):
        self.uri = uri
        self.fields = fields
        self.signed_by = fields.get("signed-by", "")

    def is_archive(self):
        """Whether it may be Debian's main archive; what it really is, its signed release file says."""
        return "main" in self.fields.get("components", "").split() and "security" not in self.uri + self.fields.get("suites", "")

    def rank(self):
        """The most likely ones first: a third party's archive may be called so too."""
        path = self.uri.rstrip("/")
        if re.match(r"\w+://[^/]*\bdebian\.org/debian$", path) or "debian-archive-keyring" in self.signed_by:
            return 0
        if path.endswith("/debian") or self.uri.startswith("mirror"):
            return 1
        return 2 if "/debian" in path else 3

    def keyrings(self):
        """What it is checked with: the machine's own choice, then Debian's keyring."""
        yield self.signed_by
        # Keys by their number, or none, are looked up among those that the machine trusts, which may lack the suite's.
        if not self.signed_by.startswith("/"):
            yield from filter(os.path.exists, self.KEYRINGS)

    def stanza(self, suite, keyring):
        valid = self.fields.get("check-valid-until")
        return (
            f"Types: deb\nURIs: {self.uri}\nSuites: {suite}\nComponents: main\n"
            + (f"Check-Valid-Until: {valid}\n" if valid else "")
            + (f"Signed-By: {keyring}\n" if keyring else "")
        )

    @classmethod
    def of_stanza(cls, stanza):
        """Of a .sources file: names in any case; a line that begins with a blank goes on with the one before."""
        fields, name = {}, None
        for line in stanza.splitlines():
            if line.startswith("#"):
                continue
            if line[:1] in (" ", "\t"):
                if name:
                    fields[name] += "\n" + line
            elif ":" in line:
                name, _, value = line.partition(":")
                name = name.strip().lower()
                fields[name] = value.strip()
        if "deb" in fields.get("types", "").split() and fields.get("enabled", "yes").strip().lower() not in cls.OFF:
            for uri in fields.get("uris", "").split():
                yield cls(uri, fields)

    @classmethod
    def of_line(cls, line):
        """Of a .list file: `deb [name=value ...] address suite component ...`."""
        if match := re.match(r"\s*deb\s+(?:\[([^]]*)\]\s*)?([^\s[]+)\s+(\S+)\s+([^#]*)", line):
            options, uri, suite, components = match.groups()
            fields = {"suites": suite, "components": components}
            for option in (options or "").split():
                name, _, value = option.partition("=")
                fields[name.rstrip("+-").lower()] = value.replace(",", " ")
            yield cls(uri, fields)

    @classmethod
    def of_machine(cls, settings):
        """Those that apt reads, the most likely first."""
        parts = pathlib.Path(settings["parts"])
        # apt passes over other names, .list.save for example.
        names = [path for path in sorted(parts.glob("*")) if re.fullmatch(r"[A-Za-z0-9_.-]+\.(list|sources)", path.name)]
        found = []
        for path in [pathlib.Path(settings["list"]), *names]:
            if not path.is_file():
                continue
            text = path.read_text(errors="replace")
            if path.suffix == ".sources":
                for stanza in re.split(r"\n[ \t]*\n", text):
                    found += cls.of_stanza(stanza)
            else:
                for line in text.splitlines():
                    found += cls.of_line(line)
        return sorted(filter(cls.is_archive, found), key=cls.rank)


class Apt:
    """The machine's apt, on package lists of its own: another suite, more architectures, nothing installed."""

    def __init__(self, folder, suite, host):
        self.folder = folder
        self.suite = suite
        # Under which the lists were read.
        self.name = suite
        self.host = host
        self.architectures = [host]
        self.closures = {}
        # The source that answered, and what checks it.
        self.chosen = None

    def configure(self, architectures):
        for architecture in architectures:
            if architecture not in self.architectures:
                self.architectures.append(architecture)
        if self.chosen:
            self.read_from(self.suite, *self.chosen)

    @staticmethod
    def machine():
        """Where the machine's apt has its sources and the keys that it trusts."""
        names = {"list": "Dir::Etc::sourcelist/f", "parts": "Dir::Etc::sourceparts/d", "trusted": "Dir::Etc::trusted/f", "trustedparts": "Dir::Etc::trustedparts/d"}
        words = [word for pair in names.items() for word in pair]
        shell = subprocess.run(["apt-config", "shell", *words], capture_output=True, text=True, check=False).stdout
        return {"list": "/etc/apt/sources.list", "parts": "/etc/apt/sources.list.d"} | dict(re.findall(r"^(\w+)='(.*)'$", shell, re.M))

    def read_from(self, suite, source, keyring):
        """Have apt read the lists under this name of the suite: its codename, or `stable`."""
        for part in ["lists/partial", "archives/partial", "parts", "empty/partial"]:
            (self.folder / part).mkdir(parents=True, exist_ok=True)
        (self.folder / "status").touch()
        write_atomically(self.folder / "parts" / "debian.sources", source.stanza(suite, keyring))
        self.settings = subprocess.run(["apt-config", "dump", "Acquire"], capture_output=True, text=True, check=False).stdout
        # The keys that the machine trusts, for sources that name none.
        machine = self.machine()
        for name in "Trusted", "TrustedParts":
            if path := machine.get(name.lower()):
                self.settings += f'Dir::Etc::{name} "{path}";\n'
        self.write_configuration("apt", self.architectures)

    def write_configuration(self, name, architectures):
        names = "; ".join(f'"{architecture}"' for architecture in architectures)
        path = self.folder / f"{name}.conf"
        write_atomically(
            path,
            f"""{self.settings}
Acquire::Languages "none";
Acquire::Retries "3";
APT::Architecture "{self.host}";
#clear APT::Architectures;
APT::Architectures {{ {names}; }};
APT::Sandbox::User "root";
APT::Install-Recommends "false";
Debug::NoLocking "true";
Dir "{self.folder}/";
Dir::Cache "{self.folder}";
Dir::Cache::archives "{self.folder}/empty";
Dir::Cache::pkgcache "{name}-pkgcache.bin";
Dir::Cache::srcpkgcache "{name}-srcpkgcache.bin";
Dir::Etc::Main "{self.folder}/none";
Dir::Etc::Parts "{self.folder}/empty";
Dir::Etc::Preferences "{self.folder}/none";
Dir::Etc::PreferencesParts "{self.folder}/empty";
Dir::Etc::SourceList "{self.folder}/none";
Dir::Etc::SourceParts "{self.folder}/parts";
Dir::State "{self.folder}";
Dir::State::Lists "{self.folder}/lists";
Dir::State::status "{self.folder}/status";
""",
        )
        return path

    def run(self, *arguments, configuration=None, folder=None):
        environment = os.environ | {"APT_CONFIG": str(configuration or self.folder / "apt.conf"), "LC_ALL": "C"}
        return subprocess.run(["apt-get", *arguments], env=environment, cwd=folder, capture_output=True, text=True, check=False, pass_fds=HELD)

    def update(self, but=None):
        """Read the lists anew, under one of the suite's names that is not `but`, from the first of the machine's sources that has them."""
        sources = Source.of_machine(self.machine())
        if not sources:
            raise Failure(
                "no Debian archive stands in this machine's apt sources (/etc/apt/sources.list, sources.list.d)",
                "add the line of a Debian mirror there, or install Nix: https://nixos.org/download",
            )
        first = None
        for source in sources:
            for keyring in source.keyrings():
                result = self.update_from(source, keyring, but)
                if result is None:
                    self.chosen = source, keyring
                    self.closures.clear()
                    return
                first = first or result
                if not self.is_about_keys(result):
                    break
        self.explain(first, f"cannot read the package lists of Debian {self.suite}")

    def update_from(self, source, keyring, but):
        """None where it went well, else what apt said."""
        result = None
        # A mirror or its cache may hold a new release file beside old lists. The same suite is there by a second name, and the
        # next answer may be whole.
        for name in [self.suite, "stable", self.suite]:
            if name == but:
                continue
            self.read_from(name, source, keyring)
            # A cache of all architectures' packages is nothing that is used.
            result = self.run("-q", "--error-on=any", "-o", "pkgCacheFile::Generate=false", "update")
            if result.returncode == 0 and self.says("Codename", name) == self.suite and self.says("Origin", name) == "Debian":
                self.name = name
                return None
            if "Mirror sync" in result.stderr:
                progress(f"the mirror's lists of `{name}` do not agree with each other")
            elif name == self.suite:
                break
        return result

    def says(self, field, name):
        """What the signed release file of the suite's name says."""
        for path in (self.folder / "lists").glob(f"*_dists_{name}_*Release"):
            if match := re.search(rf"^{field}: (\S+)$", path.read_text(), re.M):
                return match.group(1)
        return None

    @staticmethod
    def is_about_keys(result):
        return re.search(r"NO_PUBKEY|not signed|keyring|Missing key|no valid OpenPGP", result.stderr)

    def explain(self, result, what):
        lines = [line for line in result.stderr.splitlines() if line.startswith(("E:", "Err:", "W:"))]
        reason = lines[0][2:].strip() if lines else f"apt-get ended with {result.returncode}"
        # apt itself is silent about some failed writes.
        if "No space left" in result.stderr or shutil.disk_usage(self.folder).free < 2**20:
            raise OSError(errno.ENOSPC, "No space left on device")
        if self.is_about_keys(result):
            raise Failure(f"{what}: {reason}", "install a newer debian-archive-keyring: sudo apt-get install debian-archive-keyring")
        kind = Gone if re.search(r"404 +Not Found", result.stderr) else Failure
        raise kind(f"{what}: {reason}", "check the network (and the proxy that apt uses), then run the same command again")

    def closure(self, packages, architecture):
        """The .debs that installing the packages on an empty system takes, by name and architecture."""
        names = tuple(f"{package}:{architecture}" for package in packages)
        if names not in self.closures:
            self.closures[names] = self.resolve(names, architecture)
        return dict(self.closures[names])

    def resolve(self, names, architecture):
        result = self.run("-o", "Acquire::ForceHash=SHA256", "install", "--yes", "--print-uris", *names, configuration=self.configuration_for(architecture))
        if result.returncode != 0:
            self.explain(result, f"Debian {self.suite} cannot install {' '.join(names)}")
        debs = {}
        for line in result.stdout.splitlines():
            if match := re.match(r"'\S+' (\S+)_(\S+)_(\S+)\.deb (\d+) SHA256:(\w+)", line):
                name, version, arch, size, digest = match.groups()
                debs[name, arch] = {"name": name, "architecture": arch, "version": version.replace("%3a", ":"), "size": int(size), "sha256": digest}
        return debs

    def configuration_for(self, architecture):
        """apt computes the state of every package that it knows: of all architectures, that takes seconds."""
        return self.write_configuration(f"apt-{architecture}", dict.fromkeys([self.host, architecture]))

    def download(self, debs):
        """Every .deb into archives/, each checked by apt against the signed lists."""
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            whole = pool.map(self.is_whole, debs)
            missing = [deb for deb, is_whole in zip(debs, whole, strict=True) if not is_whole]
        if not missing:
            return
        size = sum(deb["size"] for deb in missing)
        partial = self.folder / "archives" / "partial"
        # Of an earlier run: apt checks what is whole by its hash and keeps it, but trips over what is not.
        sizes = {self.archive(deb).name: deb["size"] for deb in missing}
        for path in partial.iterdir():
            if path.is_file() and path.stat().st_size != sizes.get(path.name):
                path.unlink()
        names = {}
        for deb in missing:
            architecture = self.host if deb["architecture"] == "all" else deb["architecture"]
            names.setdefault(architecture, []).append(f"{deb['name']}:{architecture}={deb['version']}")
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            jobs = [
                pool.submit(self.run, "-q", "download", *some, configuration=self.configuration_for(architecture), folder=partial)
                for architecture, some in names.items()
            ]
            while not all(job.done() for job in jobs):
                done = sum(path.stat().st_size for path in list(partial.iterdir()) if path.exists())
                progress(f"downloading {len(missing)} packages: {done // 10**6} of {size // 10**6} MB", end="")
                time.sleep(0.2)
        for job in jobs:
            if job.result().returncode != 0:
                self.explain(job.result(), "cannot download Debian's packages")
        for deb in missing:
            (partial / self.archive(deb).name).replace(self.archive(deb))
        progress(f"downloaded {len(missing)} packages, {size // 10**6} MB")

    def is_whole(self, deb):
        """Whether the .deb is there, and is the one that the signed lists name; an earlier run may have checked another file."""
        path = self.archive(deb)
        if not path.exists():
            return False
        with open(path, "rb") as file:
            if path.stat().st_size == deb["size"] and hashlib.file_digest(file, "sha256").hexdigest() == deb["sha256"]:
                return True
        progress(f"{path.name} is not the package that the lists name: it is downloaded again")
        path.unlink()
        return False

    def archive(self, deb):
        return self.folder / "archives" / f"{deb['name']}_{deb['version'].replace(':', '%3a')}_{deb['architecture']}.deb"
