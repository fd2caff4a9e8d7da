"""The first step of a job: what a photo shows reaches the prompt, and what happened on the way reaches the admin."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from bot.config import PrivacySettings
from bot.consents import Consents
from bot.jobs.privacy import Privacy
from bot.model_settings import LanguageModelSettings, ModelSettings
from generators.router import Router
from tests.bot.harness import running
from tests.bot.studio import Studio
from tests.bot.test_photos import PhotoRoom, shown
from tests.doubles.processes import Double
from tests.doubles.processes import running as running_double

ALIVE = "让照片里的爷爷笑一笑，1秒"
CLIP = "拍一段1秒的视频：小狗在雪地里跑"
SHOT = {
    "words": {"爷爷": "grandfather", "笑": "smiling"},
    "subject": "the grandfather on the bamboo chair",
    "subject_motion": "smiling slowly",
    "scene": "in a yard",
    "camera": "push in",
}


@pytest.fixture(scope="module")
def service() -> Iterator[Double]:
    with running_double("language_model", "--models", "small,large", "--sees", "large") as double:
        yield double


@pytest.fixture
def double(service: Double) -> Double:
    service.post("/forget")
    return service


def models(double: Double) -> LanguageModelSettings:
    url = f"{double.url}/v1"
    return LanguageModelSettings(
        models=(
            ModelSettings(name="words", base_url=url, model="small"),
            ModelSettings(name="eye", base_url=url, model="large", sees_pictures=True),
        )
    )


async def test_the_photo_is_looked_at_first(tmp_path: Path, double: Double) -> None:
    double.post("/answers", to="看这张照片", say="An old man sits on a bamboo chair.")
    double.post("/answers", to="爷爷笑一笑", say=json.dumps(SHOT, ensure_ascii=False))
    studio = Studio(prompt_family="ltx", takes_picture=True)
    async with running(tmp_path, PhotoRoom(), generators=[studio], language_model=models(double)) as bot:
        await bot.hears("", pictures=shown("good"))
        assert "简易模式" not in await bot.hears(ALIVE)
        await bot.finishes_jobs()
        job = await bot.job(1)
    asked = [body["messages"][-1]["content"] for body in double.get("/requests")]
    material = next(json.loads(said) for said in asked if isinstance(said, str) and said.startswith('{"request"'))
    assert material["picture"] == ["An old man sits on a bamboo chair."]
    assert job.shot is not None
    assert (job.shot.subject, job.shot.scene, job.shot.camera) == (SHOT["subject"], "", "push in")
    assert job.changes[0] == "请大模型看了 1 张照片。"


async def test_a_model_that_fails_is_the_admins_business_alone(tmp_path: Path, double: Double) -> None:
    double.misbehave("http500")
    async with running(tmp_path, language_model=models(double)) as bot:
        promise = await bot.hears(CLIP)
        await bot.finishes_jobs()
        job = await bot.job(1)
        assert "大模型没能写出镜头，这次用的是词表。" in job.changes
        assert not any(word in said for said in (promise, *bot.said) for word in ("大模型", "词表", "简易"))


async def test_without_a_model_the_promise_says_so_and_nothing_is_noted(tmp_path: Path) -> None:
    async with running(tmp_path) as bot:
        assert "简易模式" in await bot.hears(CLIP)
        await bot.finishes_jobs()
        assert (await bot.job(1)).changes == ()


async def test_a_killed_rewrite_is_done_again(tmp_path: Path, double: Double) -> None:
    shot = {"subject": "a brown puppy", "subject_motion": "running", "scene": "on the snow"}
    double.post("/answers", to="小狗在雪地里跑", say=json.dumps(shot))
    double.misbehave("hang", seconds=30)
    room = PhotoRoom()
    async with running(tmp_path, room, language_model=models(double)) as bot:
        await bot.hears(CLIP)
        await bot.until(lambda connection: bool(double.stats()["requests"]))
        assert (await bot.job(1)).stage == "rewrite"
    double.misbehave("ok")
    async with running(tmp_path, room, language_model=models(double)) as bot:
        await bot.finishes_jobs()
        job = await bot.job(1)
        assert job.shot is not None
        assert job.shot.subject == "a brown puppy"


async def test_a_model_outside_may_see_what_its_owner_allowed(tmp_path: Path) -> None:
    async with running(tmp_path, PhotoRoom()) as bot:
        await bot.hears("", pictures=shown("good"))
        await bot.hears(ALIVE)
        await bot.finishes_jobs()
        job = await bot.job(1)
        for photos, is_allowed in (("allow", True), ("ask", False), ("never", False)):
            consents = Consents(bot.app._store, PrivacySettings.model_validate({"photos": photos}), bot.clock)
            privacy = Privacy(Router({}), consents)
            may_see = await bot.app.read(partial(privacy.may_see, request=job.request, member_id=job.member_id))
            assert may_see("eye") is is_allowed
