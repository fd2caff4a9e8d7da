"""CogVideoX, by 智谱: small and well known, two generations old.

Facts: the published configs of diffusers 0.42.1 and 智谱's model cards (2B in fp16, 5B in bf16: in fp16 it overflows).
"""

from dataclasses import replace

from generators.local.family import Family, Mark, Parameters, Scheduler

_LICENCE_5B = "CogVideoX 许可：自己用和研究可以，公司用要先登记"

COGVIDEOX_2B = Family(
    name="cogvideox-2b",
    title="CogVideoX 2B",
    kind="video",
    prompt_family="cogvideox",
    licence="Apache-2.0：随便用",
    download_bytes=13_800_000_000,
    hub="THUDM/CogVideoX-2b",
    modelscope="ZhipuAI/CogVideoX-2b",
    parameters=Parameters(denoiser=1.69, text=4.76, vae=0.22),
    folder_classes=("CogVideoXPipeline",),
    marks=(Mark("transformer", "use_rotary_positional_embeddings", False),),
    classes={"text": "CogVideoXPipeline"},
    abilities=frozenset(("text", "negative")),
    size=(720, 480),
    multiple=16,
    frames=49,
    frames_step=4,
    most_frames=49,
    frame_rate=8.0,
    steps=50,
    guidance=6.0,
    saves_steps=True,
    dtype="float16",
    tokens_per=(16, 4),
    activation_bytes=50_000,
    decode_bytes=2_000,
    decodes=(360, 240, 8),
)

COGVIDEOX_5B = replace(
    COGVIDEOX_2B,
    name="cogvideox-5b",
    title="CogVideoX 5B",
    licence=_LICENCE_5B,
    download_bytes=21_500_000_000,
    hub="THUDM/CogVideoX-5b",
    modelscope="ZhipuAI/CogVideoX-5b",
    parameters=Parameters(denoiser=5.57, text=4.76, vae=0.22),
    marks=(),
    dtype="bfloat16",
    activation_bytes=75_000,
)

COGVIDEOX_5B_I2V = replace(
    COGVIDEOX_5B,
    name="cogvideox-5b-i2v",
    title="CogVideoX 5B 照片",
    hub="THUDM/CogVideoX-5b-I2V",
    modelscope="ZhipuAI/CogVideoX-5b-I2V",
    folder_classes=("CogVideoXImageToVideoPipeline",),
    classes={"image": "CogVideoXImageToVideoPipeline"},
    abilities=frozenset(("image", "extend", "long", "negative")),
    is_fixed_size=True,
    conditions="first",
)

COGVIDEOX_15 = replace(
    COGVIDEOX_5B,
    name="cogvideox1.5-5b",
    title="CogVideoX 1.5 5B",
    hub="THUDM/CogVideoX1.5-5B",
    modelscope="ZhipuAI/CogVideoX1.5-5B",
    marks=(Mark("transformer", "patch_size_t", 2),),
    size=(1360, 768),
    frames=81,
    most_frames=161,
    frame_rate=16.0,
)

COGVIDEOX_15_I2V = replace(
    COGVIDEOX_15,
    name="cogvideox1.5-5b-i2v",
    title="CogVideoX 1.5 5B 照片",
    hub="THUDM/CogVideoX1.5-5B-I2V",
    modelscope="ZhipuAI/CogVideoX1.5-5B-I2V",
    folder_classes=COGVIDEOX_5B_I2V.folder_classes,
    classes=COGVIDEOX_5B_I2V.classes,
    abilities=COGVIDEOX_5B_I2V.abilities,
    conditions="first",
)

COGVIDEOX_FUN = replace(
    COGVIDEOX_5B,
    name="cogvideox-fun-control",
    title="CogVideoX-Fun 5B 跟着动作拍",
    hub="alibaba-pai/CogVideoX-Fun-V1.1-5b-Pose",
    modelscope="",
    folder_classes=("CogVideoXFunControlPipeline",),
    classes={"control": "CogVideoXFunControlPipeline"},
    abilities=frozenset(("control", "negative")),
    conditions="control",
    # Its authors' own example replaces the one of the folder.
    schedulers={"CogVideoXFunControlPipeline": Scheduler("DDIMScheduler")},
)

ROWS = (COGVIDEOX_15, COGVIDEOX_15_I2V, COGVIDEOX_2B, COGVIDEOX_5B, COGVIDEOX_5B_I2V, COGVIDEOX_FUN)
