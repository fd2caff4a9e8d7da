"""What the tiny models are made of."""

import string
from typing import Any

LETTERS = string.ascii_letters + string.digits + string.punctuation


def fresh() -> Any:
    """diffusers, with the same random weights every time."""
    import torch

    from generators.local.libraries import libraries

    torch.manual_seed(0)
    return libraries()


def t5(longest: int) -> tuple[Any, Any]:
    from transformers import T5Config, T5EncoderModel, T5Tokenizer

    vocabulary = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("\u2581", -2.0)]
    tokenizer = T5Tokenizer(vocab=[*vocabulary, *((letter, -4.0) for letter in LETTERS)], extra_ids=0)
    tokenizer.model_max_length = longest
    config = T5Config(
        vocab_size=len(tokenizer),
        d_model=32,
        d_kv=8,
        d_ff=37,
        num_layers=2,
        num_heads=4,
        feed_forward_proj="gated-gelu",
        tie_word_embeddings=False,
    )
    return tokenizer, T5EncoderModel(config)


def clip() -> tuple[Any, Any]:
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

    letters = [letter for letter in LETTERS if not letter.isupper()]
    words = [*letters, *(f"{letter}</w>" for letter in letters), "<|startoftext|>", "<|endoftext|>"]
    tokenizer = CLIPTokenizer(vocab={word: place for place, word in enumerate(words)}, merges=[])
    tokenizer.model_max_length = 77
    config = CLIPTextConfig(
        vocab_size=len(words),
        bos_token_id=len(words) - 2,
        eos_token_id=len(words) - 1,
        pad_token_id=len(words) - 1,
        hidden_size=32,
        intermediate_size=37,
        num_attention_heads=4,
        num_hidden_layers=2,
        projection_dim=32,
    )
    return tokenizer, CLIPTextModel(config)


def picture_vae(diffusers: Any) -> Any:
    return diffusers.AutoencoderKL(
        block_out_channels=(4,) * 4,
        layers_per_block=1,
        latent_channels=16,
        norm_num_groups=1,
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        use_quant_conv=False,
        use_post_quant_conv=False,
        shift_factor=0.1159,
        scaling_factor=0.3611,
    )
