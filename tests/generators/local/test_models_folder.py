"""Models fetched from both hubs as they answer: whole, resumed, checked, refused; and removed."""

import errno
import fcntl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from generators.local.errors import LocalError, NotEnoughDisk
from generators.local.families import FAMILIES
from generators.local.hubs.base import Hub, HubFile
from generators.local.hubs.errors import (
    AlreadyAtWork,
    BadListing,
    HubUnreachable,
    NeedsConsent,
    NoRepository,
    NotOurs,
    WrongChecksum,
)
from generators.local.hubs.fetching import part_of
from generators.local.hubs.huggingface import HuggingFace
from generators.local.hubs.modelscope import ModelScope
from generators.local.hubs.wanted import wanted
from generators.local.models_folder import SPARE_BYTES, Coming, ModelsFolder
from tests.doubles.model_hub import READ, ModelHub, model, serving

FAMILY = FAMILIES["cogvideox-2b"]
LARGE = "transformer/diffusion_pytorch_model-00001-of-00002.safetensors"
KINDS = pytest.mark.parametrize("kind", [ModelScope, HuggingFace])


@pytest.fixture
def shelf() -> Iterator[ModelHub]:
    """Both hubs, which redirect large files to a CDN that is named in the settings."""
    with serving(hub := ModelHub({FAMILY.hub: model(), FAMILY.modelscope: model()})) as _, serving(hub) as cdn:
        hub.cdn = cdn
        yield hub


@pytest.fixture
def folder(tmp_path: Path) -> ModelsFolder:
    return ModelsFolder(tmp_path / "models", pauses_seconds=(0.0, 0.01))


def hub_of(shelf: ModelHub, kind: type[Hub] = ModelScope, token: str = "", **changes: object) -> Hub:
    return kind(shelf.url, token, (shelf.cdn,) if shelf.cdn else (), **changes)  # type: ignore[arg-type]


def quiet(coming: Coming) -> None:
    """Nobody watches."""


def names(folder: ModelsFolder) -> set[str]:
    """Files of the model that are whole."""
    inside = folder.folder / FAMILY.name
    paths = (path for path in inside.rglob("*") if path.is_file())
    return {path.relative_to(inside).as_posix() for path in paths if not path.name.startswith(".")}


@KINDS
async def test_what_a_pipeline_reads_comes_whole_and_nothing_else(
    shelf: ModelHub, folder: ModelsFolder, kind: type[Hub]
) -> None:
    seen: list[Coming] = []
    path = await folder.download(FAMILY, hub_of(shelf, kind), seen.append)
    assert names(folder) == set(READ)
    assert all((path / one).read_bytes() == model()[one] for one in READ)
    assert folder.look(FAMILY).state == "here"
    total = sum(len(model()[one]) for one in READ)
    assert (seen[-1].bytes, seen[-1].of) == (total, total)
    assert [one.bytes for one in seen] == sorted(one.bytes for one in seen)
    assert shelf.bodies_asked_for()[-1][0] == "model_index.json", "by it a folder is known as a model"


async def test_what_is_there_is_not_fetched_again(shelf: ModelHub, folder: ModelsFolder) -> None:
    await folder.download(FAMILY, hub_of(shelf), quiet)
    shelf.asked.clear()
    await folder.download(FAMILY, hub_of(shelf), quiet)
    assert [path for path, _ in shelf.bodies_asked_for()] == ["model_index.json"], "the list of its parts, to know"


@KINDS
async def test_a_cut_is_gone_on_from(shelf: ModelHub, folder: ModelsFolder, kind: type[Hub]) -> None:
    shelf.cuts[LARGE] = [2_000_000, 500_000, 0]
    path = await folder.download(FAMILY, hub_of(shelf, kind), quiet)
    assert (path / LARGE).read_bytes() == model()[LARGE]
    assert [asked for name, asked in shelf.bodies_asked_for() if name == LARGE] == [
        *("", "bytes=2000000-", "bytes=2500000-", "bytes=2500000-"),
    ]


