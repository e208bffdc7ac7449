"""The small texts around the stage: what is being done, what went wrong, and the line of figures."""

from __future__ import annotations

from html import escape

import gradio as gr


def notice_box() -> gr.HTML:
    """Where one sentence tells of an error or of something done, next to the controls."""
    return gr.HTML("", elem_classes="pen-notice-box", js_on_load=None)


def problem(sentence: str) -> str:
    """A sentence about something that went wrong."""
    return f'<p class="pen-notice pen-problem" role="alert">{escape(sentence)}</p>'


def remark(*sentences: str) -> str:
    """Sentences about something that was done; nothing for none."""
    if not sentences:
        return ""
    return f'<p class="pen-notice" role="status">{escape(" ".join(sentences))}</p>'


def progress_box() -> gr.HTML:
    """The determinate bar over the stage."""
    return gr.HTML(idle(), elem_classes="pen-progress-box", js_on_load=None)


def idle() -> str:
    """No work is being done."""
    return '<div class="pen-progress" data-state="idle"></div>'


def busy(doing: str, fraction: float | None = None) -> str:
    """`doing` is being done; `fraction` (0 to 1) of it is over, where that is known."""
    width = "" if fraction is None else f' style="width:{fraction:.1%}"'
    state = "waiting" if fraction is None else "working"
    share = "" if fraction is None else f" {fraction:.0%}"
    return (
        f'<div class="pen-progress" data-state="{state}" role="status" aria-live="polite">'
        f'<span class="pen-progress-bar"><span{width}></span></span>'
        f"<span>{escape(doing)}{share}</span></div>"
    )


def figures_box() -> gr.HTML:
    """The line of figures under the stage."""
    return gr.HTML("", elem_classes="pen-figures-box", js_on_load=None)


def figures(pairs: list[tuple[str, str, str]]) -> str:
    """Figures as (label, value, tooltip)."""
    cells = "".join(
        f'<div title="{escape(tip, quote=True)}"><dt>{escape(label)}</dt><dd>{escape(value)}</dd></div>'
        for label, value, tip in pairs
    )
    return f'<dl class="pen-figures">{cells}</dl>'
