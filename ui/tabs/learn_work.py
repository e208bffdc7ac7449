"""What the Learn tab does on each press. Every method is a generator of updates by component."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from backend.contracts.client import BackendClient
from backend.contracts.errors import BadInput
from backend.contracts.jobs import Curves, JobEvent, Preview
from backend.contracts.learn import RivalResult, TrainResult

from ..components import charts, notes, strip
from ..components.strip import Cell, event_id
from ..examples import FOLDER
from ..pages import Update, follow, tell
from ..sessions import Sessions, Tickets
from ..uploads import open_source, take
from .learn_desk import SERVICE, Asker, Study, Viewing, figures_of

if TYPE_CHECKING:
    from .learn import LearnParts

MAP, FIELD, RIVALS, CODEC = "map", "field", "rivals", "codec"
INDEXED = {"traversal", "between", "corrupted", "nearest"}
MOST_PICTURES = 2000
FIELD_NOISE = 0.06
CODEC_EXAMPLES = tuple(FOLDER / name for name in ("portrait-1.png", "portrait-2.png"))


def _told(method: Callable[..., Iterator[Update]]) -> Callable[..., Iterator[Update]]:
    """The method with its errors told on the page."""

    @functools.wraps(method)
    def bound(self: LearnWork, *inputs: Any) -> Iterator[Update]:
        yield from tell(self.parts.status, method(self, *inputs), method.__name__)

    return bound


class LearnWork:
    """The tab's handlers. `parts` is set once the tab is drawn."""

    parts: LearnParts

    def __init__(self, client: BackendClient, sessions: Sessions, tickets: Tickets) -> None:
        self.client = client
        self.sessions = sessions
        self.tickets = tickets
        self.asker = Asker(client)

    @_told
    def greet(self, study: Study | None, token: str | None, *settings: Any) -> Iterator[Update]:
        """The tab was opened: the first time it trains what its controls say, so that there is something to explore."""
        yield from self.size(*(slider.value for slider in self.parts.sizes))
        if study is not None:
            return
        study = Study(self.sessions.open(token))
        yield {self.parts.study: study, self.parts.token: study.session.token}
        kept = [entry for entry in study.session.entries if entry.tab == SERVICE]
        if kept:
            study.run = kept[0].look
            yield {self.parts.history: self._history(study)}
            yield from self._shown(study, Viewing(MAP))
        else:
            yield from self._trained(study, MAP, settings)

    @_told
    def train(self, study: Study, exhibit: str, *settings: Any) -> Iterator[Update]:
        """Trains what the controls say, showing reconstructions and curves as they come."""
        yield from self._trained(study, exhibit, settings)

    def cancel(self, study: Study | None) -> None:
        """Stops what is being done."""
        if study is not None:
            study.cancel()

    @_told
    def view(self, study: Study, *view: Any) -> Iterator[Update]:
        """Another exhibit was chosen, or one of its controls moved."""
        yield from self._shown(study, Viewing(*view))

    @_told
    def others(self, study: Study, exhibit: str, *rest: Any) -> Iterator[Update]:
        """The same exhibit with other chances: new samples, other pictures, another network trained."""
        study.turn += 1
        viewing = Viewing(exhibit, *rest[: len(rest) - len(self.parts.controls)])
        if exhibit == RIVALS:
            yield from self._rival(study, viewing, self._settings(rest[-len(self.parts.controls) :]))
        else:
            yield from self._shown(study, viewing)

    @_told
    def decode(self, study: Study, event: gr.EventData) -> Iterator[Update]:
        """A place of the map was pressed: it is decoded exactly."""
        x, y = float(event.x), float(event.y)
        address = self.asker.decode(study.current(), x, y)
        shown = (
            f'<figure class="pen-exhibit pen-small"><img class="pen-pixels" src="{address}" alt="The decoded point">'
            f"<figcaption>decoded at {x:.2f}, {y:.2f}</figcaption></figure>"
        )
        yield {self.parts.decoded: shown}

    @_told
    def pick(self, study: Study, event: gr.EventData) -> Iterator[Update]:
        """A kept run was pressed: it comes back onto the stage, on its map."""
        study.run = study.session.entry(event_id(event)).look
        yield from self._shown(study, Viewing(MAP), {self.parts.history: self._history(study), self.parts.exhibit: MAP})

    @_told
    def star(self, study: Study, event: gr.EventData) -> Iterator[Update]:
        """A run was marked as a favourite, or unmarked."""
        study.session.toggle_favourite(event_id(event))
        yield {self.parts.history: self._history(study)}

    @_told
    def remove(self, study: Study, event: gr.EventData) -> Iterator[Update]:
        """A run was taken out of the history."""
        study.session.remove(event_id(event))
        yield {self.parts.history: self._history(study)}

    @_told
    def fit_controls(self, data: str, constraint: str) -> Iterator[Update]:
        """Only the controls that concern the choice are shown."""
        controls = self.parts.controls
        yield {
            self.parts.upload: gr.update(visible=data == "own"),
            controls["weight"]: gr.update(visible=constraint not in ("plain", "denoising")),
            controls["noise"]: gr.update(visible=constraint == "denoising"),
            controls["level"]: gr.update(visible=constraint == "denoising"),
        }

    @_told
    def gather(self, study: Study, paths: list[str]) -> Iterator[Update]:
        """Pictures of one's own were chosen."""
        yield self.parts.status.working(f"reading {len(paths)} pictures")
        files = [(take(path), Path(path).name) for path in paths]
        if len(files) > MOST_PICTURES:
            raise BadInput(f"That is {len(files)} pictures; up to {MOST_PICTURES} are taken.")
        study.own = self.asker.gather(files)
        yield self.parts.status.over(notes.remark(f"{len(files)} pictures are ready to be learnt from: press Train."))

    @_told
    def size(self, size: int, kernel: int, stride: int, padding: int) -> Iterator[Update]:
        """The size formulas with these numbers in them."""
        found = self.asker.sizes(int(size), int(kernel), int(stride), int(padding))
        yield {self.parts.sized: charts.sizes(int(size), found.convolved, found.transposed, found.output_padding)}

    @_told
    def pin(self, study: Study, *view: Any) -> Iterator[Update]:
        """The run on the stage stays beside the next one, or is taken away again."""
        study.pinned = None if study.pinned is not None else study.current()
        yield {self.parts.pin: "Unpin" if study.pinned is not None else "Pin beside"}
        yield from self._shown(study, Viewing(*view))

    @_told
    def export(self, study: Study) -> Iterator[Update]:
        """The run on the stage as a file, its settings and recipe inside."""
        yield {self.parts.ticket: ""}
        path = self.tickets.new_path()
        path.write_bytes(self.asker.export(study.current()))
        name = f"penumbra-{study.current().title.replace(', ', '-').replace(' ', '-')}.safetensors"
        ticket = self.tickets.issue(path, name, "application/octet-stream")
        yield {self.parts.ticket: ticket, self.parts.status.notice: notes.remark(f"{name} is on its way.")}

    def _trained(self, study: Study, exhibit: str, settings: tuple[Any, ...]) -> Iterator[Update]:
        study.begin()
        yield {**self.parts.status.working("preparing"), self.parts.status.notice: ""}
        handle = self.asker.start_training(study, self._settings(settings))
        run = yield from follow(study, handle, TrainResult, self._training)
        study.run = run
        study.session.keep(self.asker.entry(run))
        shown = MAP if exhibit in (FIELD, RIVALS, CODEC) else exhibit
        over = {**self.parts.status.over(), self.parts.history: self._history(study), self.parts.exhibit: shown}
        yield from self._shown(study, Viewing(shown), over)

    def _rival(self, study: Study, viewing: Viewing, settings: dict[str, Any]) -> Iterator[Update]:
        study.begin()
        yield {**self.parts.status.working("preparing"), self.parts.status.notice: ""}
        handle = self.asker.start_rival(study, settings, viewing.rival)
        result = yield from follow(study, handle, RivalResult, self._training)
        yield {
            **self.parts.status.over(),
            self.parts.left: self.asker.rival(result),
            self.parts.chart: charts.curves(result.steps, result.curves, x_title="step"),
        }

    def _settings(self, values: tuple[Any, ...]) -> dict[str, Any]:
        return dict(zip(self.parts.controls, values, strict=True))

    def _training(self, doing: str, fraction: float | None, event: JobEvent) -> Update:
        update = self.parts.status.working(doing, fraction)
        if isinstance(event, Curves):
            update[self.parts.chart] = charts.curves(event.x, event.y, x_title="step")
        elif isinstance(event, Preview):
            picture = self.asker.picture(event.image, "What it makes of pictures that it has not seen, so far")
            update[self.parts.left] = gr.update(value=f'<figure class="pen-exhibit">{picture}</figure>', visible=True)
            update[self.parts.map] = gr.update(visible=False)
        return update

    def _shown(self, study: Study, viewing: Viewing, besides: Update | None = None) -> Iterator[Update]:
        """Puts an exhibit on the stage, and with it `besides`: what belongs together changes together."""
        exhibit = viewing.exhibit
        controls = {**self._exhibit_controls(exhibit), **(besides or {}), self.parts.decoded: ""}
        if exhibit == FIELD:
            yield {**self.parts.status.working("learning to undo noise"), **controls}
            drawing = self.asker.field(viewing.toy, FIELD_NOISE)
            yield {**self.parts.status.over(), self.parts.left: gr.update(value=drawing, visible=True)}
            return
        if exhibit == CODEC:
            yield from self._codec(study, viewing.share, controls)
            return
        if exhibit == RIVALS:
            hint = '<p class="pen-hint">Choose one and press the button: it learns from the same pictures.</p>'
            yield {**controls, self.parts.left: gr.update(value=hint, visible=True)}
            return
        run = study.current()
        about = {
            **controls,
            self.parts.chart: charts.curves(run.steps, run.curves, x_title="step"),
            self.parts.figures: notes.figures(figures_of(run)),
        }
        if exhibit == MAP:
            yield {**about, self.parts.map: gr.update(value=self.asker.map_value(run), visible=True)}
            return
        shown = self.asker.exhibit(run, viewing, study.turn)
        beside = None if study.pinned is None else self.asker.exhibit(study.pinned, viewing, study.turn)
        yield {
            **about,
            self.parts.left: gr.update(value=shown, visible=True),
            self.parts.right: gr.update(value=beside or "", visible=beside is not None),
        }

    def _codec(self, study: Study, share: float, besides: Update) -> Iterator[Update]:
        if not study.codec_pictures:
            study.codec_pictures = [open_source(self.client, file.read_bytes(), file.name) for file in CODEC_EXAMPLES]
        shown = self.asker.codec(study, share)
        yield {**besides, self.parts.left: gr.update(value=shown, visible=True)}

    @_told
    def choose_codec_pictures(self, study: Study, paths: list[str], share: float) -> Iterator[Update]:
        """Pictures for the codec were chosen: the first, and where there are two, where it walks to."""
        files = [(take(path), Path(path).name) for path in paths]
        study.codec_pictures = [open_source(self.client, data, name) for data, name in files[:2]]
        yield from self._codec(study, share, {self.parts.status.notice: ""})

    def _exhibit_controls(self, exhibit: str) -> Update:
        shown = {
            self.parts.index: exhibit in INDEXED,
            self.parts.other: exhibit == "between",
            self.parts.level: exhibit == "corrupted",
            self.parts.again: exhibit in ("samples", "reconstructions", "few-labels", RIVALS),
            self.parts.toy: exhibit == FIELD,
            self.parts.rival: exhibit == RIVALS,
            self.parts.share: exhibit == CODEC,
            self.parts.codec_upload: exhibit == CODEC,
            self.parts.right: False,
            self.parts.map: exhibit == MAP,
            self.parts.left: exhibit != MAP,
        }
        update: Update = {component: gr.update(visible=visible) for component, visible in shown.items()}
        label = "Train it" if exhibit == RIVALS else "Others"
        update[self.parts.again] = gr.update(visible=shown[self.parts.again], value=label)
        return update

    def _history(self, study: Study) -> str:
        mine = [entry for entry in study.session.entries if entry.tab == SERVICE]
        mine.sort(key=lambda entry: not entry.favourite)
        current = None if study.run is None else study.run.run
        return strip.cells(
            "Run:",
            [
                Cell(entry.id, entry.title, entry.thumbnail, star=entry.favourite, current=entry.look.run == current)
                for entry in mine
            ],
        )
