"""Saved pages of forums and list archives -> their posts; a module for each program that makes such pages."""
