"""The results of extraction.py as pictures, where matplotlib is installed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import report
from calibration import expected_error, reliability
from corpus import is_installed
from report import Result
from systems import SYSTEMS


def draw(results: Sequence[Result], sets: Sequence[str], folder: Path) -> None:
    """``f1.png`` and, where a system states its confidence, ``calibration.png``."""
    if not is_installed("matplotlib"):
        print("\nmatplotlib is not installed: no plots.")
        return
    import matplotlib as mpl

    mpl.use("Agg")
    folder.mkdir(parents=True, exist_ok=True)
    _draw_f1(results, sets, folder / "f1.png")
    _draw_calibration(results, folder / "calibration.png")


def _draw_f1(results: Sequence[Result], sets: Sequence[str], path: Path) -> None:
    """A group of bars for each set, a bar for each system."""
    from matplotlib import pyplot as plt

    systems = list(report.of_system(results))
    figure, axes = plt.subplots(figsize=(12, 5), layout="constrained")
    for number, (name, found) in enumerate(systems):
        by_name, mean = report.set_scores(found, sets)
        heights = [by_name[key].f1 if key in by_name else 0.0 for key in sets] + [mean.f1]
        places = [group + (number + 0.5) * 0.85 / len(systems) for group in range(len(heights))]
        axes.bar(places, heights, 0.85 / len(systems), label=SYSTEMS[name].label.replace("`", ""))
    axes.set_xticks([group + 0.425 for group in range(len(sets) + 1)], [*sets, "mean"])
    axes.set(ylabel="word F1 of the body", ylim=(0.0, 1.0))
    axes.grid(axis="y", alpha=0.3)
    figure.legend(loc="outside right upper", fontsize="small")
    figure.savefig(path, dpi=120)
    plt.close(figure)


def _draw_calibration(results: Sequence[Result], path: Path) -> None:
    """Confidence across, truth up; the size of a dot is the number of pages."""
    from matplotlib import pyplot as plt

    found = {name: reliability(report.points(mine)) for name, mine in report.of_system(results)}
    found = {name: bins for name, bins in found.items() if bins}
    if not found:
        return
    figure, axes = plt.subplots(figsize=(6, 6), layout="constrained")
    axes.plot([0, 1], [0, 1], color="grey", linewidth=1, label="confidence = truth")
    for name, bins in found.items():
        across, up = [b.confidence for b in bins], [b.placed for b in bins]
        pages = sum(b.pages for b in bins)
        lines = axes.plot(across, up, label=f"{SYSTEMS[name].label} (error {expected_error(bins):.3f})")
        axes.scatter(across, up, [15 + 300 * b.pages / pages for b in bins], color=lines[0].get_color())
    axes.set(xlabel="confidence of the page", ylabel="share of its characters rightly placed", xlim=(0, 1), ylim=(0, 1))
    axes.grid(alpha=0.3)
    axes.legend(loc="upper left")
    figure.savefig(path, dpi=120)
    plt.close(figure)
