"""The bar: the mark, and what runs where."""

from __future__ import annotations

from html import escape

import gradio as gr

from backend.contracts.system import SystemReport

_MARK = (
    '<svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true"><defs><linearGradient id="pen-mark">'
    '<stop offset=".3" stop-color="currentColor" stop-opacity=".12"/><stop offset=".75" stop-color="currentColor"/>'
    '</linearGradient></defs><circle cx="16" cy="16" r="13" fill="url(#pen-mark)" stroke="currentColor" '
    'stroke-opacity=".5"/></svg>'
)


def draw() -> gr.HTML:
    """The bar, and in it the place that says what runs where."""
    with gr.Row(elem_classes="pen-bar"):
        gr.HTML(f'<h1 class="pen-mark">{_MARK}<span>Penumbra</span></h1>', js_on_load=None, scale=1)
        where = gr.HTML("", elem_classes="pen-where-box", js_on_load=None, scale=2)
        gr.HTML(
            '<button type="button" class="pen-theme" aria-label="Switch between dark and light">'
            '<span class="pen-to-light">Light</span><span class="pen-to-dark">Dark</span></button>',
            js_on_load="element.querySelector('button').addEventListener('click', () => window.penumbraTheme());",
            scale=0,
            min_width=60,
        )
    return where


def home(report: SystemReport) -> str:
    """Pack, device and memory in a line."""
    memory = report.memory
    held = (memory.models_bytes + memory.arrays_bytes) / 2**30
    allowed = (memory.models_budget_bytes + memory.arrays_budget_bytes) / 2**30
    waiting = sum(queue.waiting for queue in report.queues)
    cells = [report.pack, report.device, f"{held:.1f} of {allowed:.0f} GB"]
    if report.home != "this process":
        cells.append(report.home.removeprefix("http://"))
    if waiting:
        cells.append(f"{waiting} waiting")
    return _line(cells, "home")


def away(sentence: str) -> str:
    """The back end cannot be reached."""
    return f'<p class="pen-where pen-away" role="alert" title="{escape(sentence, quote=True)}">back end away</p>'


def _line(cells: list[str], state: str) -> str:
    spans = "".join(f"<span>{escape(cell)}</span>" for cell in cells)
    return f'<p class="pen-where" data-state="{state}">{spans}</p>'
