"""How a model is fitted into the card that is there: a ladder of plans, from the quickest to the smallest. Needs no torch.

Each rung says which numbers the weights are kept in, which parts stay on the card, and how the frames are decoded. The first
rung whose estimate fits is taken; when the card runs full all the same, the next one is tried once. The estimates count
weights exactly (from the files) and what is computed with roughly (bytes a token and a pixel, in the family's row).
"""

from dataclasses import dataclass, field, replace
from typing import Literal

from generators.local.errors import CannotDo
from generators.local.family import Attention, Family
from generators.local.types import Order

Dtype = Literal["bfloat16", "float16", "float32"]
Storage = Literal["full", "int8", "fp8", "fp8_dynamic", "layerwise"]
"""As the dtype says; int8 and fp8 weights that are widened when they are used; fp8 computed with (from Ada on); fp8 of diffusers'
own layerwise casting."""
Place = Literal["resident", "swapped", "offloaded", "freed"]
"""Always on the card; there while it works; streamed to it block by block; read from the disk for each new prompt."""

GB = 10**9
CONTEXT_BYTES = 600_000_000
"""What CUDA itself takes of a card."""
KEPT_FREE = 0.06
"""Part of the card that the allocator cannot use for the pieces it lies in."""
HOST_KEPT_FREE = 3 * GB
TILE_FRAMES = 17
"""Of those that decode all frames at once, where they are told to decode in tiles."""
BYTES: dict[Storage, float] = {"full": 2.0, "int8": 1.05, "fp8": 1.05, "fp8_dynamic": 1.05, "layerwise": 1.15}
"""Of one parameter; norms and embeddings stay as they are."""


@dataclass(frozen=True, slots=True)
class Card:
    """Where models run: a graphics card, or the processor itself."""

    name: str
    device: str
    """As torch calls it, "cuda:0" or "cpu"."""
    bytes: int
    host_bytes: int
    """Of the machine's own memory."""
    capability: tuple[int, int] | None = None
    """NVIDIA's, (9, 0); None for anything else."""

    @property
    def is_cuda(self) -> bool:
        """Whether it is an NVIDIA card, or one torch treats as such."""
        return self.device.startswith("cuda")

    @property
    def usable_bytes(self) -> int:
        """What models can have of it."""
        return int(self.bytes * (1 - KEPT_FREE)) - CONTEXT_BYTES if self.is_cuda else self.bytes - HOST_KEPT_FREE


@dataclass(frozen=True, slots=True)
class Weights:
    """Numbers of parameters, as counted or as published."""

    denoiser: int
    text: int
    rest: int

    @classmethod
    def published(cls, family: Family) -> "Weights":
        """What the family's row says."""
        known = family.parameters
        return cls(*(int(billions * 1e9) for billions in (known.denoiser, known.text, known.vae)))


@dataclass(frozen=True, slots=True)
class Plan:
    """One way to fit a model. `dataclasses.replace` makes one that differs."""

    name: str
    title: str
    """Chinese, for the admin."""
    dtype: Dtype = "bfloat16"
    storage: Storage = "full"
    """Of the denoiser."""
    text_storage: Storage = "full"
    denoiser: Place = "resident"
    text: Place = "resident"
    is_leaf_wise: bool = False
    """Offloaded layer by layer and not block by block: slower, and the least memory there is."""
    streams: bool = False
    """Copies to the card while it computes."""
    tiling: bool = False
    """Frames are decoded tile by tile."""
    attention: Attention = "native"
    compiles: bool = False
    """The first clip waits minutes for it."""
    step_cache: float | None = None
    """Threshold of the first-block cache, see `step_cache.py`; changes the picture, so nothing but an override sets it."""
    needs_bytes: int = 0
    """Of the card, estimated."""
    needs_host_bytes: int = 0
    explanation: tuple[str, ...] = field(default=(), compare=False)
    """Chinese lines for the admin: what is done, and why."""


_RUNGS = (
    Plan("resident", "全部放在卡上"),
    Plan("text-first", "先读文字，再拍", text="swapped"),
    Plan("int8", "权重用 int8", text="swapped", storage="int8", text_storage="int8"),
    Plan("offload", "一块一块地搬到卡上", text="offloaded", denoiser="offloaded"),
    Plan(
        "int8-offload",
        "int8，一块一块地搬到卡上",
        text="offloaded",
        denoiser="offloaded",
        storage="int8",
        text_storage="int8",
    ),
    Plan(
        "smallest",
        "最省内存，最慢",
        text="offloaded",
        denoiser="offloaded",
        storage="int8",
        text_storage="int8",
        is_leaf_wise=True,
    ),
)
NAMES = tuple(plan.name for plan in _RUNGS)
"""From the quickest to the smallest."""