async def test_a_week_later_it_goes_on_where_it_was(shelf: ModelHub, folder: ModelsFolder) -> None:
    shelf.cuts[LARGE] = [1_500_000, 0, 0, 0, 0]
    with pytest.raises(HubUnreachable, match="再说一遍就接着下"):
        await folder.download(FAMILY, hub_of(shelf), quiet)
    kept = folder.look(FAMILY)
    assert kept.state == "partial"
    assert kept.bytes > 1_500_000
    assert "model_index.json" not in names(folder), "so that nobody loads it"
    shelf.cuts.clear()
    shelf.asked.clear()
    seen: list[Coming] = []
    await folder.download(FAMILY, hub_of(shelf), seen.append)
    assert (LARGE, "bytes=1500000-") in shelf.bodies_asked_for()
    assert seen[0].bytes >= 1_500_000, "what was there counts from the start"
    assert folder.look(FAMILY).state == "here"


async def test_a_small_file_that_always_comes_whole_is_begun_again(shelf: ModelHub, folder: ModelsFolder) -> None:
    """ModelScope takes no notice of Range there; appending would make it twice as long."""
    shelf.repositories[FAMILY.modelscope]["vae/config.json"] = b'{"block_out_channels": [8, 8]}'
    shelf.cuts["vae/config.json"] = [10]
    path = await folder.download(FAMILY, hub_of(shelf), quiet)
    assert (path / "vae/config.json").read_bytes() == b'{"block_out_channels": [8, 8]}'


@KINDS
@pytest.mark.parametrize("name", [LARGE, "transformer/config.json"])
async def test_a_wrong_byte_is_seen_and_the_file_fetched_again(
    shelf: ModelHub, folder: ModelsFolder, kind: type[Hub], name: str
) -> None:
    shelf.spoils[name] = 1
    path = await folder.download(FAMILY, hub_of(shelf, kind), quiet)
    assert (path / name).read_bytes() == model()[name]


async def test_twice_wrong_is_given_up_and_nothing_wrong_stays(shelf: ModelHub, folder: ModelsFolder) -> None:
    shelf.spoils[LARGE] = 9
    with pytest.raises(WrongChecksum, match="下了两遍都和魔搭说的不一样"):
        await folder.download(FAMILY, hub_of(shelf), quiet)
    target = folder.folder / FAMILY.name / LARGE
    assert not target.exists()
    assert not part_of(target).exists()
    assert folder.look(FAMILY).state == "partial"


async def test_another_version_of_the_model_replaces_every_file_that_changed(
    shelf: ModelHub, folder: ModelsFolder
) -> None:
    await folder.download(FAMILY, hub_of(shelf), quiet)
    shelf.repositories[FAMILY.modelscope] = model(seed=2)
    shelf.cuts[LARGE] = [1_000_000, 0, 0, 0, 0]
    with pytest.raises(HubUnreachable):
        await folder.download(FAMILY, hub_of(shelf), quiet)
    assert "model_index.json" not in names(folder), "half of each would be neither"
    shelf.cuts.clear()
    path = await folder.download(FAMILY, hub_of(shelf), quiet)
    assert all((path / one).read_bytes() == model(seed=2)[one] for one in READ)


async def test_no_room_is_said_before_anything_comes(shelf: ModelHub, tmp_path: Path) -> None:
    needed = sum(len(model()[one]) for one in READ) + SPARE_BYTES
    with pytest.raises(NotEnoughDisk, match="硬盘空间不够"):
        await ModelsFolder(tmp_path, lambda _: needed - 1).download(FAMILY, hub_of(shelf), quiet)
    assert [path for path, _ in shelf.bodies_asked_for()] == ["model_index.json"]
    assert names(ModelsFolder(tmp_path)) == set()
    assert await ModelsFolder(tmp_path, lambda _: needed).download(FAMILY, hub_of(shelf), quiet)


