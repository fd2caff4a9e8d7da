"""What is measured: models at their published sizes, and the same built so small that a processor runs them.

Configurations are those published with the models, as diffusers 0.42.1 names them. LTX's VAE is that of 0.9.1, the newest whose
configuration diffusers' own conversion script has (`scripts/convert_ltx_to_diffusers.py: get_vae_config`).
"""

from collections.abc import Mapping

from benchmarks.gpu.row import Part, Row

_T5 = {"d_model": 4096, "d_ff": 10240, "d_kv": 64, "num_heads": 64, "num_layers": 24, "feed_forward_proj": "gated-gelu"}
_TINY_T5 = {"d_model": 32, "d_ff": 37, "d_kv": 8, "num_heads": 4, "num_layers": 2, "vocab_size": 128}
T5_XXL = Part("T5EncoderModel", {**_T5, "vocab_size": 32128}, _TINY_T5, "transformers")
UMT5_XXL = Part("UMT5EncoderModel", {**_T5, "vocab_size": 256384}, _TINY_T5, "transformers")

_COG = {
    "num_attention_heads": 30,
    "attention_head_dim": 64,
    "in_channels": 16,
    "out_channels": 16,
    "time_embed_dim": 512,
    "text_embed_dim": 4096,
    "num_layers": 30,
    "sample_width": 90,
    "sample_height": 60,
    "sample_frames": 49,
    "patch_size": 2,
    "temporal_compression_ratio": 4,
    "max_text_seq_length": 226,
    "use_rotary_positional_embeddings": False,
}
_TINY_COG = {
    "num_attention_heads": 4,
    "attention_head_dim": 16,
    "num_layers": 2,
    "time_embed_dim": 8,
    "text_embed_dim": 32,
}
_COG_VAE = Part(
    "AutoencoderKLCogVideoX",
    {
        "down_block_types": ("CogVideoXDownBlock3D",) * 4,
        "up_block_types": ("CogVideoXUpBlock3D",) * 4,
        "block_out_channels": (128, 256, 256, 512),
        "latent_channels": 16,
        "layers_per_block": 3,
        "temporal_compression_ratio": 4,
    },
    {"block_out_channels": (8, 8, 8, 8), "layers_per_block": 1, "norm_num_groups": 2},
)
_COG_SCHEDULE = {
    "beta_start": 0.00085,
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
    "prediction_type": "v_prediction",
    "rescale_betas_zero_snr": True,
    "set_alpha_to_one": True,
    "timestep_spacing": "trailing",
}
COGVIDEOX_2B = Row(
    name="cogvideox-2b",
    title="CogVideoX-2B, 50 steps",
    folder="cogvideox-2b",
    pipeline="CogVideoXPipeline",
    transformer=Part("CogVideoXTransformer3DModel", _COG, _TINY_COG),
    vae=_COG_VAE,
    text=T5_XXL,
    scheduler=Part("CogVideoXDDIMScheduler", {**_COG_SCHEDULE, "snr_shift_scale": 3.0}),
    size=(720, 480, 49),
    tiny_size=(96, 64, 9),
    steps=50,
    guidance=6.0,
    fps=8,
    small_gb=4.0,
    goal_lossless=1.1,
)
COGVIDEOX_5B = Row(
    name="cogvideox-5b",
    title="CogVideoX-5B, 50 steps",
    folder="cogvideox-5b",
    pipeline="CogVideoXPipeline",
    transformer=Part(
        "CogVideoXTransformer3DModel",
        {**_COG, "num_attention_heads": 48, "num_layers": 42, "use_rotary_positional_embeddings": True},
        _TINY_COG,
    ),
    vae=_COG_VAE,
    text=T5_XXL,
    scheduler=Part("CogVideoXDPMScheduler", {**_COG_SCHEDULE, "snr_shift_scale": 1.0}),
    size=(720, 480, 49),
    tiny_size=(96, 64, 9),
    steps=50,
    guidance=6.0,
    fps=8,
    small_gb=5.0,
    goal_lossless=1.1,
)

