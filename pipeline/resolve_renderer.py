"""Resolve renderer: find what will lay the booklets out, so that finding another one rebuilds the renders only."""

from __future__ import annotations

from pipeline import stage
from pipeline.files import write_json
from pipeline.params import load_params
from pipeline.paths import RENDERER
from pipeline.renderer.resolution import resolve


def main() -> None:
    """Record which renderer is used here, with its version."""
    resolved = resolve(load_params().render.renderer)
    write_json(RENDERER, {"name": resolved.name, "version": resolved.version})


if __name__ == "__main__":
    stage.run(main)
