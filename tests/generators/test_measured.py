"""What a server measured of a making comes home with it, whatever it says."""

import base64
import io
import json
from pathlib import Path

import pytest
from PIL import Image

from generators.base import GenerationRequest, Measured
from generators.openai_images import OpenAIImages
from generators.remote.measured import measured_in
from generators.remote.openai_pictures import ImageOptions
from tests.doubles.processes import StartDouble
from tests.generators.openai_server import done, maker, server_saying
from tests.generators.providers import KEY, KITTEN

SAID = {"plan": "int8", "stage_durations": {"encode": 0.4, "denoise": 62}, "peak_memory_mb": 5200.04}
MEASURED = Measured(plan="int8", seconds={"encode": 0.4, "denoise": 62.0}, peak_bytes=5_200_040_000)


@pytest.mark.parametrize(
    ("answer", "measured"),
    [
        (SAID, MEASURED),
        ({"peak_memory_mb": 0, "inference_time_s": 3.5}, Measured(peak_bytes=0)),
        ({"quality": {"temporal_ssim": -0.1, "encode_psnr": 41}}, Measured(temporal_ssim=-0.1, encode_psnr=41.0)),
        ({"quality": None, "plan": None, "peak_memory_mb": None}, None),
        ({"id": "video_1"}, None),
        ({"quality": "high"}, None),
        (SAID | {"peak_memory_mb": "NaN"}, None),
        (SAID | {"stage_durations": {"encode": -1}}, None),
        (SAID | {"stage_durations": {f"stage {number}": 1 for number in range(13)}}, None),
        (SAID | {"plan": "x" * 41}, None),
    ],
)
def test_only_what_can_be_a_figure_is_taken_for_one(answer: dict[str, object], measured: Measured | None) -> None:
    assert measured_in(json.loads(json.dumps(answer))) == measured


async def test_quality_is_measured_after_the_clip_is_there_and_waited_for(
    start_double: StartDouble, tmp_path: Path
) -> None:
    generator = maker(start_double("openai_videos", key=KEY))
    artifact = await generator.fetch(await done(generator, await generator.submit(KITTEN, "1-a")), tmp_path)
    await generator.close()
    assert artifact.measured == Measured("int8", {"encode": 0.4, "denoise": 62.0}, 5_200_000_000, 0.97, None, 41.0)


async def test_what_was_measured_of_a_picture_is_kept_beside_it_until_it_is_brought(tmp_path: Path) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (64, 64), "red").save(picture, "PNG")
    answer = SAID | {"data": [{"b64_json": base64.b64encode(picture.getvalue()).decode()}]}
    work = tmp_path / "work"
    with server_saying(json.dumps(answer).encode()) as server:
        options = ImageOptions.model_validate({"base_url": f"{server.url}/v1"})
        before = OpenAIImages(options, None, work)
        finished = await before.submit(GenerationRequest("image", "A lake.", width=64, height=64), "1-a")
        await before.close()
    # Another life brings it home.
    after = OpenAIImages(options, None, work)
    artifact = await after.fetch(finished, tmp_path / "made")
    await after.close()
    assert artifact.measured == MEASURED
    assert list(work.iterdir()) == []
