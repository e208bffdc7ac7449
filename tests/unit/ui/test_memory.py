"""What the page remembers: undo, sessions, history, downloads, uploads."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from backend.contracts.arrays import ArrayRef
from backend.contracts.errors import ArrayGone, BadInput
from backend.contracts.images import OpenedImage
from backend.contracts.recipe import Recipe
from ui.heat import clipped_picture, gain_picture
from ui.sessions import Entry, Session, Sessions, Source, Tickets
from ui.tabs.relight_desk import Look, look_of_recipe, remembered, settings_of
from ui.tabs.relight_files import result_name
from ui.timeline import Timeline
from ui.uploads import take, with_image


def source(number: int, size: int = 10) -> Source:
    ref = ArrayRef(id=f"{number:032x}", digest=f"{number:064x}", dtype="uint8", shape=(16, 16, 3))
    return Source(b"x" * size, f"{number}.png", OpenedImage(image=ref))


def entry(number: int, look: object = None, favourite: bool = False) -> Entry:
    return Entry(str(number), "relight", str(number), "", look or number, source(number).key, favourite)


def test_undo_and_redo_walk_many_steps_and_a_new_step_forgets_the_undone() -> None:
    line: Timeline[int] = Timeline()
    for state in (1, 2, 2, 3):
        line.push(state)
    assert (line.undo(), line.undo(), line.undo()) == (2, 1, 1)
    assert not line.can_undo
    assert line.redo() == 2
    line.push(9)
    assert not line.can_redo
    assert line.undo() == 2


def test_a_timeline_keeps_its_limit() -> None:
    line: Timeline[int] = Timeline(limit=3)
    for state in range(10):
        line.push(state)
    assert [line.current, line.undo(), line.undo(), line.undo()] == [9, 8, 7, 7]


def test_a_session_is_opened_again_by_its_own_token_alone() -> None:
    sessions = Sessions()
    mine = sessions.open(None)
    assert sessions.open(mine.token) is mine
    stranger = sessions.open("a name that was guessed")
    assert stranger is not mine
    assert stranger.token != "a name that was guessed"


def test_sessions_leave_oldest_first() -> None:
    sessions = Sessions(limit=2)
    first, second = sessions.open(None), sessions.open(None)
    sessions.open(first.token)
    sessions.open(None)
    assert sessions.open(first.token) is first
    assert sessions.open(second.token) is not second


def test_a_session_lets_old_pictures_go_with_their_results() -> None:
    session = Session("t", source_budget_bytes=25)
    for number in range(3):
        session.add_source(source(number))
        session.keep(entry(number))
    assert [kept.id for kept in session.entries] == ["2", "1"]
    with pytest.raises(BadInput, match="left the history"):
        session.source(source(0).key)


def test_the_same_result_is_one_entry_and_stays_a_favourite() -> None:
    session = Session("t")
    session.keep(entry(1))
    session.toggle_favourite("1")
    session.keep(Entry("again", "relight", "", "", 1, source(1).key))
    assert [(kept.id, kept.favourite) for kept in session.entries] == [("again", True)]


def test_favourites_leave_last() -> None:
    session = Session("t", entry_limit=2)
    session.keep(entry(1, favourite=True))
    session.keep(entry(2))
    session.keep(entry(3))
    assert [kept.id for kept in session.entries] == ["3", "1"]


def test_tickets_name_files_that_nobody_can_guess_and_expire(tmp_path: Path) -> None:
    tickets = Tickets(tmp_path, lifetime_s=0.0)
    path = tickets.new_path()
    path.write_bytes(b"x")
    address = tickets.issue(path, "a.png", "image/png")
    assert len(address) > 30
    assert tickets.find(address.rsplit("/", 1)[1]) is None
    assert not path.exists()


def test_an_upload_is_read_and_removed_with_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "abc"
    folder.mkdir()
    (folder / "photo.png").write_bytes(b"data")
    assert take(folder / "photo.png") == b"data"
    assert not folder.exists()
    with pytest.raises(BadInput):
        take(folder / "photo.png")


def test_a_forgotten_picture_is_given_again_once() -> None:
    given = []

    class Client:
        def open_image(self, data: bytes, name: str) -> OpenedImage:
            given.append(name)
            return source(7).opened

    def work(ref: ArrayRef) -> str:
        if ref.id != source(7).image.id:
            raise ArrayGone("gone")
        return "done"

    assert with_image(Client(), source(1), work) == "done"
    assert given == ["1.png"]


def test_settings_survive_a_reload_and_nonsense_does_not() -> None:
    look = Look("key", "srie")
    assert remembered(settings_of(look, "png"), "key") == look
    assert remembered(None, "key") == Look("key")
    assert remembered({"method": "magic", "light": {"strength": 99}}, "key") == Look("key")


def test_a_recipe_brings_its_settings_and_a_strange_one_is_none() -> None:
    request = {"method": "srie", "light": {"strength": 0.5, "warmth": 0, "exposure": 1}, "long_side": None}
    recipe = Recipe(service="relight", action="render", request=request)
    look = look_of_recipe(recipe, "key")
    assert (look.method, look.light.strength, look.light.exposure) == ("srie", 0.5, 1)
    assert look_of_recipe(recipe.model_copy(update={"service": "edit"}), "key") is None
    broken = recipe.model_copy(update={"request": {"method": "srie", "light": {"strength": 7}}})
    assert look_of_recipe(broken, "key") is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.jpg", "a-relit.png"),
        ("../../etc/passwd", "passwd-relit.png"),
        ("<b>.png", "b-relit.png"),
        ("", "photo-relit.png"),
    ],
)
def test_names_of_results_are_harmless(name: str, expected: str) -> None:
    assert result_name(name, "png") == expected


def test_maps_as_pictures() -> None:
    stops = np.array([[-4.0, 0.0, 4.0, 99.0]], np.float32)
    colours = gain_picture(stops)[0].astype(int)
    assert colours[0][2] > colours[0][0], "light taken away is cool"
    assert colours[2][0] > colours[2][2], "light added is warm"
    assert (colours[2] == colours[3]).all()
    photo = np.full((16, 16, 3), 100, np.uint8)
    plain = clipped_picture(photo, np.zeros((16, 16), np.float32))
    marked = clipped_picture(photo, np.ones((16, 16), np.float32))
    assert (plain == 75).all()
    assert len(np.unique(marked.reshape(-1, 3), axis=0)) == 2, "hatching"
