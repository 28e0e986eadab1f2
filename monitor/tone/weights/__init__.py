"""The shipped models: their numbers, tokenisers and sheets. Made by ``training/``."""
