"""Models that make pictures.

Facts: the published configs of diffusers 0.42.1 and the model cards.
"""

from dataclasses import replace

from generators.local.family import Family, Mark, Parameters

FLUX = Family(
    name="flux-dev",
    title="FLUX.1 dev",
    kind="image",
    prompt_family="image",
    licence="FLUX.1 [dev] 非商业许可：家里用可以，不能拿去赚钱；下载前要在网页上同意",
    download_bytes=33_700_000_000,
    hub="black-forest-labs/FLUX.1-dev",
    parameters=Parameters(denoiser=11.9, text=4.88, vae=0.08),
    folder_classes=("FluxPipeline",),
    classes={"text": "FluxPipeline"},
    abilities=frozenset(("text",)),
    size=(1024, 1024),
    multiple=16,
    steps=28,
    guidance=3.5,
    text_encoders=("text_encoder", "text_encoder_2"),
    tokens_per=(16, 1),
    activation_bytes=200_000,
    decode_bytes=2_500,
)

FLUX_SCHNELL = replace(
    FLUX,
    name="flux-schnell",
    title="FLUX.1 schnell",
    licence="Apache-2.0：随便用",
    hub="black-forest-labs/FLUX.1-schnell",
    modelscope="AI-ModelScope/FLUX.1-schnell",
    marks=(Mark("transformer", "guidance_embeds", False),),
    steps=4,
    guidance=0.0,
    arguments={"max_sequence_length": 256},
)

QWEN_IMAGE = Family(
    name="qwen-image",
    title="Qwen-Image",
    kind="image",
    prompt_family="image_zh",
    licence="Apache-2.0：随便用",
    download_bytes=57_700_000_000,
    hub="Qwen/Qwen-Image",
    modelscope="Qwen/Qwen-Image",
    parameters=Parameters(denoiser=20.4, text=8.3, vae=0.13),
    folder_classes=("QwenImagePipeline",),
    classes={"text": "QwenImagePipeline"},
    abilities=frozenset(("text", "negative")),
    size=(1328, 1328),
    multiple=16,
    steps=50,
    guidance=4.0,
    guidance_name="true_cfg_scale",
    tokens_per=(16, 1),
    activation_bytes=200_000,
    decode_bytes=2_500,
)

Z_IMAGE = Family(
    name="z-image-turbo",
    title="Z-Image Turbo",
    kind="image",
    prompt_family="image_zh",
    licence="Apache-2.0：随便用",
    download_bytes=32_900_000_000,
    hub="Tongyi-MAI/Z-Image-Turbo",
    modelscope="Tongyi-MAI/Z-Image-Turbo",
    parameters=Parameters(denoiser=6.15, text=4.02, vae=0.08),
    folder_classes=("ZImagePipeline",),
    classes={"text": "ZImagePipeline"},
    abilities=frozenset(("text",)),
    size=(1024, 1024),
    multiple=16,
    steps=9,
    guidance=0.0,
    tokens_per=(16, 1),
    activation_bytes=150_000,
    decode_bytes=2_500,
)

ROWS = (FLUX_SCHNELL, FLUX, QWEN_IMAGE, Z_IMAGE)