def plan_for(family: Family, card: Card, order: Order | None = None, *, weights: Weights | None = None) -> Plan:
    """The quickest plan whose estimate fits the card, or the smallest of all. Without an order, for the family's own size."""
    ladder = [_fitted(rung, family, card, order, weights) for rung in _RUNGS if _is_for(rung, card)]
    return next((plan for plan in ladder if _fits(plan, card)), ladder[-1])


def plan_named(
    name: str, family: Family, card: Card, order: Order | None = None, *, weights: Weights | None = None
) -> Plan:
    """The plan of that name whether it fits or not; "auto" is `plan_for`. Raises `CannotDo` for a name that is none."""
    if name == "auto":
        return plan_for(family, card, order, weights=weights)
    rung = next((rung for rung in _RUNGS if rung.name == name and _is_for(rung, card)), None)
    if rung is None:
        known = "、".join(["auto", *(rung.name for rung in _RUNGS if _is_for(rung, card))])
        raise CannotDo(f"方案 {name}", f"在{card.name}上没有，可以写的有：{known}")
    return _fitted(rung, family, card, order, weights)


def next_lower(
    plan: Plan, family: Family, card: Card, order: Order | None = None, *, weights: Weights | None = None
) -> Plan | None:
    """The plan to try when the card ran full: the next rung, decoded in tiles. None below the last."""
    below = _RUNGS[NAMES.index(plan.name) + 1 :] if plan.name in NAMES else _RUNGS
    rung = next((rung for rung in below if _is_for(rung, card)), None)
    return None if rung is None else _fitted(rung, family, card, order, weights, must_tile=True)


def fits(plan: Plan, card: Card) -> bool:
    """Whether its estimate is within what the card and the machine have."""
    return plan.needs_bytes <= card.usable_bytes and plan.needs_host_bytes <= card.host_bytes - HOST_KEPT_FREE


_fits = fits


def loading_bytes(plan: Plan, weights: Weights) -> int:
    """What the machine's own memory must hold while the weights are read, before they go to the card."""
    number = 4.0 if plan.dtype == "float32" else 2.0
    text = 0.0 if plan.text == "freed" else weights.text * BYTES[plan.text_storage] / 2
    return int(number * (weights.denoiser * BYTES[plan.storage] / 2 + text + weights.rest))


def _is_for(rung: Plan, card: Card) -> bool:
    # Without a card there is nothing to stream to: what is left is to keep the numbers small.
    return card.is_cuda or rung.denoiser == "resident"


def _fitted(
    rung: Plan, family: Family, card: Card, order: Order | None, weights: Weights | None, must_tile: bool = False
) -> Plan:
    """The rung with everything decided that hangs on the card, the order and the weights."""
    counted = weights or Weights.published(family)
    dtype = _dtype(family, card)
    width = 4.0 if dtype == "float32" else 2.0
    text_bytes, denoiser_bytes = counted.text * width, counted.denoiser * width
    plan = replace(rung, dtype=dtype, streams=card.is_cuda and rung.denoiser == "offloaded")
    kept = (text_bytes * BYTES[plan.text_storage] + denoiser_bytes * BYTES[plan.storage]) / 2
    if not card.is_cuda or kept + HOST_KEPT_FREE > card.host_bytes:
        # The encoder is the largest single part and is needed once a prompt: better read again than kept.
        plan = replace(plan, text="freed" if plan.text != "resident" else "resident")
    if plan.text != "resident" and plan.denoiser == "resident" and card.is_cuda:
        together = (text_bytes * BYTES[plan.text_storage] + denoiser_bytes * BYTES[plan.storage]) / 2
        if together + GB > card.usable_bytes:
            plan = replace(plan, denoiser="swapped")
    whole = _estimate(plan, family, card, order, counted, tiling=False)
    tiling = must_tile or whole > card.usable_bytes
    needs = _estimate(plan, family, card, order, counted, tiling=True) if tiling else whole
    compiles = card.is_cuda and plan.denoiser == "resident" and (card.capability or (0, 0)) >= (8, 0)
    plan = replace(
        plan,
        tiling=tiling,
        compiles=compiles,
        needs_bytes=int(needs),
        needs_host_bytes=int(_host_bytes(plan, counted, width) if card.is_cuda else needs),
    )
    return replace(plan, explanation=tuple(_explained(plan, family, card)))


def _dtype(family: Family, card: Card) -> Dtype:
    if not card.is_cuda:
        return "bfloat16"
    # Cards before Ampere only imitate bfloat16; but what was trained in it overflows in fp16, to black frames.
    return family.dtype


