"""Models as small as they can be: the published geometry, classes and schedulers, a few hundred thousand random weights.

Each is written as a real folder of diffusers, so that what loads it is the product's own code: `build("ltx", folder)`.
"""

import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.generators.local import tiny_rest
from tests.generators.local.tiny_parts import clip, fresh, picture_vae, t5

PROMPT = "a red fox runs across snow"


def build(name: str, folder: Path) -> Path:
    """Write the model of that name, see `MODELS`, into `folder` and say where. What is there already is taken as it is."""
    if not (folder / "model_index.json").is_file():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            MODELS[name]().save_pretrained(folder)
    return folder


def upscaler(folder: Path) -> None:
    """Write the part that enlarges latents of `ltx` where the family looks for it."""
    fresh()
    from diffusers.pipelines.ltx.modeling_latent_upsampler import LTXLatentUpsamplerModel

    LTXLatentUpsamplerModel(in_channels=16, mid_channels=32, num_blocks_per_stage=1, dims=3).save_pretrained(
        folder / "upscaler" / "latent_upsampler"
    )


def cogvideox(
    *, rotary: bool = False, from_picture: bool = False, is_controlled: bool = False, patch_size_t: int | None = None
) -> Any:
    """CogVideoX: 2B without rotary embeddings, 5B with, 5B-I2V with learned positions too, 1.5 with patches in time."""
    diffusers = fresh()
    learned = from_picture and patch_size_t is None
    transformer = diffusers.CogVideoXTransformer3DModel(
        num_attention_heads=4,
        attention_head_dim=16,
        in_channels=32 if from_picture or is_controlled else 16,
        out_channels=16,
        time_embed_dim=8,
        text_embed_dim=32,
        num_layers=2,
        sample_width=12 if learned else 90,
        sample_height=8 if learned else 60,
        sample_frames=9 if learned else 49,
        patch_size_t=patch_size_t,
        patch_bias=patch_size_t is None,
        use_rotary_positional_embeddings=rotary,
        use_learned_positional_embeddings=learned,
    )
    vae = diffusers.AutoencoderKLCogVideoX(
        down_block_types=("CogVideoXDownBlock3D",) * 4,
        up_block_types=("CogVideoXUpBlock3D",) * 4,
        block_out_channels=(8, 8, 8, 8),
        layers_per_block=1,
        norm_num_groups=2,
    )
    if from_picture:
        vae.register_to_config(invert_scale_latents=patch_size_t is not None)
    kind = diffusers.CogVideoXDPMScheduler if rotary and not is_controlled else diffusers.CogVideoXDDIMScheduler
    scheduler = kind(
        beta_start=0.00085,
        beta_end=0.012,
        beta_schedule="scaled_linear",
        prediction_type="v_prediction",
        rescale_betas_zero_snr=True,
        snr_shift_scale=1.0 if rotary else 3.0,
        timestep_spacing="trailing",
    )
    pipeline = diffusers.CogVideoXImageToVideoPipeline if from_picture else diffusers.CogVideoXPipeline
    pipeline = diffusers.CogVideoXFunControlPipeline if is_controlled else pipeline
    tokenizer, encoder = t5(226)
    return pipeline(tokenizer=tokenizer, text_encoder=encoder, vae=vae, transformer=transformer, scheduler=scheduler)


def ltx(class_name: str = "LTXConditionPipeline") -> Any:
    """LTX-Video: the condition pipeline of 0.9.5 and later, or the plain ones of before, whose scheduler is shifted."""
    diffusers = fresh()
    is_old = class_name != "LTXConditionPipeline"
    transformer = diffusers.LTXVideoTransformer3DModel(
        in_channels=16,
        out_channels=16,
        num_attention_heads=4,
        attention_head_dim=8,
        cross_attention_dim=32,
        num_layers=3,
        caption_channels=32,
    )
    vae = diffusers.AutoencoderKLLTXVideo(
        latent_channels=16,
        block_out_channels=(8, 8, 8, 8),
        decoder_block_out_channels=(8, 8, 8, 8),
        layers_per_block=(1,) * 5,
        decoder_layers_per_block=(1,) * 5,
        decoder_inject_noise=(False,) * 5,
        upsample_residual=(False,) * 4,
        upsample_factor=(1,) * 4,
        timestep_conditioning=not is_old,
    )
    scheduler = diffusers.FlowMatchEulerDiscreteScheduler(
        use_dynamic_shifting=is_old,
        base_shift=0.95,
        max_shift=2.05,
        base_image_seq_len=1024,
        max_image_seq_len=4096,
        shift_terminal=0.1 if is_old else None,
    )
    tokenizer, encoder = t5(128)
    return getattr(diffusers, class_name)(
        scheduler=scheduler, vae=vae, text_encoder=encoder, tokenizer=tokenizer, transformer=transformer
    )


