"""Wan 2.1 and 2.2, by 阿里: reads Chinese prompts, free to use.

Facts: the published configs of diffusers 0.42.1, Wan's model cards; the four-step LoRA: lightx2v's.
"""

from dataclasses import replace

from generators.local.family import Extra, Family, Mark, Parameters, Sampling

_LICENCE = "Apache-2.0：随便用"
_TWO_EXPERTS = Mark("", "transformer_2", ["diffusers", "WanTransformer3DModel"])

WAN_1B = Family(
    name="wan2.1-1.3b",
    title="Wan 2.1 1.3B",
    kind="video",
    prompt_family="wan",
    licence=_LICENCE,
    download_bytes=28_600_000_000,
    hub="Wan-AI/Wan2.1-T2V-1.3B-Diffusers",
    modelscope="Wan-AI/Wan2.1-T2V-1.3B-Diffusers",
    parameters=Parameters(denoiser=1.42, text=5.68, vae=0.13),
    folder_classes=("WanPipeline",),
    classes={"text": "WanPipeline"},
    abilities=frozenset(("text", "negative")),
    size=(832, 480),
    multiple=16,
    frames=81,
    frames_step=4,
    most_frames=81,
    frame_rate=16.0,
    steps=50,
    guidance=5.0,
    saves_steps=True,
    vae_dtype="float32",
    tokens_per=(16, 4),
    activation_bytes=45_000,
    decode_bytes=3_000,
    decodes=(256, 256, 4),
)

WAN_14B = replace(
    WAN_1B,
    name="wan2.1-14b",
    title="Wan 2.1 14B",
    download_bytes=80_000_000_000,
    hub="Wan-AI/Wan2.1-T2V-14B-Diffusers",
    modelscope="Wan-AI/Wan2.1-T2V-14B-Diffusers",
    parameters=Parameters(denoiser=14.29, text=5.68, vae=0.13),
    marks=(Mark("transformer", "num_attention_heads", 40),),
    activation_bytes=150_000,
)

WAN_14B_I2V = replace(
    WAN_14B,
    name="wan2.1-14b-i2v",
    title="Wan 2.1 14B 照片",
    download_bytes=90_000_000_000,
    hub="Wan-AI/Wan2.1-I2V-14B-480P-Diffusers",
    modelscope="Wan-AI/Wan2.1-I2V-14B-480P-Diffusers",
    marks=(),
    folder_classes=("WanImageToVideoPipeline",),
    classes={"image": "WanImageToVideoPipeline"},
    abilities=frozenset(("image", "first_last", "extend", "long", "negative")),
    conditions="first_last",
)

WAN22_5B = replace(
    WAN_1B,
    name="wan2.2-5b",
    title="Wan 2.2 5B",
    download_bytes=34_000_000_000,
    hub="Wan-AI/Wan2.2-TI2V-5B-Diffusers",
    modelscope="Wan-AI/Wan2.2-TI2V-5B-Diffusers",
    parameters=Parameters(denoiser=5.0, text=5.68, vae=0.7),
    marks=(Mark("transformer", "in_channels", 48),),
    folder_classes=("WanPipeline", "WanImageToVideoPipeline"),
    classes={"text": "WanPipeline", "image": "WanImageToVideoPipeline"},
    abilities=frozenset(("text", "image", "extend", "long", "negative")),
    conditions="first",
    size=(1280, 704),
    multiple=32,
    frames=121,
    most_frames=121,
    frame_rate=24.0,
    tokens_per=(32, 4),
    activation_bytes=90_000,
    decode_bytes=2_000,
)


def _lightning(folder: str) -> Extra:
    """The published LoRA that makes both experts good in four steps."""
    return Extra(
        folder="lora",
        hub="lightx2v/Wan2.2-Lightning",
        files=(f"{folder}/high_noise_model.safetensors", f"{folder}/low_noise_model.safetensors"),
        download_bytes=2_450_000_000,
        purpose="4 步就够，快十倍",
        sampling=Sampling(4, 1.0),
    )


WAN22_14B = replace(
    WAN_14B,
    name="wan2.2-14b",
    title="Wan 2.2 14B",
    download_bytes=126_000_000_000,
    hub="Wan-AI/Wan2.2-T2V-A14B-Diffusers",
    modelscope="Wan-AI/Wan2.2-T2V-A14B-Diffusers",
    parameters=Parameters(denoiser=28.58, text=5.68, vae=0.13),
    marks=(_TWO_EXPERTS,),
    denoisers=("transformer", "transformer_2"),
    steps=40,
    guidance=4.0,
    extras=(_lightning("Wan2.2-T2V-A14B-4steps-lora-rank64-Seko-V1.1"),),
)

WAN22_14B_I2V = replace(
    WAN22_14B,
    name="wan2.2-14b-i2v",
    title="Wan 2.2 14B 照片",
    hub="Wan-AI/Wan2.2-I2V-A14B-Diffusers",
    modelscope="Wan-AI/Wan2.2-I2V-A14B-Diffusers",
    folder_classes=WAN_14B_I2V.folder_classes,
    classes=WAN_14B_I2V.classes,
    abilities=WAN_14B_I2V.abilities,
    conditions="first_last",
    guidance=3.5,
    extras=(_lightning("Wan2.2-I2V-A14B-4steps-lora-rank64-Seko-V1"),),
)

ROWS = (WAN22_5B, WAN22_14B, WAN22_14B_I2V, WAN_14B, WAN_14B_I2V, WAN_1B)
