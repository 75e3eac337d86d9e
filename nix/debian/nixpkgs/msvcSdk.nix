# In the place of Microsoft's SDK, which nobody may ship: import libraries of the DLLs that wine has, as much of the C runtime's start
# as a Rust program needs, and two headers. The layout is that of nixpkgs' windows.sdk, on x86_64.
{
  bash,
  host,
  # LLVM's programs.
  llvm,
  run,
  wine,
}:
run "win-sdk" { start = builtins.readFile ./msvcSdk.c; } ''
  mkdir -p $out/crt/{include,lib/x64} $out/sdk/include/{ucrt,um,shared,winrt,cppwinrt} $out/sdk/lib/{ucrt,um}/x64
  # import LIBRARY DLL FOLDER
  import() {
    {
      printf 'LIBRARY %s\nEXPORTS\n' $2
      ${llvm}/llvm-readobj --coff-exports ${wine}/usr/lib/*/wine/x86_64-windows/$2 | sed -n 's/^ *Name: \([A-Za-z_][A-Za-z0-9_]*\)$/\1/p'
    } >exports.def
    ${llvm}/llvm-dlltool -m i386:x86-64 -d exports.def -D $2 -l $out/$3/x64/$1.lib
  }
  for name in advapi32 comdlg32 dbghelp gdi32 kernel32 ntdll ole32 oleaut32 shell32 user32 userenv ws2_32; do import $name $name.dll sdk/lib/um; done
  import winspool winspool.drv sdk/lib/um
  import uuid kernel32.dll sdk/lib/um
  import ucrt ucrtbase.dll sdk/lib/ucrt
  import oldnames ucrtbase.dll crt/lib
  import vcruntime vcruntime140.dll crt/lib
  printf '%s' "$start" >start.c
  ${llvm}/clang-cl --target=x86_64-pc-windows-msvc /c /O2 /GS- /Zl /Fostart.obj start.c
  ${llvm}/llvm-lib /out:$out/crt/lib/x64/msvcrt.lib start.obj
  echo '#define _VCRUNTIME_H' >$out/crt/include/vcruntime.h
  printf '#include <vcruntime.h>\nint puts(const char *);\n' >$out/sdk/include/ucrt/stdio.h
  printf '#define RT_RCDATA 10\n' >$out/sdk/include/um/windows.h
''
