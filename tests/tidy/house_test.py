"""`ls` tells the architecture, and every door has a sign."""

import os
import re
import subprocess

import pytest

from tests.tidy.source import ROOT, expect_none, files, find, lines, text, tracked


def headings(path):
    """(number, level) of each heading outside of code blocks."""
    fenced = False
    for number, line in lines(path):
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        elif not fenced and (found := re.match(r"(#{1,6}) ", line)):
            yield number, len(found.group(1))


def test_every_markdown_file_has_one_first_heading():
    expect_none(
        f"{path}: {count} headings of the first level -> exactly one, on the first line"
        for path in files(".md")
        if (count := sum(level == 1 for _, level in headings(path))) != 1
        or not text(path).startswith("# ")
    )


def test_links_between_documents_lead_somewhere():
    complaints = []
    for path in files(".md"):
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text(path)):
            if re.match(r"[a-z]+:", target):
                continue
            if not (ROOT / path.parent / target).exists():
                complaints.append(f"{path}: link to {target} -> nothing is there")
    expect_none(complaints)


def test_every_top_level_folder_has_a_readme():
    folders = {path.parts[0] for path in tracked() if len(path.parts) > 1}
    expect_none(
        f"{folder}/ -> add {folder}/README.md: what is here, in a few lines"
        for folder in sorted(folders)
        if not folder.startswith(".") and not (ROOT / folder / "README.md").exists()
    )


def test_every_service_has_a_readme():
    inside = [path for path in tracked() if path.parts[0] == "services" and len(path.parts) > 2]
    services = {path.parts[1] for path in inside}
    expect_none(
        f"services/{service}/ -> add a README.md: owns what, invariants, events, configuration"
        for service in sorted(services)
        if not (ROOT / "services" / service / "README.md").exists()
    )


def scripts():
    found = [path for path in tracked() if path.parts[0] in ("scripts", ".ci")]
    return [path for path in found if text(path).startswith("#!")]


@pytest.mark.parametrize("script", scripts(), ids=str)
def test_script_explains_itself(script):
    assert os.access(ROOT / script, os.X_OK), f"{script} -> chmod +x"
    done = subprocess.run(
        [ROOT / script, "--help"],
        capture_output=True,
        text=True,
        timeout=20,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, f"{script} --help: {done.stderr}"
    assert "Usage" in done.stdout or "usage" in done.stdout, f"{script} --help -> name its usage"
    # Help must be cheap and must change nothing.
    assert len(done.stdout.splitlines()) < 60


def test_shell_is_strict():
    expect_none(
        f"{script} -> set -euo pipefail"
        for script in scripts()
        if "bash" in text(script).splitlines()[0] and "\nset -euo pipefail\n" not in text(script)
    )


def test_nothing_tells_how_it_was_made():
    words = ("chat" + "gpt", "co" + "pilot", "large language " + "model", "as an " + "ai")
    paths = [path for path in tracked() if path.suffix not in (".png", ".svg", ".descriptors")]
    expect_none(find(rf"(?i)\b({'|'.join(words)})\b", paths, "leave it out"))


def test_python_names_what_it_imports_and_what_it_catches():
    pattern = r"^\s*(from \S+ import \*|except:)"
    expect_none(find(pattern, files(".py"), "name what you import and what you catch"))