async def test_a_disk_that_fills_up_meanwhile_is_said(
    shelf: ModelHub, folder: ModelsFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.open

    def full(path: Path, *how: object, **more: object) -> object:
        opened = real(path, *how, **more)  # type: ignore[call-overload]
        if not path.name.endswith("00002.safetensors.part"):
            return opened
        opened.close()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(NotEnoughDisk):
        await folder.download(FAMILY, hub_of(shelf), quiet)


@KINDS
async def test_a_model_that_is_not_there_is_said(shelf: ModelHub, folder: ModelsFolder, kind: type[Hub]) -> None:
    shelf.repositories.clear()
    with pytest.raises(NoRepository, match=r"--from (modelscope|huggingface)"):
        await folder.download(FAMILY, hub_of(shelf, kind), quiet)


@KINDS
async def test_a_licence_that_must_be_agreed_to_is_said_and_the_token_stays_here(
    shelf: ModelHub, folder: ModelsFolder, kind: type[Hub]
) -> None:
    shelf.gated |= {FAMILY.hub, FAMILY.modelscope}
    for token in ("", "wrong-s3cret"):
        with pytest.raises(NeedsConsent, match=kind.key_variable) as caught:
            await folder.download(FAMILY, hub_of(shelf, kind, token), quiet)
        assert "s3cret" not in str(caught.value)
    hub = hub_of(shelf, kind, "good")
    assert "good" not in repr(hub)
    await folder.download(FAMILY, hub, quiet)
    at_cdn = [one for one in shelf.asked if one.path.startswith("/cdn/")]
    assert at_cdn
    assert all("authorization" not in one.headers for one in at_cdn), "the hub's own origin gets it, nobody else"


async def test_a_redirect_into_the_house_is_refused(shelf: ModelHub, folder: ModelsFolder) -> None:
    with pytest.raises(HubUnreachable) as caught:
        await folder.download(FAMILY, ModelScope(shelf.url), quiet)
    assert "not https" in str(caught.value)
    assert "Signature" not in str(caught.value)
    assert not any(one.path.startswith("/cdn/") for one in shelf.asked)


async def test_the_next_page_of_a_list_is_on_the_same_hub_or_nowhere(shelf: ModelHub, folder: ModelsFolder) -> None:
    shelf.next_page = f"{shelf.cdn}/api/models/x/y/tree/main?recursive=true"
    with pytest.raises(BadListing, match="下一页在别的地方"):
        await folder.download(FAMILY, hub_of(shelf, HuggingFace), quiet)


@KINDS
@pytest.mark.parametrize("path", ["../../.bashrc", "vae/../../x", "/etc/passwd", "vae//x", "C:\\x", "vae/a\nb", "."])
async def test_a_file_that_would_leave_its_folder_is_refused(
    shelf: ModelHub, folder: ModelsFolder, kind: type[Hub], path: str
) -> None:
    for repository in shelf.repositories.values():
        repository[path] = b"evil"
    with pytest.raises(BadListing, match="文件名不能用"):
        await folder.download(FAMILY, hub_of(shelf, kind), quiet)


def without_parts(repository: dict[str, bytes]) -> None:
    del repository["vae/config.json"], repository["vae/diffusion_pytorch_model.safetensors"]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda repository: repository.pop("model_index.json"), "没有 model_index.json"),
        (lambda repository: repository.update({"model_index.json": b"<html>"}), "看不懂"),
        (lambda repository: repository.update({"model_index.json": b"[1]"}), "看不懂"),
        (without_parts, "少了 vae"),
    ],
)
async def test_a_repository_that_is_no_pipeline_is_refused(
    shelf: ModelHub, folder: ModelsFolder, change: Callable[[dict[str, bytes]], object], named: str
) -> None:
    change(shelf.repositories[FAMILY.modelscope])
    with pytest.raises(BadListing, match=named):
        await folder.download(FAMILY, hub_of(shelf), quiet)
    assert folder.look(FAMILY).state == "absent"


