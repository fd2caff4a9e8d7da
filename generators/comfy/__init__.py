"""What the generators that ask a ComfyUI have in common."""
