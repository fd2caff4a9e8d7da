"""Editing the admin's YAML on a page: looked at before it is saved, saved without losing what was there, tried out before it counts."""
