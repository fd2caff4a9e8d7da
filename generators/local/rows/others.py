"""HunyuanVideo-1.5 and EasyAnimate. Both have other weights for a first picture than for words alone.

Facts: the published configs of diffusers 0.42.1 and the model cards.
"""

from dataclasses import replace

from generators.local.family import Family, Parameters

HUNYUAN = Family(
    name="hunyuanvideo-1.5",
    title="HunyuanVideo 1.5",
    kind="video",
    prompt_family="wan",
    licence="腾讯混元社区许可：家里用可以；欧盟、英国、韩国不能用",
    download_bytes=36_000_000_000,
    hub="hunyuanvideo-community/HunyuanVideo-1.5-Diffusers-480p_t2v",
    parameters=Parameters(denoiser=8.33, text=7.9, vae=1.2),
    folder_classes=("HunyuanVideo15Pipeline",),
    classes={"text": "HunyuanVideo15Pipeline"},
    abilities=frozenset(("text", "negative")),
    size=(848, 480),
    multiple=16,
    frames=121,
    frames_step=4,
    most_frames=121,
    frame_rate=24.0,
    steps=50,
    guidance=6.0,
    guidance_name="",
    counts_forwards=True,
    text_encoders=("text_encoder", "text_encoder_2"),
    tokens_per=(16, 4),
    activation_bytes=100_000,
    decode_bytes=200,
    decodes=(256, 256, 0),
)

HUNYUAN_I2V = replace(
    HUNYUAN,
    name="hunyuanvideo-1.5-i2v",
    title="HunyuanVideo 1.5 照片",
    download_bytes=36_900_000_000,
    hub="hunyuanvideo-community/HunyuanVideo-1.5-Diffusers-480p_i2v",
    # With the encoder of pictures, SigLIP.
    parameters=Parameters(denoiser=8.33, text=7.9, vae=1.63),
    folder_classes=("HunyuanVideo15ImageToVideoPipeline",),
    classes={"image": "HunyuanVideo15ImageToVideoPipeline"},
    abilities=frozenset(("image", "extend", "long", "negative")),
    conditions="first_sized",
)

EASYANIMATE = Family(
    name="easyanimate",
    title="EasyAnimate 5.1",
    kind="video",
    prompt_family="wan",
    licence="Apache-2.0：随便用",
    download_bytes=34_000_000_000,
    hub="alibaba-pai/EasyAnimateV5.1-12b-zh-diffusers",
    parameters=Parameters(denoiser=12.0, text=8.3, vae=0.25),
    folder_classes=("EasyAnimatePipeline",),
    classes={"text": "EasyAnimatePipeline"},
    abilities=frozenset(("text", "negative")),
    size=(672, 384),
    multiple=16,
    frames=49,
    frames_step=4,
    most_frames=49,
    frame_rate=8.0,
    steps=50,
    guidance=5.0,
    tokens_per=(16, 4),
    activation_bytes=100_000,
    decode_bytes=2_000,
    decodes=(512, 512, 8),
)

EASYANIMATE_INP = replace(
    EASYANIMATE,
    name="easyanimate-inp",
    title="EasyAnimate 5.1 照片",
    hub="alibaba-pai/EasyAnimateV5.1-12b-zh-InP-diffusers",
    folder_classes=("EasyAnimateInpaintPipeline",),
    classes={"image": "EasyAnimateInpaintPipeline", "text": "EasyAnimateInpaintPipeline"},
    abilities=frozenset(("text", "image", "first_last", "extend", "long", "negative")),
    conditions="masked",
)

ROWS = (HUNYUAN, HUNYUAN_I2V, EASYANIMATE, EASYANIMATE_INP)
