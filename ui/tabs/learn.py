"""The Learn tab: what stands where, and what happens on which press."""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr

from backend.contracts.learn import CodecRequest, ExhibitRequest, FieldRequest, RivalRequest, SizesRequest, TrainRequest

from ..components import atlas, fields, notes, strip
from ..downloads import FETCH
from ..pages import Status
from .learn_work import CODEC, FIELD, MAP, RIVALS, LearnWork


@dataclass(frozen=True)
class LearnParts:
    """The tab's components by what they are for."""

    study: gr.State
    exhibit: gr.Radio
    map: gr.HTML
    decoded: gr.HTML
    left: gr.HTML
    right: gr.HTML
    index: gr.Slider
    other: gr.Slider
    level: gr.Slider
    again: gr.Button
    toy: gr.Radio
    rival: gr.Radio
    share: gr.Slider
    codec_upload: gr.UploadButton
    chart: gr.HTML
    figures: gr.HTML
    history: gr.HTML
    controls: dict[str, gr.components.Component]
    upload: gr.UploadButton
    sizes: list[gr.Slider]
    sized: gr.HTML
    pin: gr.Button
    export: gr.Button
    ticket: gr.Textbox
    status: Status
    token: gr.BrowserState

    @property
    def everything(self) -> set[gr.blocks.Block]:
        """Every component that a handler may change."""
        shown = {value for value in vars(self).values() if isinstance(value, gr.blocks.Block)}
        return shown | set(self.controls.values()) | {
            self.status.progress, self.status.notice, self.status.run, self.status.cancel,
        }  # fmt: skip


def draw(token: gr.BrowserState) -> LearnParts:
    """Lays the tab out. Call it inside its `gr.Tab`."""
    found: dict[str, object] = {"study": gr.State(None), "token": token}
    with gr.Row(elem_classes="pen-room"):
        with gr.Column(scale=7, elem_classes="pen-stage"):
            progress = notes.progress_box()
            _draw_stage(found)
        with gr.Column(scale=3, min_width=320, elem_classes="pen-inspector"):
            _draw_inspector(found)
            notice = notes.notice_box()
            with gr.Row(elem_classes="pen-steps"):
                found["pin"] = gr.Button("Pin beside", elem_id="learn-pin", min_width=60)
                found["export"] = gr.Button("Export", elem_id="learn-export", min_width=60)
            with gr.Row(elem_classes="pen-actions"):
                run = gr.Button("Train", variant="primary", elem_id="learn-run", elem_classes="pen-run", min_width=120)
                cancel = gr.Button("Cancel", elem_id="learn-cancel", elem_classes="pen-cancel", visible=False)
            found["ticket"] = gr.Textbox(visible="hidden", elem_id="learn-ticket")
    return LearnParts(**found, status=Status(progress, notice, run, cancel))


def _draw_stage(found: dict[str, object]) -> None:
    labels = ExhibitRequest.model_fields["exhibit"].json_schema_extra["labels"]
    choices = [
        ("Map", MAP),
        *((label, value) for value, label in labels.items()),
        ("Denoiser's pull", FIELD),
        ("Rivals", RIVALS),
        ("Codec", CODEC),
    ]
    found["exhibit"] = gr.Radio(
        choices, value=MAP, show_label=False, label="Exhibit", elem_id="learn-exhibit", elem_classes="pen-choice"
    )
    found["map"] = atlas.atlas("learn-map")
    found["decoded"] = gr.HTML("", elem_id="learn-decoded", js_on_load=None)
    with gr.Row(elem_classes="pen-exhibits", elem_id="learn-exhibits"):
        found["left"] = gr.HTML("", js_on_load=None)
        found["right"] = gr.HTML("", visible=False, js_on_load=None)
    with gr.Row(elem_classes="pen-exhibit-controls"):
        found["index"] = gr.Slider(0, 99, step=1, value=0, label="Picture", visible=False, elem_classes="pen-slider")
        found["other"] = gr.Slider(0, 99, step=1, value=1, label="The other", visible=False, elem_classes="pen-slider")
        found["level"] = gr.Slider(
            0, 1, step=0.05, value=0.4, label="Corruption", visible=False, elem_id="learn-corruption",
            elem_classes="pen-slider",
        )  # fmt: skip
        found["toy"] = fields.radio(FieldRequest, "toy", visible=False, elem_classes="pen-choice")
        found["rival"] = fields.radio(
            RivalRequest, "rival", visible=False, elem_id="learn-rival", elem_classes="pen-choice"
        )
        found["share"] = fields.slider(CodecRequest, "share", visible=False, elem_classes="pen-slider")
        found["codec_upload"] = gr.UploadButton(
            "One or two pictures", file_count="multiple", visible=False, elem_id="learn-codec-upload"
        )
        found["again"] = gr.Button("Others", visible=False, elem_id="learn-again", min_width=80)
    found["chart"] = gr.HTML("", elem_id="learn-chart", js_on_load=None)
    found["figures"] = notes.figures_box()
    found["history"] = strip.strip("Runs", "learn-history")


