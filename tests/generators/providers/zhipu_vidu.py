"""Vidu's models at 智谱; the codes are those of 智谱, its description is tests/contracts/zhipu.openapi.yaml."""

from generators.zhipu_vidu import ZhipuVidu
from tests.generators.providers import KITTEN, Provider
from tests.generators.providers.zhipu import PROVIDER as ZHIPU

PROVIDER = Provider(
    name="zhipu_vidu",
    made_by=ZhipuVidu,
    path="/paas/v4",
    options={"model": "viduq1", "price_fen": 250},
    price_fen=250,
    has_cover=True,
    wrong_key=(401, "1000"),
    sent={
        "model": "viduq1-text",
        "prompt": KITTEN.prompt,
        "style": "general",
        "duration": 5,
        "aspect_ratio": "16:9",
        "size": "1920x1080",
        "movement_amplitude": "auto",
        "request_id": "1732170000000-m1",
    },
    codes=ZHIPU.codes,
)
