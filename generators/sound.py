"""Sound on its way into an MP4: samples a model made, or the sound of another clip. Always AAC, which every phone plays.

Loads PyAV.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

import av
import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import OutputContainer
    from av.packet import Packet

BITS_PER_SECOND = "192000"
"""FFmpeg's own encoder is heard to crackle on pure tones below that (measured: errors of 0.2 at 128000, 0.07 here)."""
RECODED_BITS_PER_SECOND = "96000"
LAYOUTS = {1: "mono", 2: "stereo"}
RATES = frozenset({8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200, 96000})
"""Samples per second that AAC knows (ISO/IEC 14496-3, table 1.18); anything else is made the usual 48000."""


@dataclass(frozen=True, slots=True)
class Sound:
    """What is heard with the frames; what is longer than they are is cut off. Raises `ValueError`."""

    samples: NDArray[np.float32]
    """(samples, channels), 1 or 2 channels, -1 to 1; what is louder is clipped."""
    rate: int
    """Samples per second."""

    def __post_init__(self) -> None:
        if self.samples.ndim != 2 or self.samples.shape[1] not in LAYOUTS:
            raise ValueError(f"sound is (samples, 1 or 2 channels), not {self.samples.shape}")
        if self.rate <= 0:
            raise ValueError(f"sound needs samples per second, not {self.rate}")
        if not np.isfinite(self.samples).all():
            raise ValueError("the sound holds values that are no numbers")


@dataclass(slots=True)
class Voice:
    """Writes sound beside the frames, so that a player finds both in one place."""

    container: "OutputContainer"
    stream: "AudioStream"
    sound: Sound
    _written: int = field(default=0, init=False)

    @classmethod
    def beside(cls, container: "OutputContainer", sound: Sound) -> "Voice":
        """Add the stream; before the first frame is written."""
        rate = sound.rate if sound.rate in RATES else 48000
        stream = container.add_stream("aac", rate=rate, options={"b": BITS_PER_SECOND})
        stream.layout = LAYOUTS[sound.samples.shape[1]]
        return cls(container, stream, sound)

    def speak(self, seconds: Fraction) -> None:
        """Write what is to be heard until then."""
        until = min(len(self.sound.samples), round(seconds * self.sound.rate))
        if until <= self._written:
            return
        piece = self.sound.samples[self._written : until].clip(-1.0, 1.0)
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(piece.T, dtype=np.float32), format="fltp", layout=LAYOUTS[piece.shape[1]]
        )
        frame.sample_rate, frame.pts, frame.time_base = self.sound.rate, self._written, Fraction(1, self.sound.rate)
        self.container.mux(self.stream.encode(frame))
        self._written = until

    def finish(self) -> None:
        """Write what the encoder still holds."""
        self.container.mux(self.stream.encode(None))


def add_aac(made: "OutputContainer", sound: "AudioStream") -> "AudioStream":
    """A stream for the sound of another clip: the same where that is AAC already."""
    if sound.codec_context.name == "aac":
        return made.add_stream_from_template(sound)
    return made.add_stream("aac", rate=sound.codec_context.sample_rate, options={"b": RECODED_BITS_PER_SECOND})


def pass_sound(
    made: "OutputContainer", packet: "Packet[AudioStream]", sound: "AudioStream", voice: "AudioStream"
) -> None:
    """Hand one packet on, as it is or encoded anew; the empty one at the end empties the encoder."""
    if sound.codec_context.name == "aac":
        if packet.dts is not None:
            packet.stream = voice
            made.mux(packet)
        return
    for heard in sound.decode(packet):
        made.mux(voice.encode(heard))
    if packet.dts is None:
        made.mux(voice.encode(None))
