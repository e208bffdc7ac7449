"""What the Relight tab does on each press. Every method is a generator of updates by component."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from backend.contracts.arrays import ArrayRef
from backend.contracts.client import BackendClient, JobHandle
from backend.contracts.errors import ArrayGone
from backend.contracts.jobs import JobEvent, Preview
from backend.contracts.relight import Light, RenderResult

from ..components import notes, strip
from ..components.stage import pair
from ..components.strip import Cell, event_id
from ..examples import Examples
from ..pages import Show, Update, follow, tell
from ..sessions import Sessions, Source, Tickets
from ..uploads import open_source, take
from .relight_desk import SERVICE, Asker, Desk, Look, figures_of, look_of_recipe, remembered, settings_of
from .relight_files import EXTENSIONS, MEDIA_TYPES, relight_many, result_name

if TYPE_CHECKING:
    from .relight import RelightParts

Handler = Callable[..., Iterator[Update]]


def _told(method: Handler) -> Handler:
    """The method with its errors told on the page."""

    @functools.wraps(method)
    def bound(self: RelightWork, *inputs: Any) -> Iterator[Update]:
        yield from tell(self.parts.status, method(self, *inputs), method.__name__)

    return bound


class RelightWork:
    """The tab's handlers. `parts` is set once the tab is drawn."""

    parts: RelightParts

    def __init__(self, client: BackendClient, sessions: Sessions, tickets: Tickets) -> None:
        self.client = client
        self.sessions = sessions
        self.tickets = tickets
        self.asker = Asker(client)
        self.examples = Examples(client, SERVICE)

    @_told
    def greet(self, _: Desk | None, token: str | None, settings: dict[str, Any] | None) -> Iterator[Update]:
        """A page was opened or reloaded: what was on the stage comes back, or else the first example, relit."""
        desk = Desk(self.sessions.open(token))
        yield {self.parts.desk: desk, self.parts.token: desk.session.token, self.parts.status.notice: ""}
        yield {self.parts.examples: strip.cells("Example:", self.examples.cells())}
        look = desk.session.last_looks.get(SERVICE)
        if look is not None and look.source_key in desk.session.sources:
            yield from self._show(desk, look)
            return
        source, desk.reference = self.examples.source(self.examples.first())
        desk.session.add_source(source)
        yield from self._show(desk, remembered(settings, source.key))

    @_told
    def open_upload(self, desk: Desk, path: str) -> Iterator[Update]:
        """A file was chosen or dropped: a photo to relight, or a saved result whose settings come back."""
        yield self.parts.status.working("opening")
        source = open_source(self.client, take(path), Path(path).name)
        recipe = source.opened.recipe
        restored = None if recipe is None else look_of_recipe(recipe, recipe.inputs.get("image", ""))
        if restored is None:
            yield from self._show_source(desk, source, None)
        elif restored.source_key in desk.session.sources:
            note = "The settings are back, and the photo that they were made from."
            yield from self._show(desk, restored, notes.remark(note))
        else:
            note = (
                f"The settings of {source.name} are back. The photo that it was made from is not in this history: "
                "open it to see them on it."
            )
            yield from self._show(desk, replace(restored, source_key=desk.source.key), notes.remark(note))

    @_told
    def open_example(self, desk: Desk, event: gr.EventData) -> Iterator[Update]:
        """An example was pressed."""
        example_id = event_id(event)
        if example_id in self.examples:
            source, reference = self.examples.source(example_id)
            yield from self._show_source(desk, source, reference)

    @_told
    def pick(self, desk: Desk, event: gr.EventData) -> Iterator[Update]:
        """A result of the history was pressed: it comes back with its settings."""
        yield from self._show(desk, desk.session.entry(event_id(event)).look)

    @_told
    def star(self, desk: Desk, event: gr.EventData) -> Iterator[Update]:
        """A result was marked as a favourite, or unmarked."""
        desk.session.toggle_favourite(event_id(event))
        yield {self.parts.history: self._history(desk)}

    @_told
    def remove(self, desk: Desk, event: gr.EventData) -> Iterator[Update]:
        """A result was taken out of the history."""
        desk.session.remove(event_id(event))
        yield {self.parts.history: self._history(desk)}

    @_told
    def slide(
        self, desk: Desk, view: str, strength: float, warmth: float, exposure: float, method: str, file_format: str
    ) -> Iterator[Update]:
        """A slider moves: the stage follows from the kept prediction."""
        desk.look = replace(desk.source_look(), light=Light(strength=strength, warmth=warmth, exposure=exposure))
        settings = settings_of(desk.look, file_format)
        if view != "relit":
            yield {self.parts.settings: settings}
            return
        self._take(desk, self.asker.preview(desk, desk.look))
        yield {
            self.parts.stage: self.asker.pair_of(desk.last),
            self.parts.figures: self._figures(desk),
            self.parts.undo: gr.update(interactive=True),
            self.parts.settings: settings,
        }

    @_told
    def settle(self, desk: Desk) -> Iterator[Update]:
        """A slider was let go: one step of undo, and the reference is compared again."""
        yield self._stepped(desk)
        if desk.reference is not None:
            desk.score = self.asker.score(desk)
            yield {self.parts.figures: self._figures(desk)}

    @_told
    def change_method(
        self, desk: Desk, strength: float, warmth: float, exposure: float, method: str, file_format: str
    ) -> Iterator[Update]:
        """Another method was chosen: its prediction is made."""
        light = Light(strength=strength, warmth=warmth, exposure=exposure)
        look = replace(desk.source_look(), method=method, light=light)
        yield {self.parts.settings: settings_of(look, file_format)}
        yield from self._show(desk, look)

    @_told
    def remember(
        self, desk: Desk, strength: float, warmth: float, exposure: float, method: str, file_format: str
    ) -> Iterator[Update]:
        """Another file format was chosen: it survives a reload."""
        yield {self.parts.settings: settings_of(desk.source_look(), file_format)}

    @_told
    def show_view(self, desk: Desk, view: str) -> Iterator[Update]:
        """The stage shows the relit picture, the light added, or what is burnt out, beside the photo."""
        if view == "relit":
            self._take(desk, self.asker.preview(desk, desk.source_look()))
            yield {self.parts.stage: self.asker.pair_of(desk.last), self.parts.figures: self._figures(desk)}
        else:
            shown, legend = self.asker.map_pair(desk, view)
            yield {self.parts.stage: shown, self.parts.figures: notes.figures([*figures_of(desk), legend])}

    @_told
    def undo(self, desk: Desk) -> Iterator[Update]:
        """One step back."""
        self._stepped(desk)
        look = desk.timeline.undo()
        if look is not None:
            yield from self._show(desk, look, step=False)

    @_told
    def redo(self, desk: Desk) -> Iterator[Update]:
        """One step forward again."""
        look = desk.timeline.redo()
        if look is not None:
            yield from self._show(desk, look, step=False)

    @_told
    def reset(self, desk: Desk) -> Iterator[Update]:
        """The sliders go back to where they start; the picture and the method stay."""
        yield from self._show(desk, replace(desk.source_look(), light=Light()))

    @_told
    def keep(self, desk: Desk) -> Iterator[Update]:
        """What is on the stage goes into the history."""
        self._take(desk, self.asker.preview(desk, desk.source_look()))
        yield self._kept(desk, desk.last.image)

    @_told
    def run(self, desk: Desk) -> Iterator[Update]:
        """Relights the picture on the stage as everything stands now."""
        yield from self._show(desk, desk.source_look())

    def cancel(self, desk: Desk | None) -> None:
        """Stops what is being done."""
        if desk is not None:
            desk.cancel()

    @_told
    def set_reference(self, desk: Desk, path: str) -> Iterator[Update]:
        """A reference was given: the figures say how close we come to it."""
        data = take(path)
        reference = open_source(self.client, data, Path(path).name)
        before, desk.reference = desk.reference, reference
        try:
            desk.score = self.asker.score(desk)
        except Exception:
            desk.reference = before
            raise
        yield {self.parts.figures: self._figures(desk), self.parts.status.notice: ""}

    @_told
    def drop_reference(self, desk: Desk) -> Iterator[Update]:
        """The reference is taken away."""
        desk.reference = desk.score = None
        yield {self.parts.figures: self._figures(desk)}

    @_told
    def download(self, desk: Desk, file_format: str) -> Iterator[Update]:
        """Renders the full resolution and hands it over as a file."""
        look = desk.source_look()
        yield {self.parts.ticket: "", self.parts.status.notice: ""}
        source = desk.source
        result = yield from self._job(desk, source, functools.partial(self.asker.start_render, look), self._bar)
        yield self.parts.status.working(f"writing the {EXTENSIONS[file_format].upper()} file")
        data = self.asker.file(source.opened, result, file_format)
        path = self.tickets.new_path()
        path.write_bytes(data)
        name = result_name(source.name, file_format)
        ticket = self.tickets.issue(path, name, MEDIA_TYPES[file_format])
        width, height = result.image.size
        note = f"{name}: {width} × {height}, {len(data) / 1e6:.1f} MB."
        yield {
            **self.parts.status.over(notes.remark(note)),
            **self._kept(desk, result.image),
            self.parts.ticket: ticket,
        }

    @_told
    def batch(self, desk: Desk, paths: list[str], file_format: str) -> Iterator[Update]:
        """Relights many photos as the sliders stand, into one ZIP."""
        look = desk.source_look()
        yield {self.parts.ticket: "", self.parts.status.notice: ""}
        desk.begin()
        path = self.tickets.new_path()
        done = yield from relight_many(self.asker, desk, look, paths, file_format, path, self._bar)
        ticket = self.tickets.issue(path, "penumbra-relit.zip", "application/zip")
        yield {**self.parts.status.over(notes.remark(*done)), self.parts.ticket: ticket}

    def _show_source(self, desk: Desk, source: Source, reference: Source | None) -> Iterator[Update]:
        desk.session.add_source(source)
        desk.reference, desk.score = reference, None
        settings = desk.look or Look(source.key)
        remark = notes.remark(*source.opened.notes)
        yield from self._show(desk, replace(settings, source_key=source.key), remark)

    def _show(self, desk: Desk, look: Look, notice: str = "", *, step: bool = True) -> Iterator[Update]:
        """Puts `look` on the stage, predicting where that was not done yet, and sets every control to it."""
        source = desk.session.source(look.source_key)
        started = time.perf_counter()
        result = yield from self._job(desk, source, functools.partial(self.asker.start_preview, look), self._stage)
        changed_picture = desk.look is None or desk.look.source_key != look.source_key
        desk.look = look
        self._take(desk, result, time.perf_counter() - started)
        if changed_picture and desk.reference is not None and desk.score is not None:
            desk.reference = desk.score = None
        update = self._stepped(desk) if step else self._steps(desk)
        kept = self._kept(desk, result.image) if changed_picture or result.predicted else {}
        yield {
            **self.parts.status.over(notice),
            **update,
            **kept,
            **dict(zip(self.parts.sliders, (look.light.strength, look.light.warmth, look.light.exposure), strict=True)),
            self.parts.method: look.method,
            self.parts.view: "relit",
            self.parts.stage: self.asker.pair_of(desk.last),
            self.parts.figures: self._figures(desk),
        }
        if desk.reference is not None:
            desk.score = self.asker.score(desk)
            yield {self.parts.figures: self._figures(desk)}

    def _job(self, desk: Desk, source: Source, start: Callable[[ArrayRef], JobHandle], show: Show) -> Iterator[Update]:
        """Follows a render of `source`, giving its file to the back end again where it has forgotten the pixels."""
        desk.begin()
        yield self.parts.status.working("sending")
        try:
            return (yield from follow(desk, start(source.image), RenderResult, show))
        except ArrayGone:
            source.opened = self.client.open_image(source.data, source.name)
            return (yield from follow(desk, start(source.image), RenderResult, show))

    def _bar(self, doing: str, fraction: float | None, _: JobEvent) -> Update:
        return self.parts.status.working(doing, fraction)

    def _stage(self, doing: str, fraction: float | None, event: JobEvent) -> Update:
        update = self._bar(doing, fraction, event)
        if isinstance(event, Preview):
            picture = self.client.get(event.image)
            update[self.parts.stage] = pair(picture, picture)
        return update

    def _take(self, desk: Desk, result: RenderResult, seconds: float | None = None) -> None:
        desk.last = result
        desk.seconds = result.seconds if seconds is None else seconds

    def _stepped(self, desk: Desk) -> Update:
        desk.timeline.push(desk.source_look())
        desk.session.last_looks[SERVICE] = desk.source_look()
        return self._steps(desk)

    def _steps(self, desk: Desk) -> Update:
        return {
            self.parts.undo: gr.update(interactive=desk.timeline.can_undo),
            self.parts.redo: gr.update(interactive=desk.timeline.can_redo),
        }

    def _kept(self, desk: Desk, image: ArrayRef) -> Update:
        desk.session.keep(self.asker.entry(desk, image))
        return {self.parts.history: self._history(desk)}

    def _history(self, desk: Desk) -> str:
        mine = [entry for entry in desk.session.entries if entry.tab == SERVICE]
        mine.sort(key=lambda entry: not entry.favourite)
        items = [
            Cell(entry.id, entry.title, entry.thumbnail, star=entry.favourite, current=entry.look == desk.look)
            for entry in mine
        ]
        return strip.cells("Result:", items)

    def _figures(self, desk: Desk) -> str:
        return notes.figures(figures_of(desk))
