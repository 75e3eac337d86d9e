# The machine's Python with Debian's Python packages, as a virtual environment: nothing of the machine's own packages is in
# there, and a program that the interpreter starts sees nothing of these.
{
  # Trees that hold them.
  packages,
  python,
  run,
  ...
}:
run "python3" { packages = map (tree: "${tree}/usr/lib/python3/dist-packages") packages; } ''
  ${python} -m venv --without-pip $out
  printf '%s\n' $packages | sort --unique >"$(echo $out/lib/python*/site-packages)/debian.pth"
''
