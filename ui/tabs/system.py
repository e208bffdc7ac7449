"""The System tab: what is loaded, what it holds, what waits, and in which versions. A page to read, no form."""

from __future__ import annotations

from html import escape

import gradio as gr

from backend.contracts.system import QueueReport, ServiceReport, SlotReport, SystemReport


def draw() -> gr.HTML:
    """The page; `page` and `away` fill it."""
    return gr.HTML("", elem_classes="pen-system-box", elem_id="system-page", js_on_load=None)


def away(sentence: str) -> str:
    """The back end cannot be reached."""
    return f'<p class="pen-notice pen-problem" role="alert">{escape(sentence)}</p>'


def page(report: SystemReport) -> str:
    """The report as a page."""
    memory = report.memory
    return (
        '<div class="pen-system">'
        + _section("Where", _facts(report))
        + _section(
            "Memory",
            _meter("Models on the device", memory.models_bytes, memory.models_budget_bytes)
            + _meter("Pictures held", memory.arrays_bytes, memory.arrays_budget_bytes)
            + f'<p class="pen-soft">The whole process holds {_size(memory.process_bytes)}.</p>',
        )
        + _section("Queue", _queues(report.queues))
        + _section("Services", _services(report.services))
        + _section("Slots", _slots(report))
        + _section("Versions", _versions(report.versions))
        + "</div>"
    )


def _section(title: str, body: str) -> str:
    return f'<section><h2 class="pen-head">{title}</h2>{body}</section>'


def _facts(report: SystemReport) -> str:
    facts = [
        ("Back end", report.home),
        ("Device", report.device),
        ("Threads", str(report.threads)),
        ("Pack", report.pack),
    ]
    return _list(facts)


def _versions(versions: dict[str, str]) -> str:
    return _list(list(versions.items()))


def _list(pairs: list[tuple[str, str]]) -> str:
    cells = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in pairs)
    return f'<dl class="pen-facts">{cells}</dl>'


def _meter(title: str, held: int, allowed: int) -> str:
    share = min(1.0, held / allowed)
    return (
        f'<div class="pen-meter"><span>{title}</span><span class="pen-mono">{_size(held)} of {_size(allowed)}</span>'
        f'<span class="pen-meter-bar" role="meter" aria-label="{title}" aria-valuemin="0" aria-valuemax="1" '
        f'aria-valuenow="{share:.3f}"><span style="width:{share:.1%}"></span></span></div>'
    )


def _queues(queues: tuple[QueueReport, ...]) -> str:
    rows = [
        (queue.device, queue.running or "idle", str(queue.waiting), str(queue.finished), str(queue.failed))
        for queue in queues
    ]
    return _table(("Device", "Working on", "Waiting", "Finished", "Failed or cancelled"), rows)


def _services(services: tuple[ServiceReport, ...]) -> str:
    rows = [
        (service.title, ", ".join(action.name for action in service.actions), service.origin) for service in services
    ]
    return _table(("Service", "Actions", "Configured by"), rows)


def _slots(report: SystemReport) -> str:
    if not report.slots:
        return (
            f'<p class="pen-soft">The {escape(report.pack.lower())} has no trained model yet: '
            "the methods of Relight need none.</p>"
        )
    return _table(("Slot", "Model", "State", "Size", "Licence", "From"), [_slot(slot) for slot in report.slots])


def _slot(slot: SlotReport) -> tuple[str, ...]:
    state = "on the device" if slot.loaded else "installed" if slot.installed else "not installed"
    return slot.slot, slot.title, state, _size(slot.size_bytes), slot.licence, slot.source


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    titles = "".join(f'<th scope="col">{title}</th>' for title in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<div class="pen-table"><table><thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table></div>'


def _size(count: int) -> str:
    if count >= 2**30:
        return f"{count / 2**30:.1f} GB"
    return f"{count / 2**20:.0f} MB"
