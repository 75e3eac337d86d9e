"""Debian's packages by the machine's own apt, without root: what installing some takes, and their .debs."""

import concurrent.futures
import errno
import os
import pathlib
import re
import shutil
import subprocess
import sys
import threading
import time


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

    def source(self):
        """The archive's address and keyring, from the machine's own sources."""
        if found := next(self.machine_sources(), None):
            return found
        raise Failure(
            "no Debian archive stands in this machine's apt sources (/etc/apt/sources.list, sources.list.d)",
            "add the line of a Debian mirror there, or install Nix: https://nixos.org/download",
        )

    @staticmethod
    def machine_sources():
        texts = {}
        for path in [pathlib.Path("/etc/apt/sources.list"), *sorted(pathlib.Path("/etc/apt/sources.list.d").glob("*"))]:
            if path.is_file():
                texts[path] = path.read_text(errors="replace")
        for path, text in texts.items():
            if path.suffix == ".sources":
                for stanza in re.split(r"\n\s*\n", text):
                    lines = [line for line in stanza.splitlines() if not line.startswith("#")]
                    fields = dict(re.findall(r"^([A-Za-z-]+):[ \t]*(.*)$", "\n".join(lines), re.M))
                    if fields.get("Enabled", "yes") != "no" and Apt.is_debian(fields.get("URIs", ""), fields.get("Components", "")):
                        yield fields["URIs"].split()[0], fields.get("Signed-By", "")
            else:
                for line in text.splitlines():
                    if match := re.match(r"deb\s+(\[[^]]*\]\s+)?(\S+)\s+\S+\s+(.*)$", line):
                        options, uri, parts = match.groups()
                        if Apt.is_debian(uri, parts):
                            keyring = re.search(r"signed-by=([^\s\]]+)", options or "")
                            yield uri, keyring.group(1) if keyring else ""

    @staticmethod
    def is_debian(uris, components):
        """The main archive itself; the security archive has a layout of its own."""
        return "main" in components.split() and uris.strip().split()[:1] and uris.split()[0].rstrip("/").endswith("/debian")

    def configure(self, architectures):
        for architecture in architectures:
            if architecture not in self.architectures:
                self.architectures.append(architecture)
        self.read_from(self.suite)

    def read_from(self, suite):
        """Have apt read the lists under this name of the suite: its codename, or `stable`."""
        for part in ["lists/partial", "archives/partial", "parts", "empty/partial"]:
            (self.folder / part).mkdir(parents=True, exist_ok=True)
        (self.folder / "status").touch()
        uri, keyring = self.source()
        signed = f"Signed-By: {keyring}\n" if keyring.startswith("/") else ""
        write_atomically(
            self.folder / "parts" / "debian.sources",
            f"Types: deb\nURIs: {uri}\nSuites: {suite}\nComponents: main\n{signed}",
        )
        self.settings = subprocess.run(["apt-config", "dump", "Acquire"], capture_output=True, text=True, check=False).stdout
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
        return subprocess.run(["apt-get", *arguments], env=environment, cwd=folder, capture_output=True, text=True, check=False)

    def update(self, but=None):
        """Read the lists anew, under one of the suite's names that is not `but`."""
        # A mirror or its cache may hold a new release file beside old lists. The same suite is there by a second name, and the
        # next answer may be whole.
        for name in [self.suite, "stable", self.suite]:
            if name == but:
                continue
            self.read_from(name)
            # A cache of all architectures' packages is nothing that is used.
            result = self.run("-q", "--error-on=any", "-o", "pkgCacheFile::Generate=false", "update")
            if result.returncode == 0 and self.codename(name) == self.suite:
                self.name = name
                self.closures.clear()
                return
            if "Mirror sync" in result.stderr:
                progress(f"the mirror's lists of `{name}` do not agree with each other")
            elif name == self.suite:
                break
        self.explain(result, f"cannot read the package lists of Debian {self.suite}")

    def codename(self, name):
        """The suite that the signed release file of this name is about."""
        for path in (self.folder / "lists").glob(f"*_dists_{name}_*Release"):
            if match := re.search(r"^Codename: (\S+)$", path.read_text(), re.M):
                return match.group(1)
        return None

    def explain(self, result, what):
        lines = [line for line in result.stderr.splitlines() if line.startswith(("E:", "Err:", "W:"))]
        reason = lines[0][2:].strip() if lines else f"apt-get ended with {result.returncode}"
        # apt itself is silent about some failed writes.
        if "No space left" in result.stderr or shutil.disk_usage(self.folder).free < 2**20:
            raise OSError(errno.ENOSPC, "No space left on device")
        if re.search(r"NO_PUBKEY|not signed|keyring|Missing key", result.stderr):
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
        result = self.run("install", "--yes", "--print-uris", *names, configuration=self.configuration_for(architecture))
        if result.returncode != 0:
            self.explain(result, f"Debian {self.suite} cannot install {' '.join(names)}")
        debs = {}
        for line in result.stdout.splitlines():
            if match := re.match(r"'\S+' (\S+)_(\S+)_(\S+)\.deb (\d+) ", line):
                name, version, arch, size = match.groups()
                debs[name, arch] = {"name": name, "architecture": arch, "version": version.replace("%3a", ":"), "size": int(size)}
        return debs

    def configuration_for(self, architecture):
        """apt computes the state of every package that it knows: of all architectures, that takes seconds."""
        return self.write_configuration(f"apt-{architecture}", dict.fromkeys([self.host, architecture]))

    def download(self, debs):
        """Every .deb into archives/, each checked by apt against the signed lists."""
        missing = [deb for deb in debs if not self.archive(deb).exists()]
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

    def archive(self, deb):
        return self.folder / "archives" / f"{deb['name']}_{deb['version'].replace(':', '%3a')}_{deb['architecture']}.deb"
