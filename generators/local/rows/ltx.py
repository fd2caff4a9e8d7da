"""LTX-Video 0.9 and LTX-2, by Lightricks: quick, and the best at pictures anywhere in the clip.

Facts: the published configs of diffusers 0.42.1; steps and timesteps of the distilled ones: Lightricks' model cards.
"""

from dataclasses import replace

from generators.local.family import Ability, Extra, Family, Mark, Parameters, Sampling, Scheduler

_PICTURES: tuple[Ability, ...] = ("text", "image", "first_last", "keyframes", "extend", "long", "upscale", "negative")
_LICENCE = "LTX-Video Open Weights 许可：家里用可以；年收入一千万美元以上的公司要另外买"
_UPSCALER = Extra(
    folder="upscaler",
    hub="Lightricks/ltxv-spatial-upscaler-0.9.7",
    files=("latent_upsampler/config.json", "latent_upsampler/diffusion_pytorch_model.safetensors"),
    download_bytes=1_010_000_000,
    purpose="先拍一半大小，再放大一倍：同样的时间更清楚",
)
# These two hand the scheduler their own timesteps and no length, which a scheduler shifted by the length refuses.
_UNSHIFTED = {"use_dynamic_shifting": False, "shift_terminal": None}
_SCHEDULERS = {
    "LTXConditionPipeline": Scheduler("FlowMatchEulerDiscreteScheduler", _UNSHIFTED),
    "LTXI2VLongMultiPromptPipeline": Scheduler("LTXEulerAncestralRFScheduler", _UNSHIFTED),
}

LTX = Family(
    name="ltx",
    title="LTX-Video 2B",
    kind="video",
    prompt_family="ltx",
    licence=_LICENCE,
    download_bytes=14_300_000_000,
    hub="Lightricks/LTX-Video-0.9.5",
    parameters=Parameters(denoiser=1.92, text=4.76, vae=0.42),
    # 0.9.5 calls itself by the plain class, with a scheduler that is not shifted by the length; later ones by the other.
    folder_classes=("LTXConditionPipeline", "LTXPipeline"),
    classes={
        "text": "LTXConditionPipeline",
        "image": "LTXConditionPipeline",
        "condition": "LTXConditionPipeline",
        "long": "LTXI2VLongMultiPromptPipeline",
    },
    abilities=frozenset((*_PICTURES, "skip_layers")),
    size=(768, 512),
    multiple=32,
    frames=121,
    frames_step=8,
    most_frames=161,
    overlap=9,
    frame_rate=24.0,
    steps=40,
    fewest_steps=2,
    guidance=3.0,
    saves_steps=True,
    conditions="anywhere",
    schedulers=_SCHEDULERS,
    # Four steps out of ten, as Lightricks' own two-pass examples have it.
    refine_steps=10,
    refine_strength=0.4,
    arguments={"decode_timestep": 0.05, "decode_noise_scale": 0.025, "max_sequence_length": 256},
    skip_layers=(19,),
    extras=(_UPSCALER,),
    tokens_per=(32, 8),
    decode_bytes=100,
)

LTX_DISTILLED = replace(
    LTX,
    name="ltx-distilled",
    title="LTX-Video 2B 快速版",
    # The distilled 2B is published as a single file only; a folder converted from it is what this row reads.
    hub="",
    folder_words=("distilled",),
    distilled=Sampling(8, 1.0, (1000.0, 993.0, 987.0, 981.0, 975.0, 909.0, 725.0, 0.03)),
    steps=8,
    guidance=1.0,
)

_BIG = Mark("transformer", "num_layers", 48)
LTX_13B = replace(
    LTX,
    name="ltx-13b",
    title="LTX-Video 13B",
    download_bytes=46_600_000_000,
    hub="Lightricks/LTX-Video-0.9.7-dev",
    parameters=Parameters(denoiser=13.04, text=4.76, vae=0.42),
    marks=(_BIG,),
    skip_layers=(28,),
    activation_bytes=120_000,
)
LTX_13B_DISTILLED = replace(
    LTX_13B,
    name="ltx-13b-distilled",
    title="LTX-Video 13B 快速版",
    hub="Lightricks/LTX-Video-0.9.8-13B-distilled",
    folder_words=LTX_DISTILLED.folder_words,
    distilled=LTX_DISTILLED.distilled,
    steps=8,
    guidance=1.0,
)

LTX_OLD = replace(
    LTX,
    name="ltx-0.9",
    title="LTX-Video 0.9.0 / 0.9.1",
    hub="Lightricks/LTX-Video",
    folder_classes=("LTXPipeline", "LTXImageToVideoPipeline"),
    marks=(Mark("scheduler", "use_dynamic_shifting", True),),
    # These ship a scheduler shifted by the length, which only these two pipelines can work with.
    classes={**LTX.classes, "text": "LTXPipeline", "image": "LTXImageToVideoPipeline"},
    steps=50,
)

LTX2 = Family(
    name="ltx-2",
    title="LTX-2（有声音）",
    kind="video",
    prompt_family="ltx",
    licence="LTX-2 Community License：家里用可以，下载前要在网页上同意",
    download_bytes=92_000_000_000,
    hub="Lightricks/LTX-2",
    parameters=Parameters(denoiser=18.88, text=12.2, vae=1.3),
    folder_classes=("LTX2Pipeline", "LTX2ImageToVideoPipeline", "LTX2ConditionPipeline"),
    classes={"text": "LTX2Pipeline", "image": "LTX2ConditionPipeline", "condition": "LTX2ConditionPipeline"},
    abilities=frozenset(
        ("text", "image", "first_last", "keyframes", "extend", "long", "negative", "audio", "skip_layers")
    ),
    size=(768, 512),
    multiple=32,
    frames=121,
    frames_step=8,
    most_frames=241,
    overlap=9,
    frame_rate=24.0,
    steps=40,
    fewest_steps=2,
    guidance=4.0,
    conditions="anywhere_latent",
    tokens_per=(32, 8),
    activation_bytes=150_000,
    decode_bytes=100,
)

ROWS = (LTX_13B_DISTILLED, LTX_13B, LTX_OLD, LTX_DISTILLED, LTX, LTX2)
