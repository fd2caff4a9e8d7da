"""Clips and pictures made on this machine's own card. Only the serving process imports what needs torch."""