_LTX = {
    "in_channels": 128,
    "out_channels": 128,
    "patch_size": 1,
    "patch_size_t": 1,
    "num_attention_heads": 32,
    "attention_head_dim": 64,
    "cross_attention_dim": 2048,
    "num_layers": 28,
    "caption_channels": 4096,
}
_TINY_LTX = {
    "in_channels": 16,
    "out_channels": 16,
    "num_attention_heads": 4,
    "attention_head_dim": 8,
    "cross_attention_dim": 32,
    "num_layers": 2,
    "caption_channels": 32,
}
_LTX_VAE = Part(
    "AutoencoderKLLTXVideo",
    {
        "latent_channels": 128,
        "block_out_channels": (128, 256, 512, 512),
        "decoder_block_out_channels": (256, 512, 1024),
        "layers_per_block": (4, 3, 3, 3, 4),
        "decoder_layers_per_block": (5, 6, 7, 8),
        "spatio_temporal_scaling": (True, True, True, False),
        "decoder_spatio_temporal_scaling": (True, True, True),
        "decoder_inject_noise": (False, True, True, True),
        "upsample_residual": (True, True, True),
        "upsample_factor": (2, 2, 2),
        "timestep_conditioning": True,
        "patch_size": 4,
        "patch_size_t": 1,
        "encoder_causal": True,
        "decoder_causal": False,
    },
    {
        "latent_channels": 16,
        "block_out_channels": (8, 8, 8, 8),
        "decoder_block_out_channels": (8, 16, 32),
        "layers_per_block": (1, 1, 1, 1, 1),
        "decoder_layers_per_block": (1, 1, 1, 1),
    },
)
_LTX_SCHEDULE = {"use_dynamic_shifting": False, "base_shift": 0.95, "max_shift": 2.05}
_LTX_CALL = {"decode_timestep": 0.05, "decode_noise_scale": 0.025, "max_sequence_length": 256}
LTX_2B_50 = Row(
    name="ltx-2b-50",
    title="LTX-Video 2B, 50 steps",
    folder="ltx",
    pipeline="LTXConditionPipeline",
    transformer=Part("LTXVideoTransformer3DModel", _LTX, _TINY_LTX),
    vae=_LTX_VAE,
    text=T5_XXL,
    scheduler=Part("FlowMatchEulerDiscreteScheduler", _LTX_SCHEDULE),
    size=(768, 512, 121),
    tiny_size=(96, 64, 17),
    steps=50,
    guidance=3.0,
    fps=24,
    arguments=_LTX_CALL,
    prompt_tokens=256,
)
LTX_2B_8 = Row(
    name="ltx-2b-8",
    title="LTX-Video 2B distilled, 8 steps",
    folder="ltx-distilled",
    pipeline="LTXConditionPipeline",
    transformer=LTX_2B_50.transformer,
    vae=_LTX_VAE,
    text=T5_XXL,
    scheduler=LTX_2B_50.scheduler,
    size=(768, 512, 121),
    tiny_size=(96, 64, 17),
    steps=8,
    guidance=1.0,
    fps=24,
    arguments=_LTX_CALL,
    prompt_tokens=256,
    goal_seconds=2.0,
)
LTX_13B = Row(
    name="ltx-13b",
    title="LTX-Video 13B, 50 steps",
    folder="ltx-13b",
    pipeline="LTXConditionPipeline",
    transformer=Part(
        "LTXVideoTransformer3DModel",
        {**_LTX, "attention_head_dim": 128, "cross_attention_dim": 4096, "num_layers": 48},
        # By its 48 layers it is told from the small one.
        {**_TINY_LTX, "num_layers": 48},
    ),
    vae=_LTX_VAE,
    text=T5_XXL,
    scheduler=LTX_2B_50.scheduler,
    size=(768, 512, 121),
    tiny_size=(96, 64, 17),
    steps=50,
    guidance=3.0,
    fps=24,
    arguments=_LTX_CALL,
    prompt_tokens=256,
)

WAN22_5B = Row(
    name="wan2.2-5b",
    title="Wan 2.2 5B, 50 steps",
    folder="wan2.2-5b",
    pipeline="WanPipeline",
    transformer=Part(
        "WanTransformer3DModel",
        {
            "patch_size": (1, 2, 2),
            "num_attention_heads": 24,
            "attention_head_dim": 128,
            "in_channels": 48,
            "out_channels": 48,
            "text_dim": 4096,
            "freq_dim": 256,
            "ffn_dim": 14336,
            "num_layers": 30,
            "cross_attn_norm": True,
            "qk_norm": "rms_norm_across_heads",
        },
        {
            "num_attention_heads": 2,
            "attention_head_dim": 12,
            "text_dim": 32,
            "freq_dim": 32,
            "ffn_dim": 32,
            "num_layers": 2,
            "rope_max_seq_len": 128,
        },
    ),
    vae=Part(
        "AutoencoderKLWan",
        {
            "base_dim": 160,
            "decoder_base_dim": 256,
            "z_dim": 48,
            "in_channels": 12,
            "out_channels": 12,
            "patch_size": 2,
            "scale_factor_spatial": 16,
            "scale_factor_temporal": 4,
            "is_residual": True,
            "latents_mean": [0.0] * 48,
            "latents_std": [1.0] * 48,
            "temperal_downsample": [False, True, True],
        },
        {"base_dim": 4, "decoder_base_dim": 4, "dim_mult": [1, 1, 1, 1], "num_res_blocks": 1},
    ),
    text=UMT5_XXL,
    scheduler=Part(
        "UniPCMultistepScheduler", {"prediction_type": "flow_prediction", "use_flow_sigmas": True, "flow_shift": 5.0}
    ),
    size=(1280, 704, 121),
    tiny_size=(96, 64, 9),
    steps=50,
    guidance=5.0,
    fps=24,
    index={"transformer_2": [None, None], "boundary_ratio": None, "expand_timesteps": True},
    vae_dtype="float32",
    prompt_tokens=512,
)

ROWS: Mapping[str, Row] = {
    row.name: row for row in (COGVIDEOX_2B, COGVIDEOX_5B, LTX_2B_8, LTX_2B_50, LTX_13B, WAN22_5B)
}