def wan(*, from_picture: bool = False, is_small: bool = False, experts: int = 1) -> Any:
    """Wan: 2.1, from a picture, 2.2 with its own VAE (`is_small`, the 5B), or 2.2 with two experts."""
    diffusers = fresh()
    from transformers import UMT5Config, UMT5EncoderModel

    tokenizer, _ = t5(512)
    encoder = UMT5EncoderModel(
        UMT5Config(vocab_size=len(tokenizer), d_model=32, d_kv=8, d_ff=37, num_layers=2, num_heads=4)
    )
    own: dict[str, Any] = {}
    if is_small:
        own = {
            "decoder_base_dim": 4,
            "z_dim": 48,
            "in_channels": 12,
            "out_channels": 12,
            "patch_size": 2,
            "scale_factor_spatial": 16,
            "is_residual": True,
            "latents_mean": [0.0] * 48,
            "latents_std": [1.0] * 48,
        }
    channels = 48 if is_small else 16
    vae = diffusers.AutoencoderKLWan(
        **{"base_dim": 4, "z_dim": 16, "dim_mult": [1] * 4, "num_res_blocks": 1, **own},
        temperal_downsample=[False, True, True],
    )
    transformers = [
        diffusers.WanTransformer3DModel(
            num_attention_heads=2,
            attention_head_dim=48,
            in_channels=36 if from_picture else channels,
            out_channels=channels,
            text_dim=32,
            freq_dim=32,
            ffn_dim=128,
            num_layers=5,
            rope_max_seq_len=128,
        )
        for _ in range(experts)
    ]
    scheduler = diffusers.UniPCMultistepScheduler(
        prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=3.0
    )
    pictures = {"image_encoder": None, "image_processor": None} if from_picture else {}
    return (diffusers.WanImageToVideoPipeline if from_picture else diffusers.WanPipeline)(
        tokenizer=tokenizer,
        text_encoder=encoder,
        vae=vae,
        transformer=transformers[0],
        transformer_2=transformers[1] if experts > 1 else None,
        boundary_ratio=0.875 if experts > 1 else None,
        scheduler=scheduler,
        expand_timesteps=is_small,
        **pictures,
    )


def flux(*, is_guided: bool = True) -> Any:
    """FLUX.1: dev, or schnell, which is not guided."""
    diffusers = fresh()
    clip_tokenizer, clip_encoder = clip()
    tokenizer, encoder = t5(512)
    transformer = diffusers.FluxTransformer2DModel(
        in_channels=64,
        num_layers=1,
        num_single_layers=1,
        attention_head_dim=16,
        num_attention_heads=2,
        joint_attention_dim=32,
        pooled_projection_dim=32,
        axes_dims_rope=[4, 4, 8],
        guidance_embeds=is_guided,
    )
    return diffusers.FluxPipeline(
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler(),
        text_encoder=clip_encoder,
        tokenizer=clip_tokenizer,
        text_encoder_2=encoder,
        tokenizer_2=tokenizer,
        transformer=transformer,
        vae=picture_vae(diffusers),
    )


MODELS: Mapping[str, Callable[[], Any]] = {
    "ltx": ltx,
    "ltx-distilled": ltx,
    "ltx-0.9": lambda: ltx("LTXPipeline"),
    "cogvideox-2b": cogvideox,
    "cogvideox-5b": lambda: cogvideox(rotary=True),
    "cogvideox-5b-i2v": lambda: cogvideox(rotary=True, from_picture=True),
    "cogvideox1.5-5b": lambda: cogvideox(rotary=True, patch_size_t=2),
    "cogvideox1.5-5b-i2v": lambda: cogvideox(rotary=True, from_picture=True, patch_size_t=2),
    "wan2.1-1.3b": wan,
    "wan2.1-14b-i2v": lambda: wan(from_picture=True),
    "wan2.2-5b": lambda: wan(is_small=True),
    "wan2.2-14b": lambda: wan(experts=2),
    "wan2.2-14b-i2v": lambda: wan(experts=2, from_picture=True),
    "flux-dev": flux,
    "flux-schnell": lambda: flux(is_guided=False),
    "ltx-2": tiny_rest.ltx2,
    "hunyuanvideo-1.5": tiny_rest.hunyuan,
    "hunyuanvideo-1.5-i2v": lambda: tiny_rest.hunyuan(from_picture=True),
    "easyanimate": tiny_rest.easyanimate,
    "easyanimate-inp": lambda: tiny_rest.easyanimate(from_picture=True),
    "cogvideox-fun-control": lambda: cogvideox(rotary=True, is_controlled=True),
    "qwen-image": tiny_rest.qwen_image,
    "z-image-turbo": tiny_rest.z_image,
}
"""By the name of the family each is of."""