def _draw_inspector(found: dict[str, object]) -> None:
    controls: dict[str, gr.components.Component] = {}
    controls["data"] = fields.radio(TrainRequest, "data", elem_id="learn-data", elem_classes="pen-choice")
    found["upload"] = gr.UploadButton(
        "Choose your pictures", file_count="multiple", elem_id="learn-upload", visible=False
    )
    controls["network"] = fields.dropdown(TrainRequest, "network", elem_id="learn-network")
    controls["bottleneck"] = fields.slider(
        TrainRequest, "bottleneck", elem_id="learn-bottleneck", elem_classes="pen-slider"
    )
    controls["constraint"] = fields.dropdown(TrainRequest, "constraint", elem_id="learn-constraint")
    controls["weight"] = fields.slider(TrainRequest, "weight", visible=False, elem_classes="pen-slider")
    controls["noise"] = fields.radio(TrainRequest, "noise", visible=False, elem_classes="pen-choice")
    controls["level"] = fields.slider(TrainRequest, "level", visible=False, elem_classes="pen-slider")
    with gr.Accordion("How it is trained", open=False, elem_classes="pen-fold"):
        for name in ("steps", "learning_rate", "seed"):
            controls[name] = fields.number(TrainRequest, name, elem_id=f"learn-{name}")
        for name in ("tied", "overcomplete"):
            controls[name] = fields.checkbox(TrainRequest, name, elem_id=f"learn-{name}")
    with gr.Accordion("How sizes come about", open=False, elem_classes="pen-fold"):
        found["sizes"] = [
            fields.slider(SizesRequest, name, elem_classes="pen-slider") for name in SizesRequest.model_fields
        ]
        found["sized"] = gr.HTML("", elem_id="learn-sized", js_on_load=None)
    found["controls"] = controls


def wire(parts: LearnParts, work: LearnWork, blocks: gr.Blocks, tab: gr.Tab) -> None:
    """Connects presses to work."""
    options = {"outputs": parts.everything, "concurrency_limit": None, "show_progress": "hidden"}
    study = parts.study
    controls = list(parts.controls.values())
    viewing = [parts.exhibit, parts.index, parts.other, parts.level, parts.toy, parts.rival, parts.share]
    tab.select(work.greet, [study, parts.token, *controls], **options)
    parts.status.run.click(work.train, [study, parts.exhibit, *controls], **options)
    parts.status.cancel.click(work.cancel, [study], queue=False, outputs=None, show_progress="hidden")
    parts.exhibit.input(work.view, [study, *viewing], trigger_mode="always_last", **options)
    for control in (parts.index, parts.other, parts.level, parts.toy, parts.share):
        control.input(work.view, [study, *viewing], trigger_mode="always_last", **options)
    parts.codec_upload.upload(work.choose_codec_pictures, [study, parts.codec_upload, parts.share], **options)
    parts.again.click(work.others, [study, *viewing, *controls], **options)
    parts.map.point(work.decode, [study], trigger_mode="always_last", **options)
    parts.history.pick(work.pick, [study], **options)
    parts.history.star(work.star, [study], **options)
    parts.history.drop(work.remove, [study], **options)
    for name in ("data", "constraint"):
        parts.controls[name].input(work.fit_controls, [parts.controls["data"], parts.controls["constraint"]], **options)
    parts.upload.upload(work.gather, [study, parts.upload], **options)
    for slider in parts.sizes:
        slider.input(work.size, parts.sizes, trigger_mode="always_last", **options)
    parts.pin.click(work.pin, [study, *viewing], **options)
    fetched = {"fn": None, "inputs": [parts.ticket], "js": FETCH}
    parts.export.click(work.export, [study], **options).then(**fetched)