def _estimate(plan: Plan, family: Family, card: Card, order: Order | None, counted: Weights, *, tiling: bool) -> float:
    """Bytes of the card at the worst moment: while encoding, denoising or decoding."""
    number = 4.0 if plan.dtype == "float32" else 2.0
    text = counted.text * number * BYTES[plan.text_storage] / 2
    denoiser = counted.denoiser * number * BYTES[plan.storage] / 2
    rest = counted.rest * (4.0 if family.vae_dtype == "float32" else number)
    width, height, frames = _size(family, order)
    tokens = _tokens(family, width, height, frames)
    across, down, at_once = family.decodes
    at_once = min(frames, at_once or (TILE_FRAMES if tiling else frames))
    area = min(width * height, across * down) if tiling else width * height
    # The finished frames lie there too, three colours in the numbers of the decoder.
    while_decoding = family.decode_bytes * area * at_once + 3 * number * width * height * frames
    # What is streamed lies there twice: the block that computes, and the one that arrives.
    streamed = 0.02 if plan.is_leaf_wise else 0.08
    there = {"resident": denoiser, "swapped": denoiser, "offloaded": streamed * denoiser, "freed": denoiser}
    encoder = {"resident": text, "swapped": text, "offloaded": streamed * text, "freed": text}[plan.text]
    always_text = text if plan.text == "resident" else 0.0
    beside_encoder = denoiser if plan.denoiser == "resident" else 0.0
    return rest + max(
        encoder + beside_encoder,
        there[plan.denoiser] + always_text + tokens * family.activation_bytes,
        (0.0 if plan.denoiser == "offloaded" else denoiser) + always_text + while_decoding,
    )


def _size(family: Family, order: Order | None) -> tuple[int, int, int]:
    """Width, height and frames of one window."""
    width = (order.width if order else None) or family.size[0]
    height = (order.height if order else None) or family.size[1]
    return width, height, min((order.num_frames if order else None) or family.frames, family.most_frames)


def _tokens(family: Family, width: int, height: int, frames: int) -> int:
    side, length = family.tokens_per
    return (width // side) * (height // side) * ((frames - 1) // length + 1)


def _host_bytes(plan: Plan, counted: Weights, width: float) -> float:
    text = 0.0 if plan.text in ("freed", "resident") else counted.text * width * BYTES[plan.text_storage] / 2
    denoiser = 0.0 if plan.denoiser == "resident" else counted.denoiser * width * BYTES[plan.storage] / 2
    return text + denoiser


def _explained(plan: Plan, family: Family, card: Card) -> list[str]:
    told = [f"{family.title} 在 {card.name}（{card.bytes / GB:.0f} GB）上用「{plan.title}」方案。"]
    storage: dict[Storage, str] = {
        "full": f"权重按原样用 {plan.dtype}，画面和原版一样。",
        "int8": "权重压成 int8，只占一半，画面差别一般看不出来。",
        "fp8": "权重压成 fp8，只占一半，画面差别一般看不出来。",
        "fp8_dynamic": "用 fp8 计算，又快又省，画面略有差别。",
        "layerwise": "权重存成 fp8、算的时候变回来，只占一半。",
    }
    text: dict[Place, str] = {
        "resident": "读文字的部分一直在卡上。",
        "swapped": "读文字的部分只在读的时候放到卡上，读完让出来；同一句话第二次不用再读。",
        "offloaded": "读文字的部分一块一块地搬到卡上用；同一句话第二次不用再读。",
        "freed": "读文字的部分用完就丢掉，下次从硬盘再读；同一句话第二次不用再读。",
    }
    told += [storage[plan.storage], text[plan.text]]
    if plan.denoiser == "swapped":
        told.append("画画面的部分在读文字的时候先让到内存里，两样一起放不下。")
    if plan.denoiser == "offloaded":
        told.append(
            "画画面的部分放在内存里，" + ("一层" if plan.is_leaf_wise else "一块") + "一层地搬到卡上，会慢一些。"
        )
    if plan.tiling:
        told.append("画面一小块一小块地解出来，省内存，接缝处会抹平。")
    if plan.compiles:
        told.append("第一段片子要先等几分钟编译，之后都快。")
    if card.is_cuda and (card.capability or (0, 0)) < (8, 0) and plan.dtype == "bfloat16":
        told.append("这张卡比较老，bfloat16 是模拟的，会慢；换成 float16 画面会变黑，所以不换。")
    if not card.is_cuda:
        told.append("没有用到显卡，全靠处理器算，一段片子要几十分钟到几小时，只适合试一试。")
    told.append(f"估计最多用 {plan.needs_bytes / GB:.1f} GB，能用的有 {max(0, card.usable_bytes) / GB:.1f} GB。")
    if not fits(plan, card):
        told.append("估计放不下，会试一试；不行就请换小一点的模型，或者把画面改小、改短。")
    return told
