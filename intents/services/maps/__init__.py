"""Where places are and how to get there, behind a type of its own; 高德 answers where a key is set."""
