"""The program as a package: what is installed beside it."""

import unittest

from world import build, run

FILES = [
    "bash-completion/completions/crossflake.bash",
    "doc/crossflake/reference.md",
    "fish/vendor_completions.d/crossflake.fish",
    "man/man1/crossflake.1",
    "man/man1/crossflake-show.1",
    "nushell/vendor/autoload/crossflake.nu",
    "powershell/_crossflake.ps1",
    "zsh/site-functions/_crossflake",
]


class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.package = build("default")

    def test_completions_and_manual_pages_are_installed(self):
        for path in FILES:
            with self.subTest(path):
                self.assertIn("crossflake", (self.package / "share" / path).read_text())

    def test_each_command_of_the_help_has_a_manual_page(self):
        text = run(self.package / "bin/crossflake", "--help").stdout
        commands = [line.split()[0] for line in text.split("Commands:\n")[1].split("\n\n")[0].splitlines()]
        self.assertGreater(len(commands), 4)
        for command in set(commands) - {"help"}:
            with self.subTest(command):
                self.assertTrue((self.package / f"share/man/man1/crossflake-{command}.1").is_file())

    def test_bash_completes_with_the_installed_file(self):
        script = f"source {self.package}/share/bash-completion/completions/crossflake.bash; complete -p crossflake"
        self.assertIn("_crossflake", run("bash", "--norc", "-c", script).stdout)

    def test_the_program_and_cargos_name_for_it_are_in_bin(self):
        self.assertEqual(sorted(path.name for path in (self.package / "bin").iterdir()), ["cargo-crossflake", "crossflake"])


if __name__ == "__main__":
    unittest.main()
