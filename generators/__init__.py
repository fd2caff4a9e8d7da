"""What makes pictures and clips: one file a generator, all behind `base.Generator`."""
