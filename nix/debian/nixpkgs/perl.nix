# Debian's perl, which by itself finds its modules in /usr alone.
{
  bash,
  host,
  # The tree with it.
  perl,
  run,
}:
run "perl" { } ''
  mkdir -p $out/bin
  modules=$(echo ${perl}/usr/share/perl/*.* ${perl}/usr/lib/*/perl/5.*.* ${perl}/usr/lib/*/perl-base)
  printf '#!%s\nexport PERL5LIB=%s''${PERL5LIB+:$PERL5LIB}\nexec %s "$@"\n' \
    ${bash} "''${modules// /:}" ${perl}/usr/bin/perl >$out/bin/perl
  chmod +x $out/bin/perl
''
