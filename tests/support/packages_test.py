"""Whether scripts/lib/packages.sh names all that the build takes from Debian.

A machine that has other packages, too, would hide one that is missing. So this looks at what CMake
found when it configured the build, and at the files that the CMake packages it found insist on. It
does not see a package of headers that nothing looks for.
"""

import functools
import pathlib
import re
import subprocess

import pytest

from tests.support.stack import build_directory, run_script

BUILD = build_directory()

# What CMake looks for by itself and the build does not need.
UNUSED = r"CMAKE_(INSTALL|UNAME)|COVERAGE_|GIT|MEMORYCHECK_|.*_(LIB|LIBRARY|INCLUDE)_?DIRS?$"


def found_by_cmake():
    """Programs, libraries and folders of CMake packages, as in CMakeCache.txt."""
    cache = (BUILD / "CMakeCache.txt").read_text()
    for key, value in re.findall(r"^([\w.+-]+):(?:\w*PATH|INTERNAL)=(/usr/[^\s;]+)$", cache, re.M):
        if not re.match(UNUSED, key) and not re.match(r"/usr/include(/[^/]+)?$", value):
            yield pathlib.Path(value)


def insisted_on(folder):
    """Files without which the CMake package of a folder refuses to be used."""
    for file in folder.glob("*.cmake"):
        for line in file.read_text(errors="replace").splitlines():
            if "import_check_files_for" in line:
                for rest in re.findall(r'"\$\{_IMPORT_PREFIX\}(/[^"]+)"', line):
                    yield pathlib.Path(f"/usr{rest}")


def search(names):
    """The installed packages of each name that a package brought."""
    found = {}
    command = ["dpkg-query", "--search", *names]
    for line in subprocess.run(command, capture_output=True, text=True).stdout.splitlines():
        packages, _, name = line.rpartition(": ")
        if not packages.startswith("diversion "):
            found[name] = {package.split(":")[0] for package in packages.split(", ")}
    return found


def owners_of(paths):
    """The installed packages of each path; without paths that no package brought."""
    # /lib was merged into /usr/lib. Where a path is no package's, what it links to may be.
    spellings = {path: [str(path), str(path).removeprefix("/usr")] for path in paths}
    for path, names in spellings.items():
        names += [str(path.resolve()), str(path.resolve()).removeprefix("/usr")]
    found = search({name for names in spellings.values() for name in names})
    return {
        str(path): next(found[name] for name in names if name in found)
        for path, names in spellings.items()
        if any(name in found for name in names)
    }


@functools.lru_cache(maxsize=None)
def needs():
    """What each installed package depends on, and who provides a name; recommendations aside."""
    form = "${db:Status-Abbrev}|${Package}|${Pre-Depends}, ${Depends}|${Provides}\n"
    listed = subprocess.run(
        ["dpkg-query", "--show", "--showformat", form], capture_output=True, text=True, check=True
    )
    depends, provided = {}, {}
    for line in listed.stdout.splitlines():
        state, package, rest = line.split("|", 2)
        wanted, provides = rest.rsplit("|", 1)
        if not state.startswith("ii"):
            continue
        depends[package] = [names_in(group, "|") for group in wanted.split(",")]
        for name in (package, *names_in(provides, ",")):
            provided.setdefault(name, package)
    return depends, provided


def names_in(text, separator):
    return [name for part in text.split(separator) if (name := re.split(r"[ (:]", part.strip())[0])]


def brought_by(packages):
    """The packages that are installed with these; of alternatives, the first one that is there."""
    depends, provided = needs()
    brought, ahead = set(), list(packages)
    while ahead:
        package = provided.get(ahead.pop())
        if package is None or package in brought:
            continue
        brought.add(package)
        for group in depends[package]:
            ahead += [name for name in group if name in provided][:1]
    return brought


@pytest.mark.skipif(not (BUILD / "CMakeCache.txt").exists(), reason="nothing is built")
def test_every_file_that_the_build_uses_comes_from_a_package_that_is_named():
    named = run_script("packages.sh", "list", "build").split()
    brought = brought_by(named)
    paths = set(found_by_cmake())
    assert len(paths) > 20
    paths |= {file for folder in paths if folder.is_dir() for file in insisted_on(folder)}

    missing = {
        path: packages for path, packages in owners_of(paths).items() if not packages & brought
    }

    assert not missing, "add these packages to build_packages of scripts/lib/packages.sh"


def test_what_no_named_package_brings_is_noticed():
    named = run_script("packages.sh", "list", "build").split()
    without = [package for package in named if package != "protobuf-compiler-grpc"]

    assert "protobuf-compiler-grpc" not in brought_by(without)
    assert pathlib.Path("/usr/bin/grpc_cpp_plugin") in set(
        insisted_on(pathlib.Path("/usr/lib/x86_64-linux-gnu/cmake/grpc"))
    )