@pytest.mark.parametrize("status", [500, 403])
async def test_an_answer_that_may_be_better_next_time_is_asked_again(
    shelf: ModelHub, folder: ModelsFolder, status: int
) -> None:
    shelf.statuses[LARGE] = [status]
    await folder.download(FAMILY, hub_of(shelf, HuggingFace), quiet)
    assert folder.look(FAMILY).state == "here"


async def test_nobody_there_is_said_with_what_can_be_done(folder: ModelsFolder) -> None:
    with pytest.raises(HubUnreachable, match=r"local\.modelscope_url"):
        await folder.download(FAMILY, ModelScope("http://127.0.0.1:9"), quiet)


async def test_what_lies_beside_a_model_is_fetched_by_name(shelf: ModelHub, folder: ModelsFolder) -> None:
    family = FAMILIES["ltx"]
    (extra,) = family.extras
    shelf.repositories[extra.hub] = {one: one.encode() * 300 for one in extra.files} | {
        "other.safetensors": b"x" * 9000
    }
    path = await folder.download_extra(family, extra, hub_of(shelf, HuggingFace), quiet)
    assert sorted(one.relative_to(path).as_posix() for one in path.rglob("*.*") if one.name[0] != ".") == sorted(
        extra.files
    )
    assert folder.look_at_extra(family, extra).state == "here"
    assert folder.look(family).state == "partial"


async def test_a_model_that_goes_leaves_nothing(shelf: ModelHub, folder: ModelsFolder) -> None:
    await folder.download(FAMILY, hub_of(shelf), quiet)
    before = folder.look(FAMILY).bytes
    assert folder.remove(FAMILY) == before
    assert folder.look(FAMILY).state == "absent"
    assert folder.remove(FAMILY) == 0


def test_of_a_link_the_link_goes(folder: ModelsFolder, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "model_index.json").write_text("{}")
    folder.folder.mkdir()
    (folder.folder / FAMILY.name).symlink_to(elsewhere)
    assert folder.look(FAMILY).state == "own"
    folder.remove(FAMILY)
    assert (elsewhere / "model_index.json").exists()
    assert folder.look(FAMILY).state == "absent"


async def test_a_model_a_person_put_there_is_not_written_over(shelf: ModelHub, folder: ModelsFolder) -> None:
    own = folder.folder / FAMILY.name
    own.mkdir(parents=True)
    (own / "model_index.json").write_text('{"mine": true}')
    with pytest.raises(NotOurs, match=r"xiaoai models remove cogvideox-2b"):
        await folder.download(FAMILY, hub_of(shelf), quiet)
    assert (own / "model_index.json").read_text() == '{"mine": true}'


async def test_two_at_once_do_not_write_over_each_other(shelf: ModelHub, folder: ModelsFolder) -> None:
    folder.folder.mkdir()
    with (folder.folder / f".{FAMILY.name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(AlreadyAtWork, match="另一个"):
            await folder.download(FAMILY, hub_of(shelf), quiet)
        with pytest.raises(AlreadyAtWork):
            folder.remove(FAMILY)
    await folder.download(FAMILY, hub_of(shelf), quiet)


async def test_a_folder_that_cannot_be_written_to_is_named(shelf: ModelHub, tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file")
    with pytest.raises(LocalError, match="写不进去"):
        await ModelsFolder(tmp_path / "models").download(FAMILY, hub_of(shelf), quiet)


def test_a_weight_that_is_there_in_one_precision_only_is_taken() -> None:
    files = [HubFile(path, 1) for path in ("model_index.json", "vae/config.json", "vae/model.fp16.safetensors")]
    index: dict[str, object] = {"vae": ["diffusers", "X"], "requires": True, "text_encoder": [None, None]}
    assert {file.path for file in wanted(files, index)} == {file.path for file in files}
