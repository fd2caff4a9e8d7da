"""From Chinese words to the parts of a shot, without a language model."""
