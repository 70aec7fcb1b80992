"""What is computed for the Drop step without any widget: sums, acts, scans to be done again."""

from __future__ import annotations

import pytest

from fbi_uploader.drafting import dropping
from fbi_uploader.drafting.model import Worksheet
from fbi_uploader.intake import rules
from fbi_uploader.ui.deposit.again import Again, to_scan_again
from fbi_uploader.ui.deposit.controller import Deposit
from fbi_uploader.ui.deposit.dropping.acts import Acts, WhyNot
from fbi_uploader.ui.deposit.dropping.sayings import note_of
from fbi_uploader.ui.deposit.dropping.tally import Tally, tally
from fbi_uploader.ui.models.filesets import FilesetModel
from fbi_uploader.ui.models.formatwords import format_name
from fbi_uploader.ui.models.remarks import left_out
from fbi_uploader.ui.session import Session
from tests.ui.drop_tools import ROOT, dropped, looked, row


@pytest.fixture
def deposit(session: Session) -> Deposit:
    return Deposit(session)


def counted(deposit: Deposit) -> Tally:
    return tally(deposit.sheet, deposit.shelf, deposit.looks)


def test_sums_leave_out_what_is_removed_and_count_joined_ones_once(deposit: Deposit) -> None:
    dropped(deposit, *(row(f"{at}.czi", size=10) for at in "abc"), row("d.nd2", state="writing"))
    for name in "ab":
        looked(deposit, f"{name}.czi", images=3)
    assert counted(deposit) == Tally(4, 4, 1030, 1, 6, 0)

    deposit.apply(lambda sheet: dropping.join(sheet, [f"{ROOT}/b.czi", f"{ROOT}/c.czi"]))
    deposit.apply(lambda sheet: dropping.remove(sheet, [f"{ROOT}/a.czi"], ()))

    assert counted(deposit) == Tally(2, 3, 1020, 1, 3, 1)
    assert counted(deposit).ready == 1


def test_why_something_cannot_be_done(deposit: Deposit) -> None:
    dropped(
        deposit,
        row("a.czi"),
        row("b.vsi", format_="vsi", files=14, paths=("b.vsi", "_b_")),
        row("s_000.tif", format_="tiff-series", files=2, paths=("s_000.tif", "s_001.tif")),
    )
    model = FilesetModel(deposit)
    acts = Acts(deposit, model)

    assert acts.why_not_split([]) is WhyNot.NOTHING_CHOSEN
    assert acts.why_not_split([0]) is WhyNot.ONE_FILE
    assert acts.why_not_split([1]) is WhyNot.TOGETHER
    assert acts.why_not_split([1, 2]) is None
    assert acts.why_not_join([0]) is WhyNot.ONE_FILESET
    assert acts.why_not_join([0, 1]) is None
    model.accept(lambda _place: True)
    acts.remove([0])
    assert acts.why_not_remove([0]) is WhyNot.REMOVED_ALREADY
    assert acts.may_restore([0])
    acts.restore([0])
    assert not acts.may_restore([0])


def test_a_joined_fileset_can_be_taken_apart(deposit: Deposit) -> None:
    dropped(deposit, row("a.czi"), row("b.czi"))
    model = FilesetModel(deposit)
    acts = Acts(deposit, model)

    acts.join([0, 1])
    assert (model.rowCount(), acts.why_not_split([0])) == (1, None)
    acts.split([0])

    assert model.rowCount() == 2


def test_removing_few_of_a_folder_names_them_and_removing_many_the_folder(
    deposit: Deposit,
) -> None:
    dropped(deposit, *(row(f"p/{at:03}.czi") for at in range(60)), row("q/z.czi"))
    acts = Acts(deposit, FilesetModel(deposit))

    acts.remove([0, 1])
    assert set(deposit.sheet.placements) == {f"{ROOT}/p/000.czi", f"{ROOT}/p/001.czi"}
    deposit.undo()
    acts.remove(range(60))

    assert deposit.sheet.placements == {f"{ROOT}/p": "-"}


def test_what_is_to_be_scanned_again(deposit: Deposit) -> None:
    def at(drops: tuple[str, ...], split: tuple[str, ...] = ()) -> Worksheet:
        return deposit.sheet.model_copy(update={"drops": drops, "split": split})

    assert to_scan_again(at(("/a",)), at(("/a", "/b"))) == Again(whole=False, roots=("/b",))
    assert to_scan_again(at(("/a", "/b")), at(("/a",))) == Again(whole=True)
    assert to_scan_again(at(("/a/b",)), at(("/a",))) == Again(whole=True)
    both = ("/a", "/ab")
    again = to_scan_again(at(both), at(both, ("/ab/x.tif",)))
    assert again == Again(whole=False, roots=("/ab",))
    assert to_scan_again(at(both, ("/a/x.tif",)), at(both)) == Again(whole=False, roots=("/a",))
    assert to_scan_again(at(both), at(both)) == Again(whole=False)


def test_the_footer_says_what_is_waited_for() -> None:
    told = Tally(filesets=6, writing=1)

    assert note_of(told, dropped=True, scanning=False) == (
        "5 jeux prêts",
        "· 1 en cours d’écriture, envoyé quand il sera complet",
    )
    assert note_of(told, dropped=True, scanning=True)[1] == "· recherche en cours…"
    assert note_of(Tally(), dropped=False, scanning=False)[0] == ""


def test_every_format_of_the_scan_has_a_name() -> None:
    words = {rules.PLAIN, *rules.SINGLE.values(), *rules.SERIES.values()}
    words |= {rule.format for rule in (*rules.SETS, *rules.FOLDERS, *rules.KEYED)}

    assert format_name("czi") == "ZEISS CZI"
    assert all(name and name[0].upper() == name[0] for name in map(format_name, words))
    nameless = {word for word in words if "-" in word and format_name(word) == word.upper()}
    assert nameless == {"ome-tiff", "ome-xml"}  # which are called that


def test_reasons_for_leaving_aside_are_words() -> None:
    assert left_out("/d/Thumbs.db", "junk").rest == (
        "Créé par le système, pas par le microscope · /d"
    )
    assert left_out("/d/x", "of_a_newer_engine").rest.startswith("Laissé de côté")
