"""pytest for these tests: which ones run, what they share, and what they cost in processor time."""

import collections
import contextlib
import os
import resource
import time

import pytest
from world import Project

# One of these is run within half an hour.
SHARES = 8
# The names of the tests that are left out, and the time after which no long test begins.
LEFT, DEADLINE = pytest.StashKey(), pytest.StashKey()


def pytest_addoption(parser):
    group = parser.getgroup("long tests")
    group.addoption("--all", action="store_true", help="run them too; they are left out unless an option selects tests")
    group.addoption("--share", type=int, metavar="N", help=f"run the N-th of {SHARES} shares of them, and no others; N may be greater")
    group.addoption("--minutes", type=float, default=float("inf"), help="skip those that would begin later than this")


def pytest_configure(config):
    config.stash[DEADLINE] = time.monotonic() + 60 * config.option.minutes


def pytest_xdist_auto_num_workers():
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    option = config.option
    if option.share is not None:
        items[:] = share(items, option.share)
        return
    selected = option.keyword or option.markexpr or config.args_source is pytest.Config.ArgsSource.ARGS
    if option.all or selected:
        return
    left = [item.nodeid for item in items if is_left(item)]
    items[:] = [item for item in items if not is_left(item)]
    leave(config, left)


def is_left(item):
    """Whether a run leaves it to `--all`."""
    return bool(item.get_closest_marker("long") or item.get_closest_marker("wide"))


def share(items, number):
    """Those of the long tests whose turn it is. Tests of one target, or of one xdist_group, stay together: they share what they build."""
    units = collections.defaultdict(list)
    for item in items:
        if item.get_closest_marker("long"):
            group = item.get_closest_marker("xdist_group")
            alias = item.callspec.params.get("alias") if hasattr(item, "callspec") else None
            units[group.args[0] if group else alias or item.originalname].append(item)
    names = sorted(units)[number % SHARES :: SHARES]
    return [item for name in names for item in units[name]]


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
    if item.get_closest_marker("long") and time.monotonic() > item.config.stash[DEADLINE]:
        pytest.skip("no time is left to begin it")
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
    if config.option.share is not None:
        terminalreporter.line(f"share {config.option.share % SHARES} of {SHARES} of the long tests")
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
