"""pytest for these tests: which ones run, what they share, and what they cost in processor time."""

import collections
import contextlib
import os
import resource

import pytest
from world import Project

# The names of the tests that are left out.
LEFT = pytest.StashKey()


def pytest_addoption(parser):
    parser.addoption("--all", action="store_true", help="run the long tests too, which are left out unless an option selects tests")


def pytest_xdist_auto_num_workers():
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    option = config.option
    selected = option.keyword or option.markexpr or config.args_source is pytest.Config.ArgsSource.ARGS
    if option.all or selected:
        return
    left = [item.nodeid for item in items if item.get_closest_marker("long")]
    items[:] = [item for item in items if not item.get_closest_marker("long")]
    leave(config, left)


def leave(config, names):
    """Tell who prints that these are left out: this process or, where this is one of several that run tests, the one that started it."""
    if hasattr(config, "workeroutput"):
        config.workeroutput["left"] = names
    else:
        config.stash[LEFT] = names
        config.hook.pytest_deselected(items=names)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    # They all have collected the same.
    if LEFT not in node.config.stash:
        leave(node.config, getattr(node, "workeroutput", {}).get("left", []))


def children():
    """Seconds of processor time of the programs that this process has started and waited for."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item):
    item.began = children()
    return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item):
    try:
        return (yield)
    finally:
        item.user_properties.append(("seconds", children() - item.began))


def pytest_terminal_summary(terminalreporter, config):
    by_function = collections.defaultdict(list)
    for name in config.stash.get(LEFT, []):
        function, _, parameters = name.rstrip("]").partition("[")
        by_function[function].append(parameters)
    for function, parameters in by_function.items():
        terminalreporter.line(f"left to `scripts/test --all`: {function} {' '.join(parameters)}".rstrip())
    costs = collections.Counter()
    for report in terminalreporter.stats.get("", []):
        if report.when == "teardown":
            costs[report.nodeid] += dict(report.user_properties).get("seconds", 0)
    terminalreporter.section(f"{sum(os.times()[:4]) / 60:.1f} minutes of processor time, most of it for")
    for name, seconds in costs.most_common(config.option.durations or 0):
        terminalreporter.line(f"{seconds:7.1f}s {name}")


@pytest.fixture
def project():
    """Makes copies of an example, which are removed after the test."""
    with contextlib.ExitStack() as stack:
        yield lambda *arguments, **options: stack.enter_context(Project(*arguments, **options))
